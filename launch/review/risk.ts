import { textAt } from "../json.ts";
import { protectedClassOf } from "./concern.ts";
import { hstsOf, movesTraffic } from "./describe.ts";
import type { PlannedChange } from "./planned-change.ts";
import type { Reversibility, Risk } from "./review-schema.ts";
import { diffRules } from "./ruleset-diff.ts";

type Judge = (change: PlannedChange) => Risk | undefined;

const TLS_MODES = ["off", "flexible", "full", "strict"];

/** First verdict wins; each reason says what could go wrong for whom. */
const JUDGES: readonly Judge[] = [
  ({ action }) => (action === "import" || action === "move" || action === "forget" ? low("nothing changes outside the state") : undefined),
  ({ type, action, before }) => {
    const kind = protectedClassOf(type, before);
    return (action === "delete" || action === "replace") && kind !== undefined ? high(LOSSES[kind]) : undefined;
  },
  (change) =>
    change.action === "delete" && isPreview(change) ? low("a preview ends; the zone's rules refuse its name by then") : undefined,
  ({ type, action, before }) =>
    action === "delete" && type === "cloudflare_dns_record" ? high(`whoever asks for ${textAt(before, "name")} gets no answer`) : undefined,
  ({ type, before, after }) =>
    type === "cloudflare_dns_record" && before.proxied === true && after.proxied !== true
      ? high("redirects, limits and blocks at the edge stop applying")
      : undefined,
  (change) => {
    const { type, after } = change;
    if (type !== "cloudflare_dns_record" || !movesTraffic(change)) return undefined;
    return after.proxied === true
      ? high("every visitor is served by another origin, which has not been tried under this name")
      : medium("live traffic or mail goes somewhere else");
  },
  judgeZoneSetting,
  judgeRuleset,
  judgeAccess,
  judgeWorkload,
  ({ type }) => (type === "cloudflare_zone_dnssec" ? high("a mismatch with the registrar takes the domain offline") : undefined),
  ({ action }) => (action === "replace" ? medium("the old one is destroyed; what refers to its id breaks") : undefined),
  ({ action }) => (action === "delete" ? medium("it is gone afterwards") : undefined),
  ({ type, action }) =>
    type === "aws_ssm_parameter" && action === "update" ? medium("the application reads another value at its next start") : undefined,
  ({ action }) => (action === "create" ? low("new; nothing depends on it yet") : undefined),
];

/** What the application runs in, and who reaches it. */
function judgeWorkload({ type, action, changed }: PlannedChange): Risk | undefined {
  if (action === "create") return undefined;
  const isLost = action === "delete" || action === "replace";
  switch (type) {
    case "cloudflare_worker_version":
      return low("the earlier version stays, for whoever goes back to it");
    case "aws_lambda_alias":
    case "cloudflare_workers_deployment":
      return medium("visitors get other code");
    case "aws_lambda_function":
      return isLost ? high("nothing answers behind the gateway meanwhile") : low("nobody gets it before the alias names it");
    case "aws_apigatewayv2_api":
    case "aws_apigatewayv2_domain_name":
    case "aws_apigatewayv2_api_mapping":
    case "aws_cloudfront_distribution":
    case "cloudflare_worker":
    case "cloudflare_workers_route":
    case "cloudflare_workers_custom_domain":
    case "cloudflare_pages_project":
    case "cloudflare_pages_domain":
      return isLost ? high("nothing answers at its hosts meanwhile") : medium("every request of its hosts passes here");
    case "aws_ecs_task_definition":
      return low("the earlier revision stays, for whoever goes back to it");
    case "aws_ecs_service":
      return isLost ? high("nothing answers behind the load balancer meanwhile") : medium("new tasks take over from those that work");
    case "aws_lb":
    case "aws_lb_listener":
      return isLost ? high("no request reaches the application meanwhile") : medium("every request passes here");
    case "aws_security_group":
      return changed.includes("ingress") || isLost ? high("other addresses reach the origin, around the edge or not at all") : undefined;
    case "aws_sqs_queue":
      return isLost ? high("jobs that wait are lost") : undefined;
    case "aws_iam_role_policy":
      return medium("the application, or whoever takes it over, may do something else");
    default:
      return undefined;
  }
}

