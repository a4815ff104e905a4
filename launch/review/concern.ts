import type { Concern } from "../../config/model.ts";
import { type JsonObject, textAt } from "../json.ts";
import type { PlannedChange } from "./planned-change.ts";

/** Whose loss has to be named in the approval. */
export type ProtectedClass = "mx" | "ns" | "caa" | "spf" | "dmarc" | "dkim" | "secret" | "ruleset" | "dnssec";

const RULESET_PHASES: Readonly<Record<string, Concern>> = {
  http_request_dynamic_redirect: "redirects",
  http_request_redirect: "redirects",
  http_ratelimit: "rate-limits",
  http_response_headers_transform: "headers",
  http_request_late_transform: "headers",
};

/** First match wins; a type that nobody knows belongs to what the application runs in. */
const TYPES: readonly (readonly [RegExp, Concern])[] = [
  [/^cloudflare_(zone_setting|certificate_pack|total_tls|universal_ssl_setting|authenticated_origin_pulls|zone_dnssec)/, "tls"],
  [/^cloudflare_(bot_management|zero_trust|turnstile|page_shield|api_shield|schema_validation|leaked_credential|zone_lockdown)/, "access"],
  [/^cloudflare_email_routing/, "mail"],
  [/^cloudflare_(notification_policy)/, "alerting"],
  [/^cloudflare_healthcheck/, "monitoring"],
  [/^cloudflare_/, "hosts"],
  [/^aws_(secretsmanager|kms)_/, "secrets"],
  [/^aws_(route53_health_check|synthetics_)/, "monitoring"],
  [/^aws_(sns_|cloudwatch_)/, "alerting"],
  [/^aws_(wafv2_|iam_|security_group|vpc_security_group_)/, "access"],
  [/^aws_acm_/, "tls"],
  [/^aws_ses/, "mail"],
];

/** What a change is for, from its resource type and attributes. */
export function concernOf({ type, before, after }: Pick<PlannedChange, "type" | "before" | "after">): Concern {
  const values = Object.keys(after).length > 0 ? after : before;
  if (type === "cloudflare_dns_record") return concernOfRecord(values);
  if (type === "cloudflare_ruleset") return RULESET_PHASES[textAt(values, "phase") ?? ""] ?? "access";
  return TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? "environment";
}

const MAIL_CLASSES: ReadonlySet<string> = new Set(["mx", "spf", "dmarc", "dkim"]);

function concernOfRecord(record: JsonObject): Concern {
  const name = textAt(record, "name") ?? "";
  const content = textAt(record, "content") ?? "";
  if (MAIL_CLASSES.has(recordClassOf(record) ?? "") || /\._(domainkey|report\._dmarc|bimi)\./.test(name)) return "mail";
  if (/^(_mta-sts|mta-sts|_smtp\._tls|em\d+)\./.test(name) || /(^|\.)(sendgrid\.net|amazonses\.com|mailgun\.org)$/.test(content))
    return "mail";
  if (textAt(record, "type") === "CAA" || name.startsWith("_acme-challenge.")) return "tls";
  return "hosts";
}

/** What is lost when this thing goes away, if it is one of those that nobody should lose by accident. */
export function protectedClassOf(type: string, values: JsonObject): ProtectedClass | undefined {
  if (type === "cloudflare_dns_record") return recordClassOf(values);
  if (type === "cloudflare_ruleset") return "ruleset";
  if (type === "cloudflare_zone_dnssec") return textAt(values, "status") === "active" ? "dnssec" : undefined;
  return /^aws_secretsmanager_secret/.test(type) ? "secret" : undefined;
}

/** Source: RFC 1035 section 3.3 (MX, NS), RFC 8659 (CAA), RFC 7208 section 3 (SPF in TXT), RFC 9989 (_dmarc), RFC 6376 section 3.6.2.1 (_domainkey). */
function recordClassOf(record: JsonObject): ProtectedClass | undefined {
  const [type, name, content] = [textAt(record, "type"), textAt(record, "name") ?? "", textAt(record, "content") ?? ""];
  if (type === "MX") return "mx";
  if (type === "NS") return "ns";
  if (type === "CAA") return "caa";
  if (name.startsWith("_dmarc.")) return "dmarc";
  // a revoked key is one that nothing rests on any more, RFC 6376 section 3.6.1
  if (name.includes("._domainkey.")) return type === "TXT" && /;\s*p=\s*;?\s*"?$/.test(content) ? undefined : "dkim";
  return type === "TXT" && /^"?v=spf1(\s|"|$)/i.test(content) ? "spf" : undefined;
}
