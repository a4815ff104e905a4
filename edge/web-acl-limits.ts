/** Windows over which AWS WAF counts, in seconds. Source: AWS WAF API reference, RateBasedStatement, EvaluationWindowSec (checked 2026-11-26). */
export const WEB_ACL_WINDOWS_SECONDS = [60, 120, 300, 600] as const;
export type WebAclWindow = (typeof WEB_ACL_WINDOWS_SECONDS)[number];

/** Smallest number of requests that AWS WAF counts to. Source: AWS WAF API reference, RateBasedStatement, Limit (checked 2026-11-26). */
export const WEB_ACL_LEAST_REQUESTS = 10;

/**
 * AWS's rule groups that judge the request itself. Those that judge the address (reputation lists, bot control, account fraud) are left out:
 * behind Cloudflare the address is Cloudflare's.
 * Source: AWS WAF developer guide, AWS Managed Rules rule groups list (checked 2026-11-26).
 */
export const MANAGED_GROUPS = [
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesAdminProtectionRuleSet",
  "AWSManagedRulesSQLiRuleSet",
  "AWSManagedRulesLinuxRuleSet",
  "AWSManagedRulesUnixRuleSet",
  "AWSManagedRulesWindowsRuleSet",
  "AWSManagedRulesPHPRuleSet",
  "AWSManagedRulesWordPressRuleSet",
] as const;

/** Bytes of a text that AWS WAF looks for, and of a pattern. Source: AWS WAF API reference, ByteMatchStatement and RegexMatchStatement (checked 2026-11-26). */
const MAX_TEXT_BYTES = 200;
const MAX_PATTERN_BYTES = 512;

/** A regular expression for a path in which `{x}` stands for one segment; undefined for a plain one. */
export function pathPattern(path: string): string | undefined {
  if (!path.includes("{")) return undefined;
  const segments = path.split("/").map((segment) => (/^\{.*\}$/.test(segment) ? "[^/]+" : segment.replace(/[.~]/g, "\\$&")));
  return `^${segments.join("/")}$`;
}

/** Whether AWS WAF can tell requests for the path from others. */
export function isMatchable(path: string): boolean {
  const pattern = pathPattern(path);
  return pattern === undefined ? Buffer.byteLength(path) <= MAX_TEXT_BYTES : Buffer.byteLength(pattern) <= MAX_PATTERN_BYTES;
}

export function isWindow(seconds: number): seconds is WebAclWindow {
  return WEB_ACL_WINDOWS_SECONDS.some((each) => each === seconds);
}
