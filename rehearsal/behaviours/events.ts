import type { StoredObject } from "../world.ts";
import { arnOf, nameOf, regionOf } from "./aws-names.ts";
import { awsThing, missing } from "./aws-thing.ts";
import type { Surroundings } from "./behaviour.ts";

// Source: Amazon EventBridge API reference, PutRule, PutTargets, DeleteRule (checked 2026-11-26).

const RULE = "aws_cloudwatch_event_rule";
const TARGET = "aws_cloudwatch_event_target";
const DEFAULT_BUS = "default";
const MOST_TARGETS = 5;
const SCHEDULE = /^(rate\((1 (minute|hour|day)|([2-9]|\d{2,}) (minutes|hours|days))\)|cron\(.+\))$/;
/** Types that a target may name, by the service in its ARN. */
const NAMED: Readonly<Record<string, string>> = { sns: "aws_sns_topic", sqs: "aws_sqs_queue", lambda: "aws_lambda_function" };

export const eventRule = awsThing({
  type: RULE,
  key: "arn",
  importBy: (importId, around) => findRule(importId, around) ?? `Cannot import non-existent remote object: ${importId}`,
  // PutRule would change the rule that is there
  unique: { by: "name", says: (name) => `a rule ${name} already exists` },
  make: (change) => {
    const name = nameOf(change, RULE);
    const bus = String(change.planned.event_bus_name);
    const path = bus === DEFAULT_BUS ? name : `${bus}/${name}`;
    return { name, name_prefix: "", id: path, arn: arnOf("events", `rule/${path}`, regionOf(change), change.around) };
  },
  refuse: ({ planned }) =>
    typeof planned.schedule_expression === "string" && planned.schedule_expression !== "" && !SCHEDULE.test(planned.schedule_expression)
      ? [`ValidationException: Parameter ScheduleExpression is not valid: ${planned.schedule_expression}`]
      : [],
  more: {
    notReturned: ["force_destroy"],
    refuseRemoval: ({ name, force_destroy: force }, { world }) =>
      force !== true && world.objects(TARGET).some(({ attributes }) => attributes.rule === name)
        ? ["ValidationException: Rule can't be deleted since it has targets."]
        : [],
  },
});

function findRule(path: string, { world }: Surroundings): StoredObject | undefined {
  return world.objects(RULE).find(({ attributes }) => attributes.id === path || attributes.name === path);
}

export const eventTarget = awsThing({
  type: TARGET,
  key: "id",
  importBy: (importId, { world }) => {
    const [rule, target] = importId.split("/").slice(-2);
    const found = world.objects(TARGET).find(({ attributes }) => attributes.rule === rule && attributes.target_id === target);
    return found ?? `Cannot import non-existent remote object: ${importId}`;
  },
  make: ({ planned, around }) => {
    const target = typeof planned.target_id === "string" ? planned.target_id : `terraform-${around.world.newId(TARGET).slice(0, 26)}`;
    return { target_id: target, id: `${String(planned.rule)}-${target}` };
  },
  refuse: ({ action, planned, around }) => {
    const neighbours = around.world.objects(TARGET).filter(({ attributes }) => attributes.rule === planned.rule);
    const type = NAMED[String(planned.arn).split(":")[2] ?? ""];
    return [
      ...(findRule(String(planned.rule), around) === undefined
        ? [`ResourceNotFoundException: Rule ${String(planned.rule)} does not exist on EventBus default.`]
        : []),
      ...(action === "create" && neighbours.length >= MOST_TARGETS
        ? [`LimitExceededException: a rule has at most ${MOST_TARGETS} targets`]
        : []),
      ...(type === undefined ? [] : missing(planned.arn, type, around, (arn) => `ResourceNotFoundException: no target ${arn}`)),
    ];
  },
  more: { notReturned: ["force_destroy"] },
});
