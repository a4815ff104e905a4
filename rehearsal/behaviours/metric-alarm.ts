import { EXTENDED_STATISTIC } from "../rules/aws-values.ts";
import { isList, plainList } from "../value.ts";
import { arnOf, findImported, NO_TAGS, regionOf } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import type { Behaviour, Change, PlannedChange, Surroundings } from "./behaviour.ts";
import { refuseAlarmRemoval } from "./composite-alarm.ts";
import { refusedQueries, refusedQueryPlans } from "./metric-queries.ts";

const TYPE = "aws_cloudwatch_metric_alarm";
/** Source: CloudWatch API reference, PutMetricAlarm (checked 2026-11-22). */
const MAX_DIMENSIONS = 30;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const ACTION_LISTS = ["alarm_actions", "ok_actions", "insufficient_data_actions"];

/** Alarms on one metric or on an expression over several. Putting an alarm of a name that exists overwrites it. Source: CloudWatch API reference, PutMetricAlarm. */
export const metricAlarm: Behaviour = {
  worldId: ({ arn }) => String(arn),
  adjustPlan: withRegionAndTags,
  refusePlan,
  compute: (change) => {
    const { planned, around } = change;
    const name = String(planned.alarm_name);
    return {
      arn: arnOf("cloudwatch", `alarm:${name}`, regionOf(change), around),
      id: name,
      evaluate_low_sample_count_percentiles: "",
      ...NO_TAGS,
    };
  },
  refuse,
  refuseRemoval: refuseAlarmRemoval,
  importObject: (importId, around) => findImported(TYPE, "alarm_name", importId, around),
};

function refusePlan({ config }: PlannedChange): string[] {
  if (isList(config.metric_query) && config.metric_query.length > 0) return refusedQueryPlans(config);
  const hasStatistic = config.statistic !== null || config.extended_statistic !== null;
  return hasStatistic ? [] : ["One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm"];
}

function refuse(change: Change): string[] {
  const { planned } = change;
  const region = regionOf(change);
  const periods = Number(planned.evaluation_periods);
  const span = Number(planned.period) * periods;
  const extended = planned.extended_statistic;
  const isOnQueries = plainList(planned.metric_query).length > 0;
  const required = isOnQueries ? [] : ["period", "metric_name", "namespace"].filter((name) => planned[name] === null);
  const refused = [
    ...required.map((name) => `${name} must be set`),
    ...refusedQueries(planned),
    ...(Number(planned.datapoints_to_alarm ?? 1) > periods ? ["datapoints_to_alarm is more than evaluation_periods"] : []),
    ...(span > (Number(planned.period) >= HOUR_SECONDS ? 7 : 1) * DAY_SECONDS
      ? ["period times evaluation_periods is more than a day"]
      : []),
    ...(typeof extended === "string" && !EXTENDED_STATISTIC.test(extended) ? [`extended_statistic ${extended} is not a percentile`] : []),
    ...(Object.keys(planned.dimensions ?? {}).length > MAX_DIMENSIONS ? [`more than ${MAX_DIMENSIONS} dimensions`] : []),
    ...ACTION_LISTS.flatMap((name) => checkActions(planned[name], region, change.around)),
  ];
  return refused.map((says) => `ValidationError: ${says}`);
}

function checkActions(actions: unknown, region: string, { world }: Surroundings): string[] {
  if (!Array.isArray(actions)) return [];
  const elsewhere = actions
    .map((action: unknown) => String(action).split(":")[3] ?? "")
    .filter((other) => other !== "" && other !== region);
  return [
    ...actions.flatMap((action: unknown) =>
      isMute(world.find("aws_sns_topic", String(action))?.attributes.kms_master_key_id) ? [mute(action)] : [],
    ),
    ...elsewhere.map((other) => `Invalid region ${other} specified. Only ${region} is supported.`),
  ];
}

/**
 * CloudWatch may not use the key that AWS keeps for SNS, so that nothing would ever arrive. The API takes the alarm; the rehearsal does not.
 * Source: AWS re:Post knowledge center, CloudWatch alarms and encrypted SNS topics (general knowledge, not measured).
 */
function isMute(keyId: unknown): boolean {
  return typeof keyId === "string" && /(^|:)alias\/aws\/sns$/.test(keyId);
}

function mute(topic: unknown): string {
  return `${String(topic)} is encrypted with alias/aws/sns, which CloudWatch may not use: give the topic a key of its own`;
}
