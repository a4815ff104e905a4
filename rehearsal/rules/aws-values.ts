import { type Check, matches } from "./rule.ts";

// Values that many AWS types share. Source: hashicorp/terraform-provider-aws 5.100.0, internal/verify (answers of the real provider, run on 2026-11-26).

export const ARN = matches(/^arn:[\w-]*:[\w-]+:[a-z0-9-]*:(\d{12}|aws|aws-managed)?:\S+$/, "an ARN");
export const AWS_REGION = matches(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region");
export const LOG_GROUP_NAME = matches(
  /^[\w./#-]{1,512}$/,
  "up to 512 alphanumeric characters, underscores, hyphens, slashes, hash signs and dots",
);
/** Names of roles, policies and instance profiles. */
export const IAM_NAME = matches(/^[\w+=,.@-]+$/, "characters of [\\w+=,.@-]");
/** Targets of an alarm. */
export const ALARM_ACTION = matches(
  /^arn:[\w-]+:([\w-]+:[a-z0-9-]*:(\d{12}|aws)?:\S+|automate:[\w-]+:ec2:(reboot|recover|stop|terminate))$/,
  "an ARN",
);
export const MOST_ALARM_ACTIONS = 5;
/** Source: Amazon CloudWatch user guide, statistics definitions (checked 2026-11-22). */
export const EXTENDED_STATISTIC = /^(p(\d{1,2}(\.\d{1,10})?|100)|(tm|tc|ts|wm)\d{1,2}(\.\d{1,10})?|IQM|(TM|WM|PR|TC|TS)\([^)]+\))$/;
export const STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
export const METRIC_STATISTIC = matches(
  new RegExp(`^(${STATISTICS.join("|")})$|${EXTENDED_STATISTIC.source}`),
  "a statistic or a percentile",
);
/** Names of metrics and their namespaces. */
export const METRIC_NAME = matches(/^[^:*$]{1,255}$/, "up to 255 characters without colon, asterisk and dollar");
/** Seconds. High-resolution metrics have the short ones. */
export const ALARM_PERIOD: Check = { kind: "divisibleBy", divisor: 60, orOneOf: [10, 20, 30] };
export const QUERY_PERIOD: Check = { kind: "divisibleBy", divisor: 60, orOneOf: [1, 5, 10, 20, 30] };

const SIZES = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"];
export const METRIC_UNITS: readonly string[] = [
  "Seconds",
  "Microseconds",
  "Milliseconds",
  ...SIZES,
  "Percent",
  "Count",
  ...[...SIZES, "Count"].map((size) => `${size}/Second`),
  "None",
];
/** A function by its name or its ARN, with or without a qualifier. */
export const FUNCTION_NAME = matches(
  /^(arn:[\w-]+:lambda:)?([a-z]{2}(-[a-z]+)+-\d:)?(\d{12}:)?(function:)?([\w-]+)(:(\$LATEST|[\w-]+))?$/,
  "the name or the ARN of a function",
);