const LOSSES = {
  mx: "mail to the domain bounces or is lost",
  ns: "names below the delegation stop answering",
  caa: "any authority may issue certificates for the name again",
  spf: "mail from the domain fails authentication",
  dmarc: "the domain can be impersonated, and reports stop",
  dkim: "mail signed with this key fails authentication",
  secret: "the application cannot read it any more",
  ruleset: "all rules of the phase go, the neighbours' as well",
  dnssec:
    "while the registrar still has the DS record, nobody who validates reaches the domain; remove it there first and wait for its TTL",
} as const;

export function riskOf(change: PlannedChange, reversibility: Reversibility): Risk {
  const verdict = JUDGES.map((judge) => judge(change)).find((risk) => risk !== undefined) ?? low("an ordinary change");
  if (reversibility.class === "not-reversible" && verdict.level !== "high") return high(reversibility.note);
  return verdict;
}

function judgeZoneSetting({ type, action, before, after, changed }: PlannedChange): Risk | undefined {
  if (type !== "cloudflare_zone_setting" || action === "delete") return undefined;
  const setting = textAt(after, "setting_id");
  const [was, is] = [textAt(before, "value") ?? "", textAt(after, "value") ?? ""];
  if (setting === "ssl" && TLS_MODES.indexOf(is) < TLS_MODES.indexOf(was))
    return high("traffic to the origins loses encryption or its check");
  if (setting === "min_tls_version" && is < was) return high("visitors may fall back to broken versions of TLS");
  if (setting === "always_use_https" && was === "on" && is === "off") return high("visitors can be kept on plain HTTP");
  if (setting === "security_header" && stagesSkipped(before, after) > 0)
    return high("browsers refuse plain HTTP for a long time, and no shorter time has shown yet whether every host can do without");
  if (setting === "security_header" && hstsOf(before).enabled === true && hstsOf(after).enabled !== true)
    return high("browsers accept plain HTTP again");
  if (setting === "ssl" || setting === "min_tls_version")
    return changed.includes("value") ? medium("an origin or an old visitor may not keep up") : undefined;
  return medium("acts on every host of the zone");
}

/** Max-ages in seconds: each is kept until nothing has broken. Source: hstspreload.org, deployment recommendations (checked 2026-11-22). */
const HSTS_STAGES = [0, 300, 86_400, 604_800, 2_592_000, 31_536_000];

/** How many steps of the ramp a change leaves out; 0 when it goes down or one step up. */
function stagesSkipped(before: PlannedChange["before"], after: PlannedChange["after"]): number {
  const stage = (setting: PlannedChange["before"]): number => {
    const { enabled, max_age: maxAge } = hstsOf(setting);
    const seconds = enabled === true && typeof maxAge === "number" ? maxAge : 0;
    return HSTS_STAGES.findLastIndex((each) => seconds >= each);
  };
  return Math.max(0, stage(after) - stage(before) - 1);
}

function judgeRuleset(change: PlannedChange): Risk | undefined {
  if (change.type !== "cloudflare_ruleset") return undefined;
  const kinds = new Set(diffRules(change).map(({ kind }) => kind));
  if (kinds.has("removed")) return medium("what the removed rules stopped or sent elsewhere gets through");
  if (kinds.has("moved")) return medium("the first rule that matches decides, and the order changes");
  if (kinds.has("added") || kinds.has("changed")) return medium("visitors are blocked, limited or sent elsewhere differently");
  return undefined;
}

/** Names that no config can give to a host: the rules refuse keys that begin so. */
function isPreview({ type, name }: PlannedChange): boolean {
  if (type === "cloudflare_dns_record") return name.startsWith("host-preview-");
  return type.startsWith("cloudflare_zero_trust_access_") && name.startsWith("preview-");
}

/** An application is the only thing between a host and the world; a policy says who passes. */
function judgeAccess({ type, action }: PlannedChange): Risk | undefined {
  const isApplication = type === "cloudflare_zero_trust_access_application";
  if (action === "create" || !(isApplication || type === "cloudflare_zero_trust_access_policy")) return undefined;
  if (isApplication && (action === "delete" || action === "replace"))
    return high("without the login in front of it, the host is open to everybody who knows its name");
  return medium("other people get in, or the same ones for another time");
}

function high(reason: string): Risk {
  return { level: "high", reason };
}

function medium(reason: string): Risk {
  return { level: "medium", reason };
}

function low(reason: string): Risk {
  return { level: "low", reason };
}
