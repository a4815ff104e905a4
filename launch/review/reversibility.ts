import { numberAt, textAt } from "../json.ts";
import { hstsOf } from "./describe.ts";
import type { PlannedChange } from "./planned-change.ts";
import { TARGET_ROWS } from "./reversibility-targets.ts";
import type { Reversibility } from "./review-schema.ts";
import { diffRules } from "./ruleset-diff.ts";

/** What "automatic" means for a record's TTL. Source: Cloudflare DNS docs, "Time to Live (TTL)" (checked 2026-11-22). */
const AUTOMATIC_TTL_SECONDS = 300;
/** How long a resolver remembers that a name is gone: min(SOA MINIMUM, SOA TTL). Source: RFC 2308 section 5; Cloudflare's default SOA, min_ttl. */
const NEGATIVE_TTL_SECONDS = 1800;
/** Secrets Manager's default, in days. Source: AWS Secrets Manager API reference, DeleteSecret, RecoveryWindowInDays (checked 2026-11-22). */
const RECOVERY_DAYS = 30;
/** An assumption: a day, which many registries use for DS records; the parent zone has the true value. */
const DS_TTL_SECONDS = 86_400;
/** An assumption, on the careful side: settings and rules written through the API reach the whole edge within a minute. */
const EDGE_MINUTES = 1;

/** An assumption, on the careful side: an advanced certificate is issued and everywhere within this time. */
const CERTIFICATE_MINUTES = 60;
const CERTIFICATE_SOURCE = "Cloudflare SSL docs, advanced certificates, certificate statuses";

/** Beside every write-only attribute stands its version, the one thing of it that a plan shows. Source: Terraform language, write-only arguments (checked 2026-11-25). */
const WRITE_ONLY_VERSION = /_wo_version$/;

type Row = (change: PlannedChange) => Reversibility;

const DNS_SOURCE = "RFC 1035 section 3.2.1, RFC 2308 section 5";
const API_SHIELD_SOURCE = "Cloudflare API Shield docs, endpoint management and schema validation";
const ACCESS_SOURCE = "Cloudflare One docs, validating JSON web tokens, AUD tag";
const SECRETS_SOURCE = "AWS Secrets Manager API reference, DeleteSecret and RestoreSecret";
const ZONE_VALUES_SOURCE = "provider cloudflare 5.22.0, Update of the type: a PUT or PATCH of the whole value";
const AWS_WRITES_SOURCE =
  "AWS API references: SSM PutParameter, Route 53 UpdateHealthCheck, CloudWatch PutMetricAlarm, SNS SetTopicAttributes, IAM PutRolePolicy";
const KMS_SOURCE = "AWS KMS API reference, UpdateKeyDescription and PutKeyPolicy";
const S3_SOURCE = "Amazon S3 API reference, PutBucketTagging and the bucket's other Put calls";
const SNS_SOURCE = "Amazon SNS developer guide, confirming a subscription";

const ECS_SOURCE = "Amazon ECS API reference, UpdateService and RegisterTaskDefinition";
const ELB_SOURCE = "API references: Elastic Load Balancing, Amazon ECS, Amazon EC2 and AWS WAF";
const ACM_SOURCE = "AWS Certificate Manager user guide, DNS validation";
const SQS_SOURCE = "Amazon SQS API reference, DeleteQueue and SetQueueAttributes";
const LOGS_SOURCE = "Amazon CloudWatch Logs API reference, DeleteLogGroup, PutRetentionPolicy and PutDataProtectionPolicy";
/** An assumption, on the careful side: tasks start, pass their health check and take over within this time. */
const DEPLOYMENT_MINUTES = 15;
/** An assumption: a load balancer answers within this time of its creation. */
const LOAD_BALANCER_MINUTES = 10;

