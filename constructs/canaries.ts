import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AlertsModel, CanaryMonitorModel, CanaryPlaceModel } from "../config/monitor-model.ts";
import { addressOf } from "./address.ts";
import { IamRole, IamRolePolicy, S3Bucket, S3BucketPublicAccessBlock, S3BucketVersioningA, S3Object, SyntheticsCanary } from "./aws.ts";
import { canaryScript } from "./canary-script.ts";
import { lit } from "./lit.ts";
import { monitorAlarm, type Report } from "./monitor-alarm.ts";
import { zipOf } from "./zip.ts";

/** Resource names of what the canaries of an environment share. */
const SHARED = "canaries";
/** In days, as long as anybody looks into an old failure. */
const RETENTION_DAYS = 31;
/** Several slow calls fit, and the next run starts later: the fastest rate is a minute. */
const RUN_LIMIT_SECONDS = 60;
/** What a browser needs. Source: CloudWatch Synthetics API reference, CanaryRunConfigInput, MemoryInMB (checked 2026-11-26). */
const MEMORY_MB = 1024;

interface Shared {
  readonly bucket: S3Bucket;
  readonly role: IamRole;
  /** What has to be there before the first run. */
  readonly first: readonly ITerraformDependable[];
}

export interface CanariesProps {
  readonly monitors: readonly CanaryMonitorModel[];
  readonly place: CanaryPlaceModel;
  readonly alerts: AlertsModel;
  /** AWS provider of the region where canaries run and alarm. */
  readonly metricsProvider: TerraformProvider;
}

/**
 * Scripts that use the product as people and programs do, each on a clock of its own, and an alarm for each.
 *
 * A canary that no longer runs alarms too: missing data is breaching. Their role may write to one bucket and read the secrets of the
 * synthetic user, and nothing else; it may not write logs, because Lambda would make a group for them that nobody ends. What a run said
 * is in the bucket.
 * Source: CloudWatch user guide, required roles and permissions for canaries (checked 2026-11-26).
 */
export class Canaries extends Construct {
  readonly reports: readonly Report[];

  constructor(scope: Construct, id: string, props: CanariesProps) {
    super(scope, id);
    const provider = props.metricsProvider;

    const bucket = new S3Bucket(this, "bucket", { provider, bucket: lit(props.place.bucket), forceDestroy: true });
    bucket.overrideLogicalId(SHARED);
    const closed = new S3BucketPublicAccessBlock(this, "closed", {
      provider,
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    closed.overrideLogicalId(SHARED);
    // a canary names the version of its script, so that what runs is what was reviewed
    const versions = new S3BucketVersioningA(this, "versions", {
      provider,
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    versions.overrideLogicalId(SHARED);

    const role = new IamRole(this, "role", { name: lit(props.place.roleName), assumeRolePolicy: JSON.stringify(TRUST) });
    role.overrideLogicalId(SHARED);
    const policy = new IamRolePolicy(this, "policy", {
      name: SHARED,
      role: role.id,
      policy: lit(JSON.stringify(permissions(props.place))),
    });
    policy.overrideLogicalId(SHARED);

    this.reports = props.monitors.map((monitor) => this.watch(monitor, props, { bucket, role, first: [closed, versions, policy] }));
  }

  private watch(monitor: CanaryMonitorModel, props: CanariesProps, shared: Shared): Report {
    const { metricsProvider: provider } = props;
    const name = addressOf("aws_synthetics_canary", monitor.key);

    const canary = new SyntheticsCanary(this, `canary-${name}`, {
      provider,
      name: lit(monitor.name),
      artifactS3Location: `s3://${shared.bucket.id}/runs/${lit(monitor.name)}`,
      executionRoleArn: shared.role.arn,
      runtimeVersion: monitor.runtime,
      ...this.code(monitor, props, shared),
      dependsOn: [...shared.first],
      startCanary: true,
      deleteLambda: true,
      successRetentionPeriod: RETENTION_DAYS,
      failureRetentionPeriod: RETENTION_DAYS,
      schedule: { expression: rate(monitor.intervalSeconds / 60) },
      runConfig: { timeoutInSeconds: RUN_LIMIT_SECONDS, memoryInMb: MEMORY_MB },
    });
    canary.overrideLogicalId(name);

    return monitorAlarm(this, {
      monitor,
      name,
      description: `canary ${monitor.name} of https://${monitor.host}${monitor.path} fails or no longer runs`,
      dimensions: { CanaryName: canary.name },
      statistic: "Average",
      periods: monitor.failuresBeforeAlarm,
      alerts: props.alerts,
      provider,
    });
  }

  private code(monitor: CanaryMonitorModel, { place, metricsProvider: provider }: CanariesProps, { bucket, first }: Shared) {
    const { script } = monitor;
    if (script.kind === "s3")
      return { s3Bucket: lit(script.bucket), s3Key: lit(script.key), s3Version: lit(script.version), handler: lit(script.handler) };
    const name = addressOf("aws_s3_object", monitor.key);
    const archive = zipOf({ "nodejs/node_modules/index.js": canaryScript(monitor, place.secretsRegion) });
    const object = new S3Object(this, `script-${name}`, {
      provider,
      bucket: bucket.id,
      key: `scripts/${lit(monitor.name)}.zip`,
      contentBase64: archive.toString("base64"),
      contentType: "application/zip",
      // without versions there is no version to name
      dependsOn: [...first],
    });
    object.overrideLogicalId(name);
    return { s3Bucket: bucket.id, s3Key: object.key, s3Version: object.versionId, handler: "index.handler" };
  }
}

/** `rate(1 minute)`, `rate(5 minutes)`. Source: CloudWatch Synthetics API reference, CanaryScheduleInput (checked 2026-11-26). */
function rate(minutes: number): string {
  return `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
}

const VERSION = "2012-10-17";
const TRUST = {
  Version: VERSION,
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

function permissions({ bucket, secretArns }: CanaryPlaceModel): object {
  const store = `arn:aws:s3:::${bucket}`;
  return {
    Version: VERSION,
    Statement: [
      { Sid: "Artifacts", Effect: "Allow", Action: "s3:PutObject", Resource: `${store}/runs/*` },
      { Sid: "Where", Effect: "Allow", Action: "s3:GetBucketLocation", Resource: store },
      // the runtime asks for it at start; it takes no resource
      { Sid: "Buckets", Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
      {
        Sid: "Results",
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
      },
      ...(secretArns.length === 0
        ? []
        : [{ Sid: "SyntheticUser", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArns }]),
    ],
  };
}
