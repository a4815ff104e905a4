import type { ErrorEntry } from "../entry.ts";

/** Codes of the rules about what the edge does with requests and answers. */
export const CONFIG_EDGE_CODES = {
  CSP_WEAK: {
    title: "a content security policy that lets injected scripts run",
    consequence: "one place where text gets into a page unescaped is enough to act with a visitor's session",
    fix: "declare script-src, object-src, base-uri and frame-ancestors, without 'unsafe-inline', 'unsafe-eval' and wildcards",
    source: "MDN HTTP Observatory, CSP scoring (checked 2026-11-22); OWASP ASVS 5.0, 3.4.3",
  },
  CSP_REPORT_ONLY: {
    title: "a content security policy that is only reported on",
    consequence: "browsers run what the policy forbids, and tell somebody afterwards",
    fix: "enforce it once its reports are quiet",
    source: "W3C Content Security Policy Level 3, section 3.2",
  },
  HEADER_NO_EDGE_EFFECT: {
    title: "a Cache-Control header that is meant to make the edge keep answers",
    consequence: "browsers keep them and Cloudflare does not: it decides before response headers are changed",
    fix: "declare what may be cached in the host's cache section, or mark public routes cacheable",
    source: "developers.cloudflare.com/rules/transform/response-header-modification (checked 2026-11-22)",
  },
  UNKNOWN_PATHS_WITHOUT_REASON: {
    title: "an API host that answers unlisted paths, without a reason",
    consequence: "a route that nobody listed is in no review, and nobody knows what it gives away",
    fix: "say in unknownPathsReason why, or let the edge block them",
    source: "readiness row R1: unknown paths fail closed; OWASP API Security Top 10 2023, API9",
  },
  ROUTE_PUBLIC_COVERS_PRIVATE: {
    title: "a public route whose pattern also fits a path behind a login",
    consequence: "the order of two lines in a router decides whether a stranger reads private data",
    fix: "give public routes paths that no private route has",
    source: "readiness row R1: public and private routes are separated",
  },
  ROUTE_PREFIX_MIXED: {
    title: "public and private routes share a beginning of paths whose other paths nobody lists",
    consequence: "a new route beside them is public or private by accident",
    fix: "list every route and let the edge block the rest, or separate the two",
    source: "readiness row R1: public and private routes are separated",
  },
  WAF_BLOCKS_ROUTE: {
    title: "a blocked path that visitors need",
    consequence: "the route answers 403 to everybody, or certificates are no longer renewed",
    fix: "block a narrower path",
    source: "RFC 8615; docs/config.md",
  },
  WAF_ACTION_NOT_ON_PLAN: {
    title: "a rule action that the zone's plan does not have",
    consequence: "Cloudflare refuses the ruleset half-way through the apply",
    fix: "use an action that the plan has",
    source: "developers.cloudflare.com/plans (checked 2026-11-22)",
  },
  WAF_EXCEPTION_LATE: {
    title: "an exception from managed rules that comes behind them",
    consequence: "it does nothing: the rules have judged the request before it is asked",
    fix: "let managedRules run the ruleset, and take the adopted rule that runs it out",
    source: "developers.cloudflare.com/waf/managed-rules/waf-exceptions (checked 2026-11-22)",
  },
  CACHE_PRIVATE_ROUTE: {
    title: "a cache rule that fits a route behind a login",
    consequence: "one user's answer is served to another",
    fix: "name paths that hold nothing but public files",
    source: "readiness row R18; RFC 9111 section 3.5",
  },
  CACHE_TIME_NOT_ON_PLAN: {
    title: "an edge cache time below what the zone's plan admits",
    consequence: "Cloudflare refuses the ruleset half-way through the apply",
    fix: "keep files longer, or leave the time to the origin",
    source: "developers.cloudflare.com/plans (checked 2026-11-22)",
  },
  REDIRECT_DOWNGRADE: {
    title: "a redirect to plain HTTP",
    consequence: "visitors who came by HTTPS go on over a line that anybody can read",
    fix: "send them to https://",
    source: "OWASP ASVS 5.0, 4.1.2",
  },
  REDIRECT_TARGET_OPEN: {
    title: "a redirect target with a * that stands for nothing",
    consequence: "visitors are sent to an address with a star in it",
    fix: "put a * at the end of from as well",
    source: "docs/config.md",
  },
  REDIRECT_HIDES_ROUTE: {
    title: "a redirect that takes the path of a route",
    consequence: "requests to the route are sent elsewhere; a POST arrives as a GET",
    fix: "redirect a narrower path",
    source: "RFC 9110 section 15.4.2",
  },
  REDIRECT_TAKES_WELL_KNOWN: {
    title: "a redirect that takes the well-known paths",
    consequence: "certificates are no longer issued, and security contacts and mail policies are no longer found",
    fix: "redirect narrower paths",
    source: "RFC 8615; RFC 8555 section 8.3; RFC 9116 section 3",
  },
  WAF_SKIP_BROAD: {
    title: "an exception that fits more than the path it is for",
    consequence: "anybody who finds another path that fits walks past the firewall and the limits",
    fix: "name whole paths",
    source: "readiness row R18; OWASP ASVS 5.0, 4.1",
  },
  EXPRESSION_PRECEDENCE: {
    title: "and beside or without parentheses",
    consequence: "the rule fits other requests than most readers think, and lets through or blocks the wrong ones",
    fix: "put parentheses around what belongs together",
    source: "developers.cloudflare.com/ruleset-engine/rules-language/operators, order of precedence (checked 2026-11-26)",
  },
} as const satisfies Record<string, ErrorEntry>;
