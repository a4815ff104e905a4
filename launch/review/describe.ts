import { isObject, type JsonObject, numberAt, objectAt, textAt } from "../json.ts";
import { protectedClassOf } from "./concern.ts";
import { versionSentence } from "./describe-versions.ts";
import { workloadSentence } from "./describe-workload.ts";
import { type PlannedChange, SENSITIVE, UNKNOWN } from "./planned-change.ts";
import { diffRules, type RuleChange, shown } from "./ruleset-diff.ts";

export interface Description {
  readonly sentence: string;
  readonly details: readonly string[];
}

/** What a change does, in the words of the people who are affected by it. */
export function describe(change: PlannedChange): Description {
  if (change.action === "import") return said(`${subject(change)} exists already and is taken over as it is`);
  if (change.action === "forget") return said(`${subject(change)} stays in place and is no longer looked after`);
  if (change.action === "move") return said(`${subject(change)} gets another address in the configuration; nothing else happens`);
  if (change.type === "cloudflare_dns_record") return { sentence: recordSentence(change), details: attributeLines(change) };
  if (change.type === "cloudflare_ruleset") return rulesetDescription(change);
  return { sentence: plainSentence(change), details: attributeLines(change) };
}

function said(sentence: string): Description {
  return { sentence, details: [] };
}

/** What is spoken of: `record api.opsdesk.example`, `secret chatbot/production/llm-key`. */
export function subject({ type, name, before, after }: PlannedChange): string {
  const values = Object.keys(after).length > 0 ? after : before;
  const noun = NOUNS.find(([pattern]) => pattern.test(type));
  if (noun === undefined) return `${type} ${name}`;
  const called = noun[2].map((key) => textAt(values, key)).find((text) => text !== undefined && text !== SENSITIVE) ?? name;
  return `${noun[1]} ${SETTING_NAMES[called] ?? called}`;
}

const NOUNS: readonly (readonly [RegExp, string, readonly string[]])[] = [
  [/^cloudflare_dns_record$/, "record", ["name"]],
  [/^cloudflare_ruleset$/, "rules of phase", ["phase"]],
  [/^cloudflare_zone_setting$/, "zone setting", ["setting_id"]],
  [/^cloudflare_zone_dnssec$/, "DNSSEC of zone", ["zone_id"]],
  [/^aws_secretsmanager_secret$/, "secret", ["name"]],
  [/^aws_secretsmanager_secret_version$/, "value of secret", ["secret_id"]],
  [/^aws_ssm_parameter$/, "application parameter", ["name"]],
  [/^aws_route53_health_check$/, "health check of", ["fqdn"]],
  [/^aws_cloudwatch_(metric|composite)_alarm$/, "alarm", ["alarm_name"]],
  [/^aws_cloudwatch_log_metric_filter$/, "count of log lines", ["name"]],
  [/^aws_synthetics_canary$/, "canary", ["name"]],
  [/^cloudflare_healthcheck$/, "health check by Cloudflare", ["name"]],
  [/^aws_sns_topic$/, "alert channel", ["name"]],
  [/^aws_sns_topic_subscription$/, "alert recipient", ["endpoint"]],
  [/^aws_ecs_cluster$/, "cluster", ["name"]],
  [/^aws_ecs_service$/, "service", ["name"]],
  [/^aws_ecs_task_definition$/, "revision of", ["family"]],
  [/^aws_lb$/, "load balancer", ["name"]],
  [/^aws_lb_listener_rule$/, "way through the load balancer for host", []],
  [/^aws_lb_target_group$/, "tasks behind the load balancer", ["name"]],
  [/^aws_security_group$/, "firewall of", ["name"]],
  [/^aws_wafv2_web_acl$/, "AWS WAF", ["name"]],
  [/^aws_acm_certificate$/, "origin certificate of", ["domain_name"]],
  [/^aws_sqs_queue$/, "queue", ["name"]],
  [/^aws_cloudwatch_log_group$/, "log group", ["name"]],
  [/^aws_lambda_function$/, "function", ["function_name"]],
  [/^aws_lambda_alias$/, "alias of function", ["function_name"]],
  [/^aws_apigatewayv2_api$/, "gateway", ["name"]],
  [/^aws_apigatewayv2_domain_name$/, "gateway domain", ["domain_name"]],
  [/^aws_cloudfront_distribution$/, "distribution of", ["comment"]],
  [/^aws_s3_bucket$/, "bucket", ["bucket"]],
  [/^cloudflare_worker$/, "worker", ["name"]],
  [/^cloudflare_workers_deployment$/, "deployment of worker", ["script_name"]],
  [/^cloudflare_workers_route$/, "worker route", ["pattern"]],
  [/^cloudflare_workers_custom_domain$/, "worker domain", ["hostname"]],
  [/^cloudflare_pages_project$/, "Pages project", ["name"]],
  [/^cloudflare_pages_domain$/, "Pages domain", ["name"]],
  [/^aws_iam_role$/, "role", ["name"]],
  [/^aws_iam_role_policy$/, "policy of role", ["role"]],
];

const SETTING_NAMES: Readonly<Record<string, string>> = {
  ssl: "ssl (TLS between Cloudflare and the origins)",
  min_tls_version: "min_tls_version (lowest TLS version that visitors may use)",
  always_use_https: "always_use_https (plain HTTP is sent to HTTPS)",
  security_header: "security_header (HSTS: browsers refuse plain HTTP)",
};

const VERBS: Readonly<Record<PlannedChange["action"], string>> = {
  create: "is created",
  update: "changes",
  replace: "is destroyed and created anew",
  delete: "is deleted",
  forget: "is forgotten",
  import: "is taken over",
  move: "is renamed",
};

