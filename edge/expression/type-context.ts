import { REGULAR_EXPRESSIONS } from "../plan-limits.ts";
import type { CloudflarePlan } from "../plan-tier.ts";
import type { Phase } from "../rule.ts";
import { refuse } from "./refusal.ts";

/** Where an expression stands. */
export interface TypeContext {
  readonly plan: CloudflarePlan;
  readonly phase: Phase;
  readonly use: "match" | "value";
}

export function requireRegularExpressions(name: string, position: number, { plan }: TypeContext): void {
  if (REGULAR_EXPRESSIONS.byPlan[plan]) return;
  throw refuse({
    code: "EXPRESSION_NOT_ON_PLAN",
    position,
    expected: `no regular expressions on plan ${plan}`,
    got: name,
    fix: "use wildcard, starts_with or contains, or choose plan business",
  });
}
