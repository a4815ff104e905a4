import { limitFor, type PlanLimit } from "../../edge/plan-limits.ts";
import { type CloudflarePlan, PLANS } from "../../edge/plan-tier.ts";
import type { Plain } from "../value.ts";
import type { WorldZone } from "../world.ts";
import type { Surroundings } from "./behaviour.ts";

/** What the owner's plan admits. What belongs to an account goes by its best zone. */
export function admitted<T>(limit: PlanLimit<T>, zone: WorldZone): T {
  return limitFor(limit, zone.plan, zone.addOns ?? []);
}

/** The zone of an account whose plan counts for what belongs to the account. */
export function bestZone(accountId: Plain, { world }: Pick<Surroundings, "world">): WorldZone | undefined {
  const zones = world.zones.filter((zone) => zone.accountId === undefined || zone.accountId === accountId);
  return zones.toSorted((a, b) => PLANS.indexOf(b.plan) - PLANS.indexOf(a.plan))[0];
}

/** What Cloudflare answers when there would be more than the plan admits. */
export function overQuota(limit: PlanLimit<number>, zone: WorldZone | undefined, wanted: number): string[] {
  if (zone === undefined) return [];
  const most = admitted(limit, zone);
  return wanted <= most ? [] : [`quota exceeded: ${wanted} of at most ${most} ${limit.title} on plan ${zone.plan}`];
}

export function isWeaker(zone: WorldZone | undefined, plan: CloudflarePlan): boolean {
  return zone !== undefined && PLANS.indexOf(zone.plan) < PLANS.indexOf(plan);
}

/** Does a host name belong to the zone? A wildcard counts as what it stands for. */
export function liesIn(host: string, domain: string): boolean {
  const name = host.replace(/^\*\.?/, "");
  return name === domain || name.endsWith(`.${domain}`);
}
