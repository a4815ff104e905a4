import { isList } from "../value.ts";
import { arnOf, findImported, NO_TAGS, regionOf } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import type { Behaviour, Change, PlannedChange } from "./behaviour.ts";

const TYPE = "aws_cloudwatch_metric_alarm";
/** Source: CloudWatch API reference, PutMetricAlarm (checked 2026-11-22). */
const MAX_ACTIONS = 5;
const MAX_DIMENSIONS = 30;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const EXTENDED_STATISTIC = /^(p(\d{1,2}(\.\d{1,10})?|100)|(tm|tc|ts|wm)\d{1,2}(\.\d{1,10})?|IQM|(TM|WM|PR|TC|TS)\([^)]+\))$/;
const ACTION_LISTS = ["alarm_actions", "ok_actions", "insufficient_data_actions"];

/** Alarms on one metric. Putting an alarm of a name that exists overwrites it. Source: CloudWatch API reference, PutMetricAlarm. */
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
  importObject: (importId, around) => findImported(TYPE, "alarm_name", importId, around),
};

function refusePlan({ config }: PlannedChange): string[] {
  if (isList(config.metric_query) && config.metric_query.length > 0) return ["the rehearsal does not know alarms on metric queries"];
  const hasStatistic = config.statistic !== null || config.extended_statistic !== null;
  return hasStatistic ? [] : ["One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm"];
}

function refuse(change: Change): string[] {
  const { planned } = change;
  const region = regionOf(change);
  const periods = Number(planned.evaluation_periods);
  const span = Number(planned.period) * periods;
  const extended = planned.extended_statistic;
  const required = ["period", "metric_name", "namespace", "threshold"].filter((name) => planned[name] === null);
  const refused = [
    ...required.map((name) => `${name} must be set`),
    ...(Number(planned.datapoints_to_alarm ?? 1) > periods ? ["datapoints_to_alarm is more than evaluation_periods"] : []),
    ...(span > (Number(planned.period) >= HOUR_SECONDS ? 7 : 1) * DAY_SECONDS
      ? ["period times evaluation_periods is more than a day"]
      : []),
    ...(typeof extended === "string" && !EXTENDED_STATISTIC.test(extended) ? [`extended_statistic ${extended} is not a percentile`] : []),
    ...(Object.keys(planned.dimensions ?? {}).length > MAX_DIMENSIONS ? [`more than ${MAX_DIMENSIONS} dimensions`] : []),
    ...ACTION_LISTS.flatMap((name) => checkActions(name, planned[name], region)),
  ];
  return refused.map((says) => `ValidationError: ${says}`);
}

function checkActions(name: string, actions: unknown, region: string): string[] {
  if (!Array.isArray(actions)) return [];
  const elsewhere = actions
    .map((action: unknown) => String(action).split(":")[3] ?? "")
    .filter((other) => other !== "" && other !== region);
  return [
    ...(actions.length > MAX_ACTIONS ? [`${name} holds more than ${MAX_ACTIONS} actions`] : []),
    ...elsewhere.map((other) => `Invalid region ${other} specified. Only ${region} is supported.`),
  ];
}