function plainSentence(change: PlannedChange): string {
  const { type, action, before, after } = change;
  if (type === "aws_secretsmanager_secret" && action === "create") return `${subject(change)} gets a place, still without a value`;
  if (type === "aws_secretsmanager_secret" && action === "delete") {
    const days = numberAt(before, "recovery_window_in_days") ?? 30;
    return days === 0
      ? `${subject(change)} is deleted for good, with its value`
      : `${subject(change)} is scheduled for deletion: the application can no longer read it, and it can be restored for ${days} days`;
  }
  const workload = workloadSentence(change, subject(change)) ?? versionSentence(change, subject(change));
  if (workload !== undefined) return workload;
  if (type === "cloudflare_zone_dnssec" && (action === "create" || action === "update")) {
    return after.status === "active"
      ? "the zone is signed: its DS record has to be given to the registrar"
      : "the zone is no longer signed: the registrar must not hold its DS record any more";
  }
  if (type === "cloudflare_zone_setting" && action === "delete") {
    return `${subject(change)} is no longer looked after and keeps its value ${shown(before.value)}`;
  }
  if (action === "update" && change.changed.includes("value")) {
    return `${subject(change)} changes from ${shown(before.value, 80)} to ${shown(after.value, 80)}`;
  }
  return `${subject(change)} ${VERBS[action]}`;
}

function recordSentence(change: PlannedChange): string {
  const { action, before, after } = change;
  const name = textAt(action === "delete" ? before : after, "name") ?? change.name;
  const [was, is] = [recordValue(before), recordValue(after)];
  const kind = protectedClassOf(change.type, action === "delete" ? before : after);
  if (kind === "mx") {
    if (action === "create") return `mail to ${name} is also delivered to ${is} (priority ${after.priority})`;
    if (action === "delete") return `mail to ${name} is no longer delivered to ${was}`;
    if (change.changed.includes("content")) return `mail to ${name} moves from ${was} to ${is}`;
  }
  if (kind === "spf" || kind === "dmarc" || kind === "dkim") {
    const word = kind.toUpperCase();
    if (action === "create") return `${word} of ${name} is published`;
    if (action === "delete") return `${word} of ${name} disappears, and receivers treat mail from it accordingly`;
    return `${word} of ${name} changes from ${was} to ${is}`;
  }
  const type = textAt(action === "delete" ? before : after, "type") ?? "";
  // what a certificate authority asks for has a name that only the authority knows before
  if (name === UNKNOWN)
    return `proof of the domain for ${change.name.replace("-", " ")} ${action === "create" ? "is published" : "changes"}`;
  if (action === "create") return `${name} starts to answer: ${type} ${is}${after.proxied === true ? " through Cloudflare" : ""}`;
  if (action === "delete") return `${name} stops answering with ${type} ${was}`;
  const sentences = [
    movesTraffic(change) || change.changed.includes("data") ? `traffic of ${name} moves from ${was} to ${is}` : "",
    proxySentence(change, name),
  ].filter((sentence) => sentence !== "");
  return sentences.length > 0 ? sentences.join("; ") : `record ${name} ${VERBS[action]}`;
}

/** Whether a record leads elsewhere afterwards, be it to a name that is known only then. */
export function movesTraffic({ action, changed, after }: PlannedChange): boolean {
  return action !== "create" && action !== "delete" && (changed.includes("content") || after.content === UNKNOWN);
}

/** The fields that a record is written in say more than a content that only the API knows. */
function recordValue({ content, data }: JsonObject): string {
  const fields = isObject(data) ? Object.values(data).filter((field) => field !== null) : [];
  if (content === UNKNOWN && fields.length === 0) return "the name that the target gets";
  return fields.length > 0 ? shown(fields.map(String).join(" "), 120) : shown(content, 120);
}

function proxySentence({ changed, after }: PlannedChange, name: string): string {
  if (!changed.includes("proxied")) return "";
  return after.proxied === true
    ? `${name} goes behind Cloudflare`
    : `${name} no longer goes through Cloudflare: no rule applies to it, and the origin's address becomes public`;
}

function rulesetDescription(change: PlannedChange): Description {
  if (change.action === "delete") return said(`all ${subject(change)} are deleted, whoever added them`);
  const rules = diffRules(change);
  const count = (kind: RuleChange["kind"]): number => rules.filter((rule) => rule.kind === kind).length;
  const parts = (["added", "removed", "changed", "moved"] as const)
    .filter((kind) => count(kind) > 0)
    .map((kind) => `${count(kind)} ${kind}`);
  const attributes = attributeLines({ ...change, changed: change.changed.filter((name) => !RULESET_NOISE.has(name)) });
  const text = parts.length > 0 ? `: ${parts.join(", ")}` : ` ${VERBS[change.action]}`;
  return {
    sentence: `${subject(change)}${text}`,
    details: [...rules.flatMap(ruleLines), ...(change.action === "create" ? [] : attributes)],
  };
}

const RULESET_NOISE = new Set(["rules", "version", "last_updated"]);

function ruleLines({ kind, ref, description, fields }: RuleChange): readonly string[] {
  const head = `rule ${ref} ${kind}${description === "" ? "" : ` (${description})`}`;
  return fields.length === 0 ? [head] : fields.map((field) => `${head}: ${field}`);
}

/** `attribute: before -> after` for what is known to differ. A creation shows what is set. */
function attributeLines({ action, before, after, changed }: PlannedChange): readonly string[] {
  if (action === "delete") return [];
  return changed.map((name) =>
    action === "create" ? `${name}: ${shown(after[name])}` : `${name}: ${shown(before[name])} -> ${shown(after[name])}`,
  );
}

/** HSTS as the zone setting holds it. */
export function hstsOf(setting: JsonObject): JsonObject {
  return objectAt(objectAt(setting, "value"), "strict_transport_security");
}
