import type { WorldZone } from "../world.ts";
import type { Surroundings } from "./behaviour.ts";

/** The zone that a Cloudflare resource belongs to. */
export function zoneOf(zoneId: unknown, { world }: Surroundings): WorldZone | undefined {
  return world.zones.find((zone) => zone.zoneId === zoneId);
}

/** What Cloudflare answers about a zone that is not there or not ours. */
export function zoneMissing(zoneId: unknown): string {
  return `7003: Could not route to /zones/${String(zoneId)}, perhaps your object identifier is invalid?`;
}
