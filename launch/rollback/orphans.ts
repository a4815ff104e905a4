import { isObject, type JsonObject, listAt, objectAt } from "../json.ts";
import { refusal } from "../refusal.ts";

/** What a rollback leaves in the world instead of taking back, by name and with a reason. */
export interface Orphans {
  /** `<stack>/<address>`, as a review names them. */
  readonly places: readonly string[];
  readonly reason: string;
}

/**
 * A way back that lets go of what is named: it stays in the world and no state knows it any more. Only for what the way back would destroy;
 * what it writes back has to be written back.
 * @throws SlipwayError kind "refused", code ORPHAN_UNKNOWN for an address that the configuration declares
 */
export function letGoOf(config: JsonObject, stack: string, places: readonly string[]): JsonObject {
  const addresses = places.flatMap((place) => (place.startsWith(`${stack}/`) ? [place.slice(stack.length + 1)] : []));
  const declared = addresses.filter((address) => {
    const [type = "", name = ""] = address.split(".");
    return isObject(objectAt(objectAt(config, "resource"), type)[name]);
  });
  if (declared.length > 0) throw unknown(stack, declared);
  if (addresses.length === 0) return config;
  const removed = addresses.map((from) => ({ from, lifecycle: [{ destroy: false }] }));
  return { ...config, removed: [...listAt(config, "removed"), ...removed] };
}

/** @throws SlipwayError kind "refused", code ORPHAN_UNKNOWN for a place that no plan lets go of */
export function refuseUnknownOrphans(target: string, places: readonly string[], forgotten: readonly string[]): void {
  const strange = places.filter((place) => !forgotten.includes(place));
  if (strange.length > 0) throw unknown(target, strange);
}

function unknown(where: string, got: readonly string[]): Error {
  const expected = "<stack>/<address> of something that the way back destroys";
  return refusal("ORPHAN_UNKNOWN", where, expected, got.join(", "), "take it from the review of the rollback");
}
