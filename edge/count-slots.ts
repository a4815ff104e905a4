import { SlipwayError } from "../errors/slipway-error.ts";
import { limitFor, type PlanLimit, RATE_RULES, RULES_BY_PHASE } from "./plan-limits.ts";
import { type CloudflareAddOn, type CloudflarePlan, PLANS } from "./plan-tier.ts";
import { type EdgeRule, PHASES } from "./rule.ts";

interface ZoneRules {
  /** The zone, as messages name it. */
  readonly where: string;
  readonly plan: CloudflarePlan;
  readonly addOns: readonly CloudflareAddOn[];
  /** Every rule of the zone: what was adopted, the owner's and all contributions. */
  readonly rules: readonly CountedRule[];
}

export interface CountedRule extends Pick<EdgeRule, "phase" | "ref"> {
  /** The file that declares it. */
  readonly file: string;
}

/** The smallest plan that has as many slots. */
function planFor(limit: PlanLimit<number>, count: number, addOns: readonly CloudflareAddOn[]): string {
  const plan = PLANS.find((each) => limitFor(limit, each, addOns) >= count);
  return plan === undefined ? "another zone for some of the launches" : `plan ${plan}`;
}

/** One error for each phase that holds more rules than the zone's plan has slots. Disabled rules take a slot too. */
export function countSlots({ where, plan, addOns, rules }: ZoneRules): SlipwayError[] {
  return PHASES.flatMap((phase) => {
    const limit = RULES_BY_PHASE[phase];
    if (limit === undefined) return [];
    const refs = rules.filter((rule) => rule.phase === phase);
    const slots = limitFor(limit, plan, addOns);
    if (refs.length <= slots) return [];
    return [
      new SlipwayError({
        kind: "config",
        code: "PLAN_SLOTS_EXCEEDED",
        where,
        expected: `at most ${slots} ${limit.title} on plan ${plan}`,
        got: `${refs.length}: ${byFile(refs)}`,
        fix:
          limit === RATE_RULES
            ? `give routes of equal limits one limit class, leave a limit to the application (at: "application"), or choose ${planFor(limit, refs.length, addOns)}`
            : `remove rules, or choose ${planFor(limit, refs.length, addOns)}`,
      }),
    ];
  });
}

/** Everybody who has a part in it, so that the owners of two launches know whom to talk to. */
function byFile(rules: readonly CountedRule[]): string {
  const files = [...new Set(rules.map(({ file }) => file))];
  return files
    .map((file) => {
      const refs = rules.filter((rule) => rule.file === file).map(({ ref }) => ref);
      return `${refs.length} of ${file} (${refs.join(", ")})`;
    })
    .join(", ");
}
