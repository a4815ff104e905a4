import { isObject, sameJson } from "./json.ts";

interface Settling {
  readonly type: string;
  readonly attribute: string;
  /** What the vendor answers until others have done their part. */
  readonly from: string;
  /** What is configured, and has been asked for already. */
  readonly to: string;
  readonly source: string;
}

interface PlannedUpdate {
  readonly type: string;
  readonly change: { readonly actions: readonly string[]; readonly before?: unknown; readonly after?: unknown };
}

/** Where a vendor says for hours or days that it is not there yet, and asking again changes nothing. */
const SETTLING: readonly Settling[] = [
  {
    type: "cloudflare_zone_dnssec",
    attribute: "status",
    from: "pending",
    to: "active",
    source:
      "Cloudflare API, DNSSEC details: pending until the parent zone has the DS record; internal/services/zone_dnssec of the provider, " +
      "whose acceptance tests expect a plan that is not empty (read 2026-11-25)",
  },
];

/** A plan that would only ask once more for what others still owe; verifying, not planning, says whether it has come true. */
export function isSettling({ type, change: { actions, before, after } }: PlannedUpdate): boolean {
  if (actions.join() !== "update" || !isObject(before) || !isObject(after)) return false;
  // what is not known yet stands in `before` alone
  const changed = Object.keys(after).filter((name) => !sameJson(before[name] ?? null, after[name] ?? null));
  return changed.length === 1 && changed.some((name) => settles(type, name, before[name], after[name]));
}

/** Where a reading of the vendor differs from what was applied only because it is not there yet. */
export function hasNotSettled(type: string, attribute: string, applied: unknown, read: unknown): boolean {
  return settles(type, attribute, read, applied);
}

function settles(type: string, attribute: string, from: unknown, to: unknown): boolean {
  return SETTLING.some((each) => each.type === type && each.attribute === attribute && each.from === from && each.to === to);
}
