import type { ErrorEntry } from "../entry.ts";

const POLICIES = "developers.cloudflare.com/cloudflare-one/access-controls/policies (checked 2026-11-25)";

/** Codes of the rules about who gets in, for how long, and through what. */
export const CONFIG_ACCESS_CODES = {
  ACCESS_FOR_NOBODY: {
    title: "a login that includes nobody",
    consequence: "Cloudflare refuses the policy during the apply, after other things have changed",
    fix: "name people by emailDomains, emails or groups; identityProviders only narrows how they log in",
    source: POLICIES,
  },
  ACCESS_OPEN: {
    title: "a login for everybody",
    consequence: "admin functions are open to whoever opens a free mailbox; a login that all pass protects nothing",
    fix: "name a domain whose mailboxes your organisation hands out, or list people one by one under emails",
    source: `readiness case 118; ${POLICIES}`,
  },
  ACCESS_TEAM_MISSING: {
    title: "a login at the edge without a Zero Trust team",
    consequence: "nobody could say where strangers are sent, and probes could not tell Access's login from any other redirect",
    fix: "add cloudflare.team to config/account.ts",
    source: "developers.cloudflare.com/cloudflare-one/faq/getting-started-faq, team name (checked 2026-11-25)",
  },
  ACCESS_REFUSES_PREFLIGHT: {
    title: "a host for applications on other origins whose preflights Access redirects",
    consequence: "browsers send OPTIONS without a cookie, take the redirect for a refusal, and every call of the application fails",
    fix: 'set access.preflight to "to-origin" and let the origin answer preflights',
    source: "readiness case 73; developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/cors",
  },
  REQUEST_SCHEMA_UNUSABLE: {
    title: "a described body that no request can have",
    consequence: "once the edge blocks what does not fit, every call of the route is refused",
    fix: "mend the schema",
    source: "JSON Schema Validation, draft 2020-12, section 6; RFC 9110 section 9.3.1",
  },
  PLAN_API_SHIELD_EXCEEDED: {
    title: "more of API Shield than the zone's plan admits",
    consequence: "Cloudflare refuses the operation or schema during the apply, after other things have changed",
    fix: "describe fewer routes, choose a larger plan, or remove apiShield",
    source: "developers.cloudflare.com/api-shield/plans (checked 2026-11-22)",
  },
  SESSION_UNDECLARED: {
    title: "routes behind a session that nobody described",
    consequence: "nobody can say when a session ends or what protects its cookie",
    fix: "declare session in the launch config",
    source: "OWASP ASVS 5.0, 7.1.1; readiness row R3",
  },
  SESSION_OUT_OF_BOUNDS: {
    title: "a session that ends too soon or too late",
    consequence: "people are thrown out of their work, or a forgotten browser stays logged in",
    fix: "stay between the least and the most",
    source: "OWASP ASVS 5.0, 7.3.1 (inactivity) and 7.3.2 (absolute); NIST SP 800-63B-4, section 2.2.3; readiness row R3",
  },
  SESSION_COOKIE_WEAK: {
    title: "a session cookie that others can read, set or use",
    consequence: "one script, one neighbouring host or one page elsewhere takes over the session",
    fix: "give it __Host-, Secure, HttpOnly and SameSite=Lax or Strict",
    source: "OWASP ASVS 5.0, 3.3.1 to 3.3.4; readiness row R3",
  },
} as const satisfies Record<string, ErrorEntry>;
