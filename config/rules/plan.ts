import { type CountedRule, countSlots } from "../../edge/count-slots.ts";
import { DNS_RECORDS, limitFor } from "../../edge/plan-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { Model, RulesetModel } from "../model.ts";
import { zoneTarget } from "../names.ts";
import type { Configs } from "../parse.ts";
import { mistake, where } from "./world.ts";

/** What a zone's plan admits, counted over the zone and every environment in it. Needs the model: only there intents have become rules. */
export function planLimits(model: Model, { zones, launches }: Pick<Configs, "zones" | "launches">): SlipwayError[] {
  const filesOfLaunches = new Map(launches.map(({ file, config }) => [config.name, file]));
  const filesOfRefs = new Map(
    [...model.environments.values()].flatMap(({ launch, contribution }) =>
      contribution.rules.map(({ ref }) => [ref, filesOfLaunches.get(launch)] as const),
    ),
  );
  const recordsByDomain = new Map<string, number>();
  for (const { zone, records } of model.environments.values()) {
    recordsByDomain.set(zone.domain, (recordsByDomain.get(zone.domain) ?? 0) + records.length);
  }
  return zones.flatMap(({ file, config }) => {
    const place = { file, path: ["plan"] };
    const zone = model.zones.get(zoneTarget(config.domain));
    if (zone === undefined) return [];
    const { plan, addOns } = config;
    const slots = countSlots({
      where: where(place),
      plan,
      addOns,
      rules: zone.rulesets.flatMap((each) => slotsOf(each, (ref) => filesOfRefs.get(ref) ?? file)),
    });
    const records = zone.base.records.length + (recordsByDomain.get(config.domain) ?? 0);
    const admitted = limitFor(DNS_RECORDS, plan, addOns);
    if (records <= admitted) return slots;
    const tooMany = mistake(place, [], {
      code: "PLAN_RECORDS_EXCEEDED",
      expected: `at most ${admitted} ${DNS_RECORDS.title} on plan ${plan}`,
      got: String(records),
      fix: "remove records, or choose a larger plan",
    });
    return [...slots, tooMany];
  });
}

function slotsOf({ phase, rules, adopted = [] }: RulesetModel, fileOf: (ref: string) => string): CountedRule[] {
  return [...adopted, ...rules].map(({ ref }) => ({ phase, ref, file: fileOf(ref) }));
}
