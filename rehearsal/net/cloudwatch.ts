import * as z from "zod";
import { inRegion } from "../behaviours/aws-names.ts";
import { AwsRefusal } from "../behaviours/aws-refusal.ts";
import { isPlainObject } from "../value.ts";
import type { StoredObject, World } from "../world.ts";
import type { AwsCall, AwsService } from "./aws-server.ts";
import type { EdgeWatch } from "./edge-watch.ts";

/** Prefix of `X-Amz-Target`. Source: the service model of CloudWatch in its JSON protocol (checked 2026-11-26). */
export const CLOUDWATCH = "GraniteServiceVersion20100801";

const ALARM = "aws_cloudwatch_metric_alarm";
const HEALTH_CHECK = "aws_route53_health_check";
const CANARY = "aws_synthetics_canary";
/** The one region where Route 53 publishes. Source: Route 53 developer guide, monitoring health checks with CloudWatch (checked 2026-11-22). */
const ROUTE53_REGION = "us-east-1";
const MAX_DATAPOINTS = 100_800;

const dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() }));
const metric = z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions });
const INPUTS = {
  DescribeAlarms: z.strictObject({ AlarmNames: z.array(z.string()).max(100), AlarmTypes: z.tuple([z.literal("MetricAlarm")]) }),
  GetMetricData: z.strictObject({
    StartTime: z.number(),
    EndTime: z.number(),
    ScanBy: z.literal("TimestampAscending"),
    MetricDataQueries: z.tuple([
      z.strictObject({
        Id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/),
        MetricStat: z.strictObject({ Metric: metric, Period: z.int().multipleOf(60), Stat: z.literal("Minimum") }),
      }),
    ]),
  }),
};

export interface CloudWatchOptions {
  readonly world: World;
  readonly now: () => Date;
  /** Asks the edge, as a health checker does. */
  readonly watch: EdgeWatch;
}

/**
 * What Slipway asks of CloudWatch: alarms, and what health checks found. Every period that has ended gets what a check finds now, so that
 * a rehearsal need not wait for days to pass; a check that is not there has found nothing. Scripts are not run: a canary that was started
 * counts as well.
 * Source: CloudWatch API reference, DescribeAlarms and GetMetricData (checked 2026-11-26).
 */
export function cloudWatch({ world, now, watch }: CloudWatchOptions): AwsService {
  return async (call) => {
    switch (call.action) {
      case "DescribeAlarms": {
        const { AlarmNames: names } = inputOf(INPUTS.DescribeAlarms, call);
        const alarms = world.objects(ALARM).filter(({ attributes }) => inRegion(attributes, call.region));
        return {
          CompositeAlarms: [],
          MetricAlarms: alarms.filter(({ attributes }) => names.includes(String(attributes.alarm_name))).map(described),
        };
      }
      case "GetMetricData": {
        const { StartTime: start, EndTime: end, MetricDataQueries } = inputOf(INPUTS.GetMetricData, call);
        const [{ Id, MetricStat }] = MetricDataQueries;
        if (end <= start) throw new AwsRefusal("ValidationError", "The parameter EndTime must be greater than the parameter StartTime.");
        const times = endedPeriods(start, Math.min(end, now().getTime() / 1000), MetricStat.Period);
        const value = times.length === 0 ? undefined : await resultOf(world, call.region, MetricStat.Metric, watch);
        const found = value === undefined ? [] : times;
        return {
          Messages: [],
          MetricDataResults: [{ Id, Label: Id, StatusCode: "Complete", Timestamps: found, Values: found.map(() => value) }],
        };
      }
      default:
        throw new AwsRefusal("AccessDenied", `${call.action} is nothing that Slipway does`);
    }
  };
}

function inputOf<Input>(schema: z.ZodType<Input>, { input }: AwsCall): Input {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsRefusal("ValidationError", z.prettifyError(parsed.error).split("\n")[0] ?? "invalid request");
}

function described({ attributes }: StoredObject): object {
  return {
    AlarmName: attributes.alarm_name,
    ...(typeof attributes.namespace === "string" ? { Namespace: attributes.namespace, MetricName: attributes.metric_name } : {}),
    Dimensions: Object.entries(isPlainObject(attributes.dimensions) ? attributes.dimensions : {}).map(([Name, Value]) => ({
      Name,
      Value: String(Value),
    })),
  };
}

/** Beginnings, in seconds since 1970, of the whole periods between two times. CloudWatch rounds the start down. */
function endedPeriods(start: number, end: number, period: number): number[] {
  const first = Math.floor(start / period) * period;
  const count = Math.max(0, Math.floor((end - first) / period));
  if (count > MAX_DATAPOINTS) throw new AwsRefusal("ValidationError", `more than ${MAX_DATAPOINTS} data points`);
  return Array.from({ length: count }, (_, index) => first + index * period);
}

/** Undefined: nobody publishes such a metric in this region. */
async function resultOf(
  world: World,
  region: string,
  { Namespace, MetricName, Dimensions }: z.output<typeof metric>,
  watch: EdgeWatch,
): Promise<number | undefined> {
  const [dimension] = Dimensions;
  if (Namespace === "CloudWatchSynthetics" && MetricName === "SuccessPercent" && dimension?.Name === "CanaryName")
    return isRunning(world, region, dimension.Value) ? 100 : undefined;
  if (Namespace !== "AWS/Route53" || MetricName !== "HealthCheckStatus" || region !== ROUTE53_REGION) return undefined;
  if (dimension?.Name !== "HealthCheckId" || Dimensions.length !== 1) return undefined;
  const check = world.objects(HEALTH_CHECK).find(({ attributes }) => attributes.id === dimension.Value);
  if (check === undefined) return undefined;
  const { fqdn, resource_path: path, search_string: contains } = check.attributes;
  const isWell = await watch({
    host: String(fqdn),
    path: typeof path === "string" && path !== "" ? path : "/",
    ...(typeof contains === "string" && contains !== "" ? { contains } : {}),
  });
  return isWell ? 1 : 0;
}

function isRunning(world: World, region: string, name: string): boolean {
  return world
    .objects(CANARY)
    .some(({ attributes }) => attributes.name === name && attributes.start_canary === true && inRegion(attributes, region));
}
