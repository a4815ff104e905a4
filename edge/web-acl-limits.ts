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

export function isWindow(seconds: number): seconds is WebAclWindow {
  return WEB_ACL_WINDOWS_SECONDS.some((each) => each === seconds);
}