/** One row for each resource type that a launch declares; a type without a row gets the cautious last one. */
const ROWS: readonly (readonly [RegExp, Row])[] = [
  ...TARGET_ROWS,
  [/^cloudflare_dns_record$/, dnsRecord],
  [/^cloudflare_ruleset$/, ruleset],
  [/^cloudflare_zone_setting$/, zoneSetting],
  [
    /^cloudflare_zone_dnssec$/,
    () => row("after-ttl", DS_TTL_SECONDS / 60, "resolvers keep the parent's DS record until its TTL ends", "RFC 4035 section 5"),
  ],
  [
    // Source: provider cloudflare 5.22.0, resources whose Delete makes no call
    /^cloudflare_(total_tls|universal_ssl_setting|bot_management|leaked_credential_check|authenticated_origin_pulls_settings|argo_|zone_cache_reserve|zone_dns_settings|custom_pages|waiting_room_settings|schema_validation_settings)/,
    noDelete,
  ],
  [/^cloudflare_zero_trust_access_/, accessGate],
  [/^cloudflare_(api_shield_operation|schema_validation_schemas)$/, () => instant(API_SHIELD_SOURCE)],
  [/^cloudflare_notification_policy$/, () => instant("Cloudflare API, update a notification policy")],
  [/^cloudflare_(url_normalization_settings|tiered_cache|managed_transforms)$/, () => instant(ZONE_VALUES_SOURCE)],
  [
    /^cloudflare_certificate_pack$/,
    ({ action }) =>
      isLoss(action)
        ? row("reversible", CERTIFICATE_MINUTES, "the authority has to issue the certificate again", CERTIFICATE_SOURCE)
        : instant(ZONE_VALUES_SOURCE),
  ],
  [/^aws_secretsmanager_secret$/, secret],
  [
    /^aws_secretsmanager_secret_version$/,
    ({ action }) =>
      action === "create"
        ? row("needs-restore", null, "what was current before has to be made current again by hand", SECRETS_SOURCE)
        : unrecordedValue(),
  ],
  [/^aws_sns_topic(_subscription)?$/, alertRecipient],
  [
    /^aws_kms_key$/,
    ({ action }) =>
      isLoss(action)
        ? row(
            "needs-restore",
            null,
            "deletion of the key can be cancelled within its waiting period",
            "AWS KMS API reference, ScheduleKeyDeletion",
          )
        : instant(KMS_SOURCE),
  ],
  [
    /^aws_s3_bucket$/,
    ({ action }) =>
      isLoss(action)
        ? row("not-reversible", null, "what the bucket held is gone", "Amazon S3 API reference, DeleteBucket")
        : instant(S3_SOURCE),
  ],
  [
    /^aws_(ssm_parameter|route53_health_check|cloudwatch_(metric|composite)_alarm|synthetics_canary|sns_topic_policy|iam_)/,
    () => instant(AWS_WRITES_SOURCE),
  ],
  [/^aws_ecs_task_definition$/, () => row("reversible", EDGE_MINUTES, "earlier revisions stay registered", ECS_SOURCE)],
  [
    /^aws_ecs_service$/,
    ({ action }) =>
      isLoss(action)
        ? row("reversible", DEPLOYMENT_MINUTES, "the service has to be made again, and its tasks to start", ECS_SOURCE)
        : row("reversible", DEPLOYMENT_MINUTES, "the earlier revision is rolled out again, task by task", ECS_SOURCE),
  ],
  [
    /^aws_acm_certificate(_validation)?$/,
    ({ action }) =>
      isLoss(action)
        ? row("reversible", CERTIFICATE_MINUTES, "the authority has to issue the certificate again", ACM_SOURCE)
        : instant(ACM_SOURCE),
  ],
  [
    /^aws_lb$/,
    ({ action }) =>
      isLoss(action)
        ? row("reversible", LOAD_BALANCER_MINUTES, "a new one has another name, and records have to follow", ELB_SOURCE)
        : instant(ELB_SOURCE),
  ],
  [/^aws_(lb_|ecs_cluster|security_group|vpc_security_group_|wafv2_)/, () => instant(ELB_SOURCE)],
  [
    /^aws_sqs_queue$/,
    ({ action }) => (isLoss(action) ? row("not-reversible", null, "jobs that waited in it are gone", SQS_SOURCE) : instant(SQS_SOURCE)),
  ],
  [/^aws_sqs_/, () => instant(SQS_SOURCE)],
  [
    /^aws_cloudwatch_log_group$/,
    ({ action }) => (isLoss(action) ? row("not-reversible", null, "the logs in it are gone", LOGS_SOURCE) : instant(LOGS_SOURCE)),
  ],
  [/^aws_cloudwatch_log_/, () => instant(LOGS_SOURCE)],
  [/^terraform_data$/, () => row("reversible", 0, "nothing outside the state changes", "Terraform terraform_data")],
];

/** Whether and how fast the effect of a change can be taken back, before anybody approves it. */
export function reversibilityOf(change: PlannedChange): Reversibility {
  if (change.action === "move") return row("reversible", 0, "only the address changes", "Terraform moved block");
  if (change.action === "import") return row("reversible", 0, "can be forgotten again; the thing itself stays", "Terraform removed block");
  if (change.action === "forget") return row("reversible", 0, "can be imported again; the thing itself stays", "Terraform import block");
  if (change.changed.some((name) => WRITE_ONLY_VERSION.test(name))) return unrecordedValue();
  return (ROWS.find(([pattern]) => pattern.test(change.type))?.[1] ?? unknownType)(change);
}

function row(kind: Reversibility["class"], minutes: number | null, note: string, source: string): Reversibility {
  return { class: kind, minutes, note, source };
}

function instant(source: string): Reversibility {
  return row("reversible", EDGE_MINUTES, "writing the old value back is enough", source);
}

