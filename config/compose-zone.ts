import { PHASES, type Phase } from "../edge/rule.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { AdoptedRule, Contribution, RulesetModel, ZoneBase } from "./model.ts";

/**
 * The zone's rulesets: one for each phase, even when empty, with what was adopted first, then the base's rules and then each contribution's, by owner in
 * codepoint order. The same input in another order gives the same rulesets.
 * @throws SlipwayError CONTRIBUTION_FOREIGN when a contribution is of another zone or an owner contributes twice
 */
export function composeZone(base: ZoneBase, contributions: readonly Contribution[]): RulesetModel[] {
  const sorted = [...contributions].sort((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0));
  for (const [index, { owner, domain }] of sorted.entries()) {
    if (domain !== base.zone.domain) throw foreign(base, `one of ${owner} for ${domain}`);
    if (sorted[index - 1]?.owner === owner) throw foreign(base, `two of ${owner}`);
  }
  const rules = [...base.rules, ...sorted.flatMap((contribution) => contribution.rules)];
  return PHASES.map((phase) => ({
    phase,
    ...adoptedIn(base.adoptedRules ?? [], phase),
    rules: rules.filter((rule) => rule.phase === phase),
  }));
}

/** The adopted rules of one phase, as a ruleset model holds them; nothing where there are none. */
export function adoptedIn(rules: readonly AdoptedRule[], phase: Phase): Pick<RulesetModel, "adopted"> {
  const own = rules.filter((each) => each.phase === phase).map(({ rule }) => rule);
  return own.length === 0 ? {} : { adopted: own };
}

function foreign(base: ZoneBase, got: string): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "CONTRIBUTION_FOREIGN",
    where: `zone ${base.zone.domain}`,
    expected: "one contribution of each owner, for this zone",
    got,
    fix: "compare the run store's contributions with its ledger: slipway history --verify",
  });
}
