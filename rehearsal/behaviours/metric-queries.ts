import { isList, isObject, isPlainObject, type PlainObject, plainList, type ValueObject } from "../value.ts";

// Alarms on metric math and on bands of anomaly detection.
// Source: CloudWatch API reference, MetricDataQuery and PutMetricAlarm; Amazon CloudWatch user guide, metric math (checked 2026-11-26).

const ID = /^[a-z]\w*$/;
const MOST_METRICS = 10;
const NAMES_IN_EXPRESSION = /"[^"]*"|'[^']*'|\b[a-z]\w*\b(?!\s*\()/g;
/** Comparisons with a band, which has an upper and a lower edge. */
const BAND_OPERATORS = ["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"];

/** What the provider refuses about the queries at plan. */
export function refusedQueryPlans({ metric_query: queries }: ValueObject): string[] {
  if (!isList(queries)) return [];
  const both = queries.some(
    (each) =>
      isObject(each) && typeof each.expression === "string" && each.expression !== "" && isList(each.metric) && each.metric.length > 0,
  );
  return both ? ["No metric_query may have both `expression` and a `metric` specified"] : [];
}

/** What CloudWatch refuses about them. */
export function refusedQueries(planned: PlainObject): string[] {
  const queries = plainList(planned.metric_query).filter(isPlainObject);
  const band = planned.threshold_metric_id;
  const usesBand = BAND_OPERATORS.includes(String(planned.comparison_operator));
  const aboutBand = [
    ...(usesBand && typeof band !== "string"
      ? [`comparison_operator ${String(planned.comparison_operator)} needs threshold_metric_id`]
      : []),
    ...(!usesBand && typeof band === "string" ? [`threshold_metric_id goes with one of ${BAND_OPERATORS.join(", ")}`] : []),
    ...(typeof band === "string" &&
    !queries.some(({ id, expression }) => id === band && /^ANOMALY_DETECTION_BAND\(/.test(String(expression)))
      ? [`threshold_metric_id must name a metric_query of ANOMALY_DETECTION_BAND: ${band}`]
      : []),
    ...(typeof band !== "string" && planned.threshold === null ? ["threshold must be set"] : []),
  ];
  if (queries.length === 0) return aboutBand;
  const ids = queries.map(({ id }) => String(id));
  const returning = queries.filter(({ id, return_data: isReturned }) => isReturned === true && id !== band);
  const metrics = queries.filter(({ metric }) => plainList(metric).length > 0);
  return [
    ...aboutBand,
    ...(new Set(ids).size < ids.length ? ["the ids of metric_query must be unique"] : []),
    ...ids
      .filter((id) => !ID.test(id))
      .map((id) => `the id of a metric_query starts with a lower-case letter and has letters, digits and _: ${id}`),
    ...(returning.length === 1 ? [] : ["exactly one element of the metrics list should return data"]),
    ...(metrics.length === 0 ? ["at least one metric_query must hold a metric"] : []),
    ...(metrics.length > MOST_METRICS ? [`more than ${MOST_METRICS} metrics`] : []),
    ...queries.filter((each) => !isEither(each)).map(({ id }) => `metric_query ${String(id)} has neither expression nor metric`),
    ...queries.flatMap(({ expression }) => unknownNames(String(expression ?? ""), ids)),
  ];
}

function isEither({ expression, metric }: PlainObject): boolean {
  return (typeof expression === "string" && expression !== "") || plainList(metric).length > 0;
}

function unknownNames(expression: string, ids: readonly string[]): string[] {
  return [...expression.matchAll(NAMES_IN_EXPRESSION)]
    .map(([name]) => name)
    .filter((name) => !/^["']/.test(name) && !ids.includes(name))
    .map((name) => `the expression ${expression} names ${name}, which no metric_query has as its id`);
}
