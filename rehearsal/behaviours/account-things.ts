import { asUuid } from "../generated.ts";
import { isPlainObject, type Plain, type PlainObject, plainList } from "../value.ts";
import { arnOf, nameOf, regionOf } from "./aws-names.ts";
import { awsThing, importByPair, missing } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";
import { iamArn } from "./iam.ts";
import { refusedKey } from "./kms.ts";

// Source: CloudWatch Synthetics API reference, CreateCanary; AWS CloudTrail API reference, CreateTrail; AWS Budgets API reference, CreateBudget,
// CreateNotification; IAM API reference, CreateOpenIDConnectProvider (checked 2026-11-26).

const CANARY = "aws_synthetics_canary";
const TRAIL = "aws_cloudtrail";
const BUDGET = "aws_budgets_budget";
const OIDC = "aws_iam_openid_connect_provider";
const ROLE = "aws_iam_role";
const RUNTIME = /^syn-(nodejs-(puppeteer|playwright)|python-selenium|nodejs)-\d+\.\d+$/;
const MOST_NOTIFICATIONS = 10;
const MOST_EMAILS = 10;

export const canary = awsThing({
  type: CANARY,
  key: "arn",
  importBy: "name",
  unique: { by: "name", says: (name) => `ConflictException: A canary named ${name} already exists` },
  make: (change) => {
    const { planned, around } = change;
    const region = regionOf(change);
    const name = String(planned.name);
    const code = `cwsyn-${name}-${asUuid(around.world.newId(CANARY))}`;
    return {
      id: name,
      arn: arnOf("synthetics", `canary:${name}`, region, around),
      engine_arn: arnOf("lambda", `function:${code}:1`, region, around),
      source_location_arn: arnOf("lambda", `layer:${code}:1`, region, around),
      status: planned.start_canary === true ? "RUNNING" : "READY",
      timeline: [{ created: around.world.time(), last_modified: "", last_started: "", last_stopped: "" }],
      run_config: [{ memory_in_mb: 1500, timeout_in_seconds: 840, active_tracing: false, ephemeral_storage: 1024 }],
      vpc_config: [{ vpc_id: "vpc-00000000000000000" }],
    };
  },
  refuse: ({ planned, around }) => [
    ...missing(
      planned.execution_role_arn,
      ROLE,
      around,
      (arn) => `ValidationException: The role defined for the canary does not exist: ${arn}`,
    ),
    ...(RUNTIME.test(String(planned.runtime_version)) ? [] : [`ValidationException: no runtime ${String(planned.runtime_version)}`]),
    ...(typeof planned.zip_file === "string" || (typeof planned.s3_bucket === "string" && typeof planned.s3_key === "string")
      ? []
      : ["one of zip_file and s3_bucket with s3_key must be specified"]),
    ...plainList(planned.schedule)
      .filter(isPlainObject)
      .map(({ expression }) => String(expression))
      .filter((expression) => !isSchedule(expression))
      .map(
        (expression) => `ValidationException: the expression of a schedule is rate(0 minute) or up to rate(1 hour), or cron: ${expression}`,
      ),
  ],
  more: {
    notReturned: ["start_canary", "delete_lambda", "s3_bucket", "s3_key", "s3_version", "zip_file"],
    refusePlan: ({ config }) =>
      config.zip_file === null && config.s3_bucket === null ? ["one of `s3_bucket,zip_file` must be specified"] : [],
  },
});

const MINUTES_OF_HOUR = 60;

function isSchedule(expression: string): boolean {
  const [, count, unit = ""] = /^rate\((\d+) (minute|minutes|hour)\)$/.exec(expression) ?? [];
  if (count === undefined) return /^cron\(.+\)$/.test(expression);
  const minutes = Number(count) * (unit === "hour" ? MINUTES_OF_HOUR : 1);
  return minutes <= MINUTES_OF_HOUR && Number(count) <= 1 === !unit.endsWith("s");
}

export const trail = awsThing({
  type: TRAIL,
  key: "arn",
  unique: { by: "name", says: (name) => `TrailAlreadyExistsException: Trail ${name} already exists` },
  make: (change) => {
    const { planned, around } = change;
    const arn = arnOf("cloudtrail", `trail/${String(planned.name)}`, regionOf(change), around);
    return { arn, id: arn, home_region: regionOf(change), sns_topic_arn: topicOf(change) };
  },
  refuse: (change) => {
    const { planned, around } = change;
    const [logs, role] = [planned.cloud_watch_logs_group_arn, planned.cloud_watch_logs_role_arn];
    return [
      ...refusedBucket(planned.s3_bucket_name, around),
      ...refusedKey(planned.kms_key_id, regionOf(change), around),
      ...((typeof logs === "string") === (typeof role === "string")
        ? []
        : ["InvalidCloudWatchLogsLogGroupArnException: cloud_watch_logs_group_arn and cloud_watch_logs_role_arn go together"]),
      ...(typeof logs === "string" && !logs.endsWith(":*")
        ? [`InvalidCloudWatchLogsLogGroupArnException: the ARN of the log group must end in :* : ${logs}`]
        : []),
      ...missing(
        typeof logs === "string" ? logs.replace(/:\*$/, "") : null,
        "aws_cloudwatch_log_group",
        around,
        (arn) => `InvalidCloudWatchLogsLogGroupArnException: no log group ${arn}`,
      ),
      ...missing(role, ROLE, around, (arn) => `InvalidCloudWatchLogsRoleArnException: no role ${arn}`),
      ...(planned.is_multi_region_trail === true && planned.include_global_service_events === false
        ? ["InvalidParameterCombinationException: Multi-Region trail must include global service events."]
        : []),
    ];
  },
  more: { turnsOut: (change) => ({ sns_topic_arn: topicOf(change) }) },
});

