import type { AlarmMetric, LatencyUnit, ServiceAlarmModel } from "../alarm-model.ts";
import type { Residual } from "../model.ts";
import { launchStackName } from "../names.ts";
import { type EnvironmentPlace, where } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";

/** One period of a standard metric. */
const MINUTE_SECONDS = 60;
/** Reputation moves slowly, and AWS publishes it a few times an hour. */
const HOUR_SECONDS = 3600;

/** Where AWS looks into an account; at 10 % and 0.5 % it stops the mail. Source: Amazon SES developer guide, account review FAQs (checked 2026-11-26). */
const BOUNCE_SHARE = 0.05;
const COMPLAINT_SHARE = 0.001;
/** Wide enough that a Monday morning is no attack. */
const BAND_DEVIATIONS = 3;

/** Three bad minutes in five: one burst pages nobody, and an outage is told within ten minutes. */
const SERVICE = { periodSeconds: MINUTE_SECONDS, periods: 5, badPeriods: 3 } as const;

interface Front {
  readonly failures: readonly AlarmMetric[];
  readonly requests: AlarmMetric;
  readonly latency: AlarmMetric;
  readonly latencyUnit: LatencyUnit;
}

const balancer = (metricName: string): AlarmMetric => ({ namespace: "AWS/ApplicationELB", metricName, subject: "balancer" });
const api = (metricName: string): AlarmMetric => ({ namespace: "AWS/ApiGateway", metricName, subject: "api" });

/**
 * What stands in front of a target's code, and in what it counts.
 * Source: Application Load Balancer user guide, CloudWatch metrics: TargetResponseTime in seconds; API Gateway developer guide, HTTP API
 * metrics: Latency in milliseconds (checked 2026-11-26).
 */
const FRONTS: Readonly<Record<string, Front>> = {
  container: {
    // an answer of the balancer itself, for tasks that are not there, is in neither of the targets' counts
    failures: [balancer("HTTPCode_Target_5XX_Count"), balancer("HTTPCode_ELB_5XX_Count")],
    requests: balancer("RequestCount"),
    latency: balancer("TargetResponseTime"),
    latencyUnit: "seconds",
  },
  function: { failures: [api("5xx")], requests: api("Count"), latency: api("Latency"), latencyUnit: "milliseconds" },
};

export function serviceAlarmsOf(environment: EnvironmentPlace, account: AccountConfig): ServiceAlarmModel[] {
  const { launch, name, config } = environment;
  const stack = launchStackName(launch.name, name);
  const { target, alerts } = config;
  const front = Object.hasOwn(FRONTS, target.kind) ? FRONTS[target.kind] : undefined;
  return [
    ...(front === undefined ? [] : frontAlarms(front, stack, alerts)),
    ...(front === undefined || alerts.authFailures === undefined ? [] : [authAlarm(stack, alerts.authFailures.pattern)]),
    ...(sendsThroughSes(environment, account) ? mailAlarms(stack) : []),
  ];
}

function frontAlarms(front: Front, stack: string, { errorPercent, p95Ms }: EnvironmentPlace["config"]["alerts"]): ServiceAlarmModel[] {
  const isSeconds = front.latencyUnit === "seconds";
  return [
    {
      kind: "share",
      alarmClass: "errors",
      key: "errors",
      name: `${stack}--errors`,
      description: `more than ${errorPercent} % of the answers are 5xx`,
      ...SERVICE,
      silence: "notBreaching", // nobody asks; whether anybody could is the monitors' business
      failures: front.failures,
      requests: front.requests,
      percent: errorPercent,
    },
    {
      kind: "percentile",
      alarmClass: "latency",
      key: "latency",
      name: `${stack}--latency`,
      description: `one answer in twenty takes longer than ${p95Ms} ms`,
      ...SERVICE,
      silence: "notBreaching",
      metric: front.latency,
      threshold: { value: isSeconds ? p95Ms / 1000 : p95Ms, unit: front.latencyUnit },
    },
  ];
}

function authAlarm(stack: string, pattern: string): ServiceAlarmModel {
  const metricName = "auth-failures";
  return {
    kind: "band",
    alarmClass: "auth-failures",
    key: metricName,
    name: `${stack}--${metricName}`,
    description: "more logins fail than usual at this hour",
    ...SERVICE,
    silence: "notBreaching",
    metric: { namespace: `slipway/${stack}`, metricName, subject: "log" },
    deviations: BAND_DEVIATIONS,
    filter: { name: `${stack}--${metricName}`, pattern },
  };
}

function mailAlarms(stack: string): ServiceAlarmModel[] {
  const rate = (key: string, metricName: string, share: number, what: string): ServiceAlarmModel => ({
    kind: "rate",
    alarmClass: "mail",
    key,
    name: `${stack}--${key}`,
    description: `${what} reach ${share * 100} % of the mail, where AWS looks into the account`,
    periodSeconds: HOUR_SECONDS,
    periods: 1,
    badPeriods: 1,
    silence: "ignore", // no mail, no rate: the last one stands
    metric: { namespace: "AWS/SES", metricName, subject: "account" },
    share,
  });
  return [
    rate("bounces", "Reputation.BounceRate", BOUNCE_SHARE, "bounces"),
    rate("complaints", "Reputation.ComplaintRate", COMPLAINT_SHARE, "complaints"),
  ];
}

/** SES publishes in the region that sends; alarms read their own region only. */
function sendsThroughSes({ zone }: EnvironmentPlace, { aws }: AccountConfig): boolean {
  return zone?.config.mail.senders.some((sender) => sender.kind === "ses" && sender.region === aws.region) ?? false;
}

/** Classes that no alarm of this stack covers, and who has to. */
export function alarmResiduals(environment: EnvironmentPlace, account: AccountConfig): Residual[] {
  const { config, zone } = environment;
  const classes = new Set(serviceAlarmsOf(environment, account).map(({ alarmClass }) => alarmClass));
  const at = where(environment, ["alerts"]);
  const left = (wanted: string, remaining: string): Residual => ({ where: at, wanted, enforced: "the monitors' alarms", remaining });
  const elsewhere = `whoever runs the ${config.target.kind} target`;
  return [
    ...(classes.has("errors")
      ? []
      : [left(`an alarm at ${config.alerts.errorPercent} % of 5xx`, `${elsewhere} counts answers and alarms`)]),
    ...(classes.has("latency") ? [] : [left(`an alarm at p95 over ${config.alerts.p95Ms} ms`, `${elsewhere} measures answers and alarms`)]),
    ...(classes.has("auth-failures")
      ? []
      : [
          left(
            "an alarm on login failures above what is usual",
            Object.hasOwn(FRONTS, config.target.kind)
              ? "say in alerts.authFailures how the application logs them"
              : `${elsewhere} counts them and alarms`,
          ),
        ]),
    ...(classes.has("mail") || (zone?.config.mail.senders.length ?? 0) === 0
      ? []
      : [
          left(
            "an alarm on bounces and complaints",
            "the mail provider's own alerts, as long as Amazon SES does not send from the home region",
          ),
        ]),
  ];
}
