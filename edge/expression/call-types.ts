import { FUNCTIONS, type FunctionFacts, type Parameter, REPLACERS } from "./functions.ts";
import { meaning } from "./refusal.ts";
import { captureCount, parseRegex } from "./regex.ts";
import { parseReplacement } from "./replacement.ts";
import type { Call, Expression, Value, ValueType } from "./syntax-tree.ts";
import { requireRegularExpressions, type TypeContext } from "./type-context.ts";
import { parseWildcard } from "./wildcard.ts";

/** Checks a call's name, place and arguments, and gives what it returns. */
export function typeOfCall(call: Call, context: TypeContext, typeOf: (value: Value) => ValueType): ValueType {
  const facts = FUNCTIONS.get(call.name);
  if (facts === undefined) {
    throw meaning(call.position, "a function that Slipway knows", call.name, `use one of ${[...FUNCTIONS.keys()].join(", ")}`);
  }
  if (facts.valuesOnly && context.use === "match") {
    throw meaning(
      call.position,
      "a function that conditions may call",
      call.name,
      "use wildcard to match, and keep this function for targets",
    );
  }
  if (facts.needsRegularExpressions) requireRegularExpressions(call.name, call.position, context);
  checkArguments(call, facts, typeOf);
  checkPatterns(call);
  return facts.returns;
}

function checkArguments(call: Call, facts: FunctionFacts, typeOf: (value: Value) => ValueType): void {
  const least = facts.parameters.filter((parameter) => parameter.optional === undefined).length;
  const most = facts.repeats ? Number.POSITIVE_INFINITY : facts.parameters.length;
  const count = call.arguments.length;
  if (count < least || count > most) {
    const expected = least === most ? `${least}` : facts.repeats ? `at least ${least}` : `${least} to ${most}`;
    throw meaning(call.position, `${expected} arguments for ${call.name}`, `${count}`, "give the arguments that the function takes");
  }
  for (const [index, argument] of call.arguments.entries()) {
    const parameter = facts.parameters[index] ?? facts.parameters.at(-1);
    if (parameter !== undefined) checkArgument(call.name, argument, parameter, typeOf(argument));
  }
}

function checkArgument(name: string, argument: Value, { types, only }: Parameter, type: ValueType): void {
  const isLiteral = argument.kind !== "field" && argument.kind !== "call";
  const expected = `${only === "literal" ? "a literal" : only === "field" ? "a field" : "a value"} of type ${types.join(" or ")} for ${name}`;
  if (!types.includes(type)) throw meaning(argument.position, expected, `type ${type}`, "give the function what it takes");
  if ((only === "literal" && !isLiteral) || (only === "field" && isLiteral)) {
    throw meaning(argument.position, expected, isLiteral ? "a literal" : argument.kind, "give the function what it takes");
  }
}

/** Patterns and replacements are literals, so their mistakes show before any request comes. */
function checkPatterns({ name, arguments: [, pattern, replacement, flags] }: Call): void {
  if (pattern?.kind !== "string" || replacement?.kind !== "string") return;
  const captures =
    name === "wildcard_replace"
      ? parseWildcard(pattern.value, pattern.position).length - 1
      : captureCount(parseRegex(pattern.value, pattern.position));
  parseReplacement(replacement.value, captures, replacement.position);
  if (flags?.kind === "string" && flags.value !== "s") {
    throw meaning(flags.position, 'the flag "s", for case-sensitive matching', JSON.stringify(flags.value), "use it or leave it out");
  }
}

/** `wildcard_replace` and `regex_replace` stand at most once, and not inside each other. */
export function checkReplacers(expression: Expression): void {
  const [, second] = callsIn(expression).filter(({ name }) => REPLACERS.has(name));
  if (second !== undefined)
    throw meaning(second.position, "one replacement in an expression", second.name, "compute the target in one replacement");
}

function callsIn(expression: Expression): Call[] {
  if (expression.kind === "call") return [expression, ...expression.arguments.flatMap(callsIn)];
  if (expression.kind === "logical") return expression.operands.flatMap(callsIn);
  if (expression.kind === "not" || expression.kind === "quantified") return callsIn(expression.operand);
  if (expression.kind === "compare" || expression.kind === "in") return callsIn(expression.left);
  return [];
}