/** Configurations hold no secret value, and states of write-only ones neither: nothing on record can be written back. */
function unrecordedValue(): Reversibility {
  return row("not-reversible", null, "no record holds the earlier value: supply it again, whichever way this goes", SECRETS_SOURCE);
}

function isLoss(action: PlannedChange["action"]): boolean {
  return action === "delete" || action === "replace";
}

function unknownType({ action, type }: PlannedChange): Reversibility {
  if (isLoss(action)) return row("not-reversible", null, `nothing is known about restoring ${type}`, "no row for this type");
  return row("reversible", EDGE_MINUTES, `assumed: ${type} has no row of its own`, "no row for this type");
}

function dnsRecord({ action, before, after, changed }: PlannedChange): Reversibility {
  if (action === "delete" || action === "create") {
    const note =
      action === "delete" ? "resolvers remember for a while that the name is gone" : "resolvers keep the new answer until its TTL ends";
    return row("after-ttl", (action === "delete" ? NEGATIVE_TTL_SECONDS : ttlSeconds(after)) / 60, note, DNS_SOURCE);
  }
  if (before.proxied === true && after.proxied === true && !changed.includes("name") && !changed.includes("type")) {
    return row("reversible", EDGE_MINUTES, "visitors keep talking to the same edge addresses", "Cloudflare DNS docs, proxied records");
  }
  return row("after-ttl", ttlSeconds(after) / 60, "resolvers keep the new answer until its TTL ends", DNS_SOURCE);
}

function ttlSeconds(record: PlannedChange["after"]): number {
  const ttl = numberAt(record, "ttl") ?? 1;
  return ttl === 1 ? AUTOMATIC_TTL_SECONDS : ttl;
}

function ruleset(change: PlannedChange): Reversibility {
  const isRedirect = textAt(change.after, "phase") === "http_request_dynamic_redirect";
  const permanent = JSON.stringify(change.after.rules ?? []).match(/"status_code":30[18]\b/) !== null;
  const touched = diffRules(change).some(({ kind }) => kind === "added" || kind === "changed");
  if (isRedirect && permanent && touched) {
    return row("after-ttl", null, "browsers that followed a permanent redirect may keep it", "RFC 9110 section 15.4.2");
  }
  return row(
    "reversible",
    EDGE_MINUTES,
    "the earlier rules are written back",
    "Cloudflare Ruleset Engine, update a zone entry point ruleset",
  );
}

function zoneSetting(change: PlannedChange): Reversibility {
  if (change.action === "delete") return noDelete(change);
  if (textAt(change.after, "setting_id") === "security_header") {
    const [before, after] = [hstsOf(change.before), hstsOf(change.after)];
    const stricter =
      after.enabled === true && (numberAt(after, "max_age") ?? 0) > (before.enabled === true ? (numberAt(before, "max_age") ?? 0) : 0);
    const wider = (["include_subdomains", "preload"] as const).some((key) => after[key] === true && before[key] !== true);
    if (stricter || (after.enabled === true && wider)) {
      return row(
        "not-reversible",
        null,
        "browsers that saw the header refuse plain HTTP until its max-age ends",
        "RFC 6797 sections 6.1 and 11.3",
      );
    }
  }
  return row(
    "reversible",
    EDGE_MINUTES,
    "writing the old value back is enough; deleting the setting does nothing",
    "Cloudflare API, edit zone setting",
  );
}

function noDelete({ action }: PlannedChange): Reversibility {
  if (action === "delete")
    return row(
      "delete-is-a-no-op",
      null,
      "the provider deletes nothing: the value stays as it is",
      "provider cloudflare 5.22.0, Delete of the type",
    );
  return instant(ZONE_VALUES_SOURCE);
}

function accessGate({ action, type }: PlannedChange): Reversibility {
  if (!isLoss(action) || type !== "cloudflare_zero_trust_access_application") return instant(ACCESS_SOURCE);
  const note = "made again, the application has another audience tag: origins that check Access's token have to learn it";
  return row("reversible", EDGE_MINUTES, note, ACCESS_SOURCE);
}

function secret({ action, before }: PlannedChange): Reversibility {
  if (action === "create")
    return row("needs-restore", null, "once deleted, the name stays taken until the recovery window ends", SECRETS_SOURCE);
  if (!isLoss(action)) return instant(SECRETS_SOURCE);
  const days = numberAt(before, "recovery_window_in_days") ?? RECOVERY_DAYS;
  if (days === 0) return row("not-reversible", null, "without a recovery window the value is gone at once", SECRETS_SOURCE);
  return row("needs-restore", null, `has to be restored within ${days} days, then imported`, SECRETS_SOURCE);
}

function alertRecipient({ action }: PlannedChange): Reversibility {
  if (isLoss(action)) return row("needs-restore", null, "the recipient has to confirm the subscription again", SNS_SOURCE);
  return instant(SNS_SOURCE);
}
