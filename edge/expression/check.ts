import { SlipwayError } from "../../errors/slipway-error.ts";
import type { CloudflarePlan } from "../plan-tier.ts";
import type { Phase } from "../rule.ts";
import { checkReplacers } from "./call-types.ts";
import { parseExpression } from "./parse.ts";
import { refuse } from "./refusal.ts";
import type { Expression } from "./syntax-tree.ts";
import { typeOf } from "./types.ts";

export interface CheckContext {
  readonly plan: CloudflarePlan;
  readonly phase: Phase;
  /** `match` (default): says which requests a rule is for. `value`: computes text, as a redirect's target does. */
  readonly use?: "match" | "value";
}

/** Parses and type-checks. Throws a SlipwayError that names the first character that is wrong. */
export function readExpression(text: string, { plan, phase, use = "match" }: CheckContext): Expression {
  const expression = parseExpression(text);
  const type = typeOf(expression, { plan, phase, use });
  checkReplacers(expression);
  const wanted = use === "match" ? "bool" : "string";
  if (type === wanted) return expression;
  throw refuse({
    code: "EXPRESSION_MEANING",
    position: expression.position,
    expected: use === "match" ? "a condition, true or false" : "text, for example concat(...)",
    got: `a value of type ${type}`,
    fix: use === "match" ? "compare the value with something" : "compute text",
  });
}

/** Why the expression is not acceptable in this place, as one message; undefined when it is. */
export function checkExpression(text: string, context: CheckContext): string | undefined {
  try {
    readExpression(text, context);
    return undefined;
  } catch (error) {
    if (error instanceof SlipwayError) return error.message;
    throw error;
  }
}
