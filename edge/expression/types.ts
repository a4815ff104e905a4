import { admits, RATE_FIELDS } from "../plan-limits.ts";
import { typeOfCall } from "./call-types.ts";
import { FIELDS, LISTS, NOT_IN_EXPRESSIONS } from "./fields.ts";
import { meaning, refuse } from "./refusal.ts";
import { parseRegex } from "./regex.ts";
import type { Compare, Element, Expression, Field, Quantified, SetItem, Value, ValueType, Within } from "./syntax-tree.ts";
import { requireRegularExpressions, type TypeContext } from "./type-context.ts";
import { parseWildcard } from "./wildcard.ts";

/** Which types an operator takes. Source: developers.cloudflare.com/ruleset-engine/rules-language/operators (checked 2026-11-22). */
const OPERANDS: Readonly<Record<Compare["operator"], readonly ValueType[]>> = {
  eq: ["string", "ip", "int"],
  ne: ["string", "ip", "int"],
  lt: ["string", "int"],
  le: ["string", "int"],
  gt: ["string", "int"],
  ge: ["string", "int"],
  contains: ["string"],
  wildcard: ["string"],
  "strict wildcard": ["string"],
  matches: ["string"],
};

/** The type of an expression; throws for anything that Cloudflare would refuse in this phase and on this plan. */
export function typeOf(expression: Expression, context: TypeContext): ValueType {
  switch (expression.kind) {
    case "logical":
      for (const operand of expression.operands) requireCondition(operand, context);
      return "bool";
    case "not":
      requireCondition(expression.operand, context);
      return "bool";
    case "compare":
      return typeOfCompare(expression, context);
    case "in":
      return typeOfWithin(expression, context);
    case "call":
      return typeOfCall(expression, context, (value) => typeOf(value, context));
    case "field":
      return typeOfField(expression, context);
    case "element":
      return typeOfElement(expression, context);
    case "quantified":
      return typeOfQuantified(expression, context);
    default:
      return expression.kind;
  }
}

function requireCondition(operand: Expression, context: TypeContext): void {
  const type = typeOf(operand, context);
  if (type === "bool") return;
  const { position } = operand;
  throw meaning(position, "a condition, true or false", `a value of type ${type}`, "compare the value with something");
}

function typeOfCompare({ operator, left, right, position }: Compare, context: TypeContext): ValueType {
  const type = typeOfLeft(left, context);
  if (!OPERANDS[operator].includes(type)) {
    const fix = type === "bool" ? "write the field alone, or not before it" : type === "ip" ? "use eq, ne or in" : "use another operator";
    throw meaning(position, `a value of type ${OPERANDS[operator].join(" or ")} left of ${operator}`, type, fix);
  }
  if (right.kind !== type) throw meaning(right.position, `a value of type ${type}`, right.kind, "give the literal the type of the field");
  if (operator === "matches") {
    requireRegularExpressions("matches", position, context);
    if (right.kind === "string") parseRegex(right.value, right.position);
  }
  if ((operator === "wildcard" || operator === "strict wildcard") && right.kind === "string") parseWildcard(right.value, right.position);
  return "bool";
}

const TYPE_OF_ITEM: Readonly<Record<SetItem["kind"], ValueType>> = {
  string: "string",
  int: "int",
  "int-range": "int",
  ip: "ip",
  "ip-range": "ip",
  bool: "bool",
};

function typeOfWithin({ left, items, position }: Within, context: TypeContext): ValueType {
  const type = typeOfLeft(left, context);
  if (type === "bool")
    throw meaning(position, "a value of type string, ip or int left of in", type, "write the field alone, or not before it");
  const wrong = items.find((item) => TYPE_OF_ITEM[item.kind] !== type);
  if (wrong === undefined) return "bool";
  throw meaning(wrong.position, `values of type ${type}`, wrong.kind, "give every value the type of the field");
}

function typeOfLeft(left: Value, context: TypeContext): ValueType {
  if (left.kind === "field" || left.kind === "element" || left.kind === "call") return typeOf(left, context);
  throw meaning(left.position, "a field or a function left of the operator", `a literal of type ${left.kind}`, "turn the comparison round");
}

/** Each value of a list is judged by itself, and only here. */
function typeOfQuantified({ quantifier, operand, position }: Quantified, context: TypeContext): ValueType {
  const { left } = operand;
  if (left.kind !== "element" || left.index !== "each")
    throw meaning(position, `a list with [*] inside ${quantifier}`, left.kind, 'write any(http.request.headers["name"][*] eq "value")');
  requireAdmitted(left.field, left.position, context);
  const asOne: Element = { ...left, index: 0 };
  return typeOf({ ...operand, left: asOne }, context);
}

function typeOfElement({ field, index, position }: Element, context: TypeContext): ValueType {
  if (index === "each") throw meaning(position, "one value of the list", `${field}[*]`, "put the comparison inside any(...) or all(...)");
  requireAdmitted(field, position, context);
  return "string";
}

function typeOfField({ name, position }: Field, context: TypeContext): ValueType {
  const { phase } = context;
  if (LISTS.has(name)) throw meaning(position, "one value of the list", name, "write [0] or [*] behind it, and the key before");
  const facts = FIELDS.get(name);
  if (facts === undefined) {
    const expected = NOT_IN_EXPRESSIONS.has(name) ? "a field, not a rate-limit characteristic" : "a field that Slipway knows";
    throw meaning(position, expected, name, `use one of ${[...FIELDS.keys()].join(", ")}`);
  }
  if (facts.ofResponse && phase !== "http_response_headers_transform") {
    throw meaning(position, "a field of the request in a phase that runs before the origin", name, "use a field of the request");
  }
  requireAdmitted(name, position, context);
  return facts.type;
}

function requireAdmitted(name: string, position: number, { plan, phase }: TypeContext): void {
  if (phase !== "http_ratelimit" || admits(RATE_FIELDS.byPlan[plan], name)) return;
  throw refuse({
    code: "EXPRESSION_NOT_ON_PLAN",
    position,
    expected: `a field that rate-limit rules may name on plan ${plan} (${RATE_FIELDS.byPlan[plan].join(", ")})`,
    got: name,
    fix: "drop the condition, or choose a larger plan",
  });
}
