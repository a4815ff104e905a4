import { SlipwayError } from "../errors/slipway-error.ts";
import { evaluate, isTrue } from "./expression/evaluate.ts";
import type { FieldValues } from "./expression/fields.ts";
import { parseExpression } from "./expression/parse.ts";
import type { EdgeRule, Phase } from "./rule.ts";

export interface PhaseRules {
  readonly phase: Phase;
  readonly rules: readonly EdgeRule[];
}

/** The enabled rules of one phase, in their order. */
export function rulesOf<P extends Phase>(rulesets: readonly PhaseRules[], phase: P): Extract<EdgeRule, { phase: P }>[] {
  const isOfPhase = (rule: EdgeRule): rule is Extract<EdgeRule, { phase: P }> => rule.phase === phase;
  return rulesets
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.enabled)
    .filter(isOfPhase);
}

export function matches(rule: EdgeRule, fields: FieldValues): boolean {
  return named(rule, () => isTrue(parseExpression(rule.expression), fields));
}

/** The text that an expression of a rule computes. */
export function compute(rule: EdgeRule, expression: string, fields: FieldValues): string {
  return named(rule, () => String(evaluate(parseExpression(expression), fields)));
}

/** Errors in expressions name a character; this adds the rule. */
function named<T>(rule: EdgeRule, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    throw new SlipwayError({ ...error.parts, where: `rule ${rule.ref}: ${error.parts.where}` }, { cause: error });
  }
}
