import { countSlots } from "../../edge/count-slots.ts";
import { DNS_RECORDS, limitFor } from "../../edge/plan-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { Model, RulesetModel } from "../model.ts";
import { zoneTarget } from "../names.ts";
import type { Sourced } from "../parse.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { mistake, where } from "./world.ts";

const slotsOf = ({ phase, rules, adopted = [] }: RulesetModel) => [...adopted.map(({ ref }) => ({ phase, ref })), ...rules];

/** What a zone's plan admits, counted over the zone and every environment in it. Needs the model: only there intents have become rules. */
export function planLimits(model: Model, zones: readonly Sourced<ZoneConfig>[]): SlipwayError[] {
  const recordsByDomain = new Map<string, number>();
  for (const { zone, records } of model.environments.values()) {
    recordsByDomain.set(zone.domain, (recordsByDomain.get(zone.domain) ?? 0) + records.length);
  }
  return zones.flatMap(({ file, config }) => {
    const place = { file, path: ["plan"] };
    const zone = model.zones.get(zoneTarget(config.domain));
    if (zone === undefined) return [];
    const { plan, addOns } = config;
    const slots = countSlots({ where: where(place), plan, addOns, rules: zone.rulesets.flatMap(slotsOf) });
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
