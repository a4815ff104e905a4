import { plainList } from "../value.ts";
import type { StoredObject } from "../world.ts";
import { arnOf, inRegion, regionOf } from "./aws-names.ts";
import { awsThing } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";

// Source: CloudWatch API reference, PutCompositeAlarm and DeleteAlarms (checked 2026-11-26).

const COMPOSITE = "aws_cloudwatch_composite_alarm";
const ALARM_TYPES = ["aws_cloudwatch_metric_alarm", COMPOSITE];
const STATE_OF = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?([^")]+?)"?\s*\)/g;
/** The least that a rule may name, and the most. */
const MOST_CHILDREN = 100;

export const compositeAlarm = awsThing({
  type: COMPOSITE,
  key: "arn",
  importBy: "alarm_name",
  make: (change) => {
    const name = String(change.planned.alarm_name);
    return { id: name, arn: arnOf("cloudwatch", `alarm:${name}`, regionOf(change), change.around) };
  },
  refuse: (change) => {
    const rule = String(change.planned.alarm_rule);
    const names = childrenOf(rule);
    const absent = names.filter((name) => findAlarm(name, change) === undefined);
    return [
      ...(isRule(rule) ? [] : ["ValidationError: AlarmRule is not a rule over states of alarms"]),
      ...(names.length > MOST_CHILDREN ? [`ValidationError: AlarmRule names more than ${MOST_CHILDREN} alarms`] : []),
      ...(absent.length === 0
        ? []
        : [`ValidationError: Could not save the composite alarm as alarms ${absent.join(", ")} in the alarm rule do not exist`]),
      ...refusedRegions(change),
    ];
  },
  more: { refuseRemoval: refuseAlarmRemoval },
});

/** DeleteAlarms keeps an alarm that a composite alarm names. */
export function refuseAlarmRemoval({ alarm_name: name, region }: StoredObject["attributes"], { world }: Surroundings): string[] {
  const isNamed = world
    .objects(COMPOSITE)
    .some(({ attributes }) => attributes.region === region && childrenOf(String(attributes.alarm_rule)).includes(String(name)));
  return isNamed ? [`ValidationError: Cannot delete ${String(name)} as there are composite alarm(s) depending on it.`] : [];
}

/** Names of alarms, where the rule has an ARN the name in it. */
function childrenOf(rule: string): string[] {
  const named = [...rule.matchAll(STATE_OF)].map(([, name = ""]) => name.replace(/^arn:.*:alarm:/, ""));
  return [...new Set(named)];
}

function findAlarm(name: string, change: Change): StoredObject | undefined {
  return ALARM_TYPES.flatMap((type) => change.around.world.objects(type)).find(
    ({ attributes }) => attributes.alarm_name === name && inRegion(attributes, regionOf(change)),
  );
}

const TOKEN = /^\s*(\(|\)|AND\b|OR\b|NOT\b|TRUE\b|FALSE\b|S\b)/;

/** Does the text read as an expression of AND, OR, NOT and parentheses? */
function isRule(rule: string): boolean {
  let rest = rule.replace(STATE_OF, "S").trim();
  const take = (...wanted: readonly string[]): boolean => {
    const token = TOKEN.exec(rest);
    if (token === null || !wanted.includes(token[1] ?? "")) return false;
    rest = rest.slice(token[0].length);
    return true;
  };
  const operand = (): boolean => {
    if (take("NOT")) return operand();
    if (take("(")) return expression() && take(")");
    return take("S", "TRUE", "FALSE");
  };
  const expression = (): boolean => {
    if (!operand()) return false;
    while (take("AND", "OR")) if (!operand()) return false;
    return true;
  };
  return expression() && rest.trim() === "";
}

function refusedRegions(change: Change): string[] {
  const region = regionOf(change);
  return ["alarm_actions", "ok_actions", "insufficient_data_actions"]
    .flatMap((name) => plainList(change.planned[name]).map((arn) => String(arn).split(":")[3] ?? ""))
    .filter((other) => other !== "" && other !== region)
    .map((other) => `ValidationError: Invalid region ${other} specified. Only ${region} is supported.`);
}