function topicOf(change: Change): string {
  const { sns_topic_name: topic } = change.planned;
  if (typeof topic !== "string") return "";
  return topic.startsWith("arn:") ? topic : arnOf("sns", topic, regionOf(change), change.around);
}

/** A bucket of this world must let CloudTrail write; of other accounts' buckets nothing is known. */
function refusedBucket(name: Plain | undefined, { world }: Surroundings): string[] {
  if (world.find("aws_s3_bucket", String(name)) === undefined) return [];
  const policy = world.find("aws_s3_bucket_policy", String(name))?.attributes.policy;
  return String(policy).includes("cloudtrail.amazonaws.com")
    ? []
    : [`InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: ${String(name)}`];
}

export const budget = awsThing({
  type: BUDGET,
  key: "id",
  importBy: "id",
  make: (change) => {
    const { planned, around } = change;
    const name = nameOf(change, BUDGET);
    const account = typeof planned.account_id === "string" ? planned.account_id : around.world.awsAccountId;
    return {
      name,
      name_prefix: "",
      id: `${account}:${name}`,
      account_id: account,
      arn: `arn:aws:budgets::${account}:budget/${name}`,
      cost_filter: [],
      cost_types: [COST_TYPES],
      time_period_start: "2026-01-01_00:00",
    };
  },
  refuse: ({ action, planned, around }) => {
    const notifications = plainList(planned.notification).filter(isPlainObject);
    return [
      ...(action === "create" && around.world.objects(BUDGET).some(({ attributes }) => attributes.name === planned.name)
        ? [`DuplicateRecordException: Error creating budget: ${String(planned.name)} - the budget already exists.`]
        : []),
      ...(Number(planned.limit_amount) > 0 || plainList(planned.auto_adjust_data).length > 0 || plainList(planned.planned_limit).length > 0
        ? []
        : ["InvalidParameterException: a budget needs limit_amount, planned_limit or auto_adjust_data"]),
      ...(notifications.length > MOST_NOTIFICATIONS
        ? [`CreationLimitExceededException: a budget has at most ${MOST_NOTIFICATIONS} notifications`]
        : []),
      ...notifications.flatMap(refusedNotification),
    ];
  },
});

const COST_TYPES: PlainObject = {
  include_credit: true,
  include_discount: true,
  include_other_subscription: true,
  include_recurring: true,
  include_refund: true,
  include_subscription: true,
  include_support: true,
  include_tax: true,
  include_upfront: true,
  use_amortized: false,
  use_blended: false,
};

function refusedNotification({ subscriber_email_addresses: emails, subscriber_sns_topic_arns: topics }: PlainObject): string[] {
  const count = plainList(emails).length;
  return [
    ...(count + plainList(topics).length === 0 ? ["Notification must have at least one subscriber!"] : []),
    ...(count > MOST_EMAILS || plainList(topics).length > 1
      ? [`CreationLimitExceededException: a notification has at most ${MOST_EMAILS} addresses and one topic`]
      : []),
  ];
}

export const iamOpenIdConnectProvider = awsThing({
  type: OIDC,
  key: "arn",
  make: ({ planned, around }) => {
    const arn = iamArn(`oidc-provider/${hostOf(planned.url)}`, around);
    return { arn, id: arn, thumbprint_list: [] };
  },
  refuse: ({ action, planned, around }) => [
    ...(action === "create" && around.world.objects(OIDC).some(({ attributes }) => hostOf(attributes.url) === hostOf(planned.url))
      ? [`EntityAlreadyExists: Provider with url ${String(planned.url)} already exists.`]
      : []),
    ...(String(planned.url).startsWith("https://") ? [] : ["ValidationError: Invalid Open ID Connect Provider URL"]),
  ],
});

function hostOf(url: unknown): string {
  return String(url).replace(/^https:\/\//, "");
}

/** Configuration sets of SES and where their events go. Source: Amazon SES API v2 reference, CreateConfigurationSet (checked 2026-11-26). */
const CONFIGURATION_SET = "aws_sesv2_configuration_set";
const DESTINATION = "aws_sesv2_configuration_set_event_destination";

export const sesConfigurationSet = awsThing({
  type: CONFIGURATION_SET,
  key: "arn",
  importBy: "configuration_set_name",
  unique: { by: "configuration_set_name", says: (name) => `AlreadyExistsException: Configuration set <${name}> already exists.` },
  make: (change) => {
    const name = String(change.planned.configuration_set_name);
    return {
      id: name,
      arn: arnOf("ses", `configuration-set/${name}`, regionOf(change), change.around),
      reputation_options: [{ last_fresh_start: "", reputation_metrics_enabled: false }],
      sending_options: [{ sending_enabled: true }],
    };
  },
});

export const sesEventDestination = awsThing({
  type: DESTINATION,
  key: "id",
  importBy: importByPair(DESTINATION, ["configuration_set_name", "event_destination_name"], "|"),
  make: ({ planned }) => ({ id: `${String(planned.configuration_set_name)}|${String(planned.event_destination_name)}` }),
  refuse: ({ planned, around }) => {
    const [destination] = plainList(planned.event_destination).filter(isPlainObject);
    const [topic] = plainList(destination?.sns_destination).filter(isPlainObject);
    return [
      ...(around.world
        .objects(CONFIGURATION_SET)
        .some(({ attributes }) => attributes.configuration_set_name === planned.configuration_set_name)
        ? []
        : [`NotFoundException: Configuration set <${String(planned.configuration_set_name)}> does not exist.`]),
      ...missing(topic?.topic_arn, "aws_sns_topic", around, (arn) => `BadRequestException: Invalid SNS topic: ${arn}`),
    ];
  },
});
