import type { HostModel } from "../host-model.ts";
import type {
  AlertsModel,
  CanaryPlaceModel,
  CanaryScriptModel,
  CanaryStepModel,
  ErrorTrackerModel,
  MonitorModel,
  MonitorResults,
  OutageModel,
} from "../monitor-model.ts";
import { canaryBucketName, canaryRoleName, launchStackName, METRICS_REGION, secretName, topicArn } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { CanaryConfig, CanaryStepConfig } from "../schema/canary.ts";
import type { OutsideMonitorConfig } from "../schema/monitors.ts";
import { slotReferences } from "../slot-references.ts";
import { ROUTE53_ALARM } from "../watch/detection.ts";

interface Surroundings {
  readonly stack: string;
  readonly host: HostModel;
  readonly nameOfSecret: (slot: string) => string;
}

export function monitorsOf({ launch, name, config }: EnvironmentPlace, hosts: readonly HostModel[]): MonitorModel[] {
  return Object.entries(config.monitors).flatMap(([key, monitor]) => {
    if (monitor.via === "tracker") return [];
    const host = hosts.find((each) => each.key === monitor.host);
    if (host === undefined) return []; // the rules refuse a host that is not there
    const stack = launchStackName(launch.name, name);
    return [monitorOf(key, monitor, { stack, host, nameOfSecret: (slot) => secretName(launch.name, name, slot) })];
  });
}

function monitorOf(key: string, monitor: OutsideMonitorConfig, { stack, host, nameOfSecret }: Surroundings): MonitorModel {
  const { kind, failuresBeforeAlarm } = monitor;
  const name = `${stack}-${key}`;
  const watched = { key, kind, host: host.name, failuresBeforeAlarm };
  if (monitor.via === "canary") {
    return {
      ...watched,
      means: "canary",
      name,
      path: pathOf(monitor.script),
      intervalSeconds: monitor.everyMinutes * 60,
      runtime: monitor.runtime,
      script: scriptOf(monitor.script, nameOfSecret),
      results: canaryResults(name, monitor.everyMinutes),
    };
  }
  const contains = monitor.contains === undefined ? {} : { contains: monitor.contains };
  if (monitor.via === "cloudflare")
    return {
      ...watched,
      ...contains,
      means: "cloudflare",
      name,
      path: monitor.path,
      intervalSeconds: monitor.intervalSeconds,
      origin: host.origin ?? host.name, // the rules refuse a host without one
    };
  return {
    ...watched,
    ...contains,
    means: "route53",
    alarmPeriods: ROUTE53_ALARM.periods,
    path: monitor.path,
    intervalSeconds: monitor.intervalSeconds,
    results: route53Results(name),
  };
}

/** What a canary asks for first. */
export function pathOf(script: CanaryConfig["script"]): string {
  return script.kind === "api" ? (script.steps[0]?.path ?? "/") : script.path;
}

function scriptOf(script: CanaryConfig["script"], nameOfSecret: Surroundings["nameOfSecret"]): CanaryScriptModel {
  if (script.kind === "page") return { kind: "page", contains: script.contains };
  if (script.kind === "api") return { kind: "api", steps: script.steps.map((step) => stepOf(step, nameOfSecret)) };
  const { bucket, key, version, handler } = script;
  return { kind: "s3", bucket, key, version, handler };
}

function stepOf({ credentials, bearer, ...step }: CanaryStepConfig, nameOfSecret: Surroundings["nameOfSecret"]): CanaryStepModel {
  const { method, path, status, contains, json, keepBearer } = step;
  return {
    method,
    path,
    status,
    ...(contains === undefined ? {} : { contains }),
    ...(json === undefined ? {} : { json }),
    ...(keepBearer === undefined ? {} : { keepBearer }),
    ...(credentials === undefined ? {} : { credentials: nameOfSecret(credentials.secret) }),
    ...(bearer === undefined ? {} : { bearer: nameOfSecret(bearer.secret) }),
  };
}

/** 1 is healthy, 0 is not. */
function route53Results(alarmName: string): MonitorResults {
  return {
    alarmName,
    region: METRICS_REGION,
    namespace: "AWS/Route53",
    metricName: "HealthCheckStatus",
    periodSeconds: ROUTE53_ALARM.periodSeconds,
    successAt: 1,
  };
}

/** Share of runs without an error, in percent. Source: CloudWatch user guide, CloudWatch metrics published by canaries (checked 2026-11-26). */
function canaryResults(alarmName: string, everyMinutes: number): MonitorResults {
  return {
    alarmName,
    region: METRICS_REGION,
    namespace: "CloudWatchSynthetics",
    metricName: "SuccessPercent",
    periodSeconds: everyMinutes * 60,
    successAt: 100,
  };
}

export function canaryPlaceOf(environment: EnvironmentPlace, { aws }: AccountConfig): CanaryPlaceModel | undefined {
  const { launch, name, config } = environment;
  if (!Object.values(config.monitors).some(({ via }) => via === "canary")) return undefined;
  const stack = launchStackName(launch.name, name);
  const slots = new Set(
    slotReferences(environment).flatMap(({ slot, field: [section, , part] }) =>
      section === "monitors" && part === "script" ? [slot] : [],
    ),
  );
  return {
    bucket: canaryBucketName(stack, aws.accountId),
    roleName: canaryRoleName(stack),
    secretsRegion: aws.region,
    secretArns: [...slots].sort().map((slot) => secretArnPattern(aws, secretName(launch.name, name, slot))),
  };
}

/** Secrets Manager adds a hyphen and six characters to the name. Source: AWS Secrets Manager API reference, CreateSecret (checked 2026-11-26). */
function secretArnPattern({ region, accountId }: AccountConfig["aws"], name: string): string {
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-??????`;
}

/** What two of them say is no whim of one. */
export function outageOf({ launch, name, config }: EnvironmentPlace): OutageModel | undefined {
  const stack = launchStackName(launch.name, name);
  const reporting = Object.values(config.monitors).filter(({ via }) => via === "route53" || via === "canary");
  return reporting.length < 2 ? undefined : { confirmedName: `${stack}--outage`, silentName: `${stack}--monitors-silent` };
}

export function errorTrackerOf({ launch, name, config }: EnvironmentPlace): ErrorTrackerModel | undefined {
  const tracker = Object.values(config.monitors).find((monitor) => monitor.via === "tracker");
  return tracker === undefined ? undefined : { secretName: secretName(launch.name, name, tracker.secret), project: tracker.project };
}

export function alertsOf({ config: { alerts } }: EnvironmentPlace, { name, aws, alertChannels }: AccountConfig): AlertsModel {
  return {
    topicArns: alerts.channels.map((channel) => topicArn(aws.accountId, name, channel)),
    homeTopicArns: alerts.channels.map((channel) => topicArn(aws.accountId, name, channel, aws.region)),
    addresses: alerts.channels.flatMap((channel) => alertChannels[channel]?.address ?? []),
  };
}
