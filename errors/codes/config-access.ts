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
  MADE_SECRET_HOST: {
    title: "a widget or service token for a host that has no use for it",
    consequence: "no page shows the widget, or no login asks for the token; where it was meant, it is missing",
    fix: "name hosts with pages for a widget, and internal hosts with access for a token",
    source: "docs/config.md",
  },
  MADE_SECRET_SLOT_TWICE: {
    title: "two things whose secrets go into one slot",
    consequence: "the second secret takes the place of the first, which is then known to nobody",
    fix: "declare a slot for each",
    source: "AWS Secrets Manager API reference, PutSecretValue",
  },
  MADE_SECRET_MISSING: {
    title: "a widget or service token that was not made yet",
    consequence: "pages cannot show the widget, and programs cannot pass the login",
    fix: "run slipway secret make, and write the public half that it prints into the config",
    source: "design: secrets never pass through Terraform",
  },
  TURNSTILE_EXCEEDED: {
    title: "more of Turnstile than the plan admits",
    consequence: "Cloudflare refuses to make the widget",
    fix: "spread the hosts over more widgets, share widgets, or choose a larger plan",
    source: "readiness case 122; developers.cloudflare.com/turnstile/plans (checked 2026-11-22)",
  },
  SERVICE_TOKEN_EXPIRES: {
    title: "a service token that expires soon, or has expired",
    consequence: "the monitor or job that uses it is sent to a login, and an uptime check may take that for healthy",
    fix: "make another one in time",
    source: "readiness case 119; developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/service-tokens",
  },
  SERVICE_TOKEN_UNWATCHED: {
    title: "service tokens whose end nobody is told of",
    consequence: "one day the programs that use them stop, and nobody knows why",
    fix: "name an alert channel in cloudflare.tokenAlert of config/account.ts",
    source: "readiness case 119; developers.cloudflare.com/notifications/notification-available, expiring_service_token_alert",
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
