import type { Plain, PlainObject } from "../value.ts";
import type { WorldZone } from "../world.ts";
import type { Surroundings } from "./behaviour.ts";
import { zoneMissing, zoneOf } from "./zone.ts";

/** Whom a Cloudflare resource belongs to. */
export type Ownership = "zone" | "account" | "either";

const ACCOUNT_ID = /^[0-9a-f]{32}$/;

/** What names the owner in an import id, as the provider's own text does. */
export const OWNER_FORM: Readonly<Record<Ownership, string>> = {
  zone: "<zone_id>",
  account: "<account_id>",
  either: "<{accounts|zones}/{account_id|zone_id}>",
};

/** One key for the owner, whichever it is. */
export function ownerKey({ zone_id: zoneId, account_id: accountId }: PlainObject): string {
  return String(zoneId ?? accountId);
}

export function sameOwner(a: PlainObject, b: PlainObject): boolean {
  return (a.zone_id ?? null) === (b.zone_id ?? null) && (a.account_id ?? null) === (b.account_id ?? null);
}

/** The zone of a resource; undefined for one of an account. */
export function owningZone(attributes: PlainObject, around: Surroundings): WorldZone | undefined {
  return zoneOf(attributes.zone_id, around);
}

/** What Cloudflare answers when the owner is missing, is not there, or is somebody else's. */
export function refuseOwner(ownership: Ownership, attributes: PlainObject, around: Surroundings): string[] {
  const { zone_id: zoneId, account_id: accountId } = attributes;
  if (ownership === "either" && isSet(zoneId) === isSet(accountId)) return ["exactly one of account_id and zone_id must be set"];
  if (isSet(zoneId)) return zoneOf(zoneId, around) === undefined ? [zoneMissing(zoneId)] : [];
  return refuseAccount(accountId ?? null, around);
}

/** Source: developers.cloudflare.com/fundamentals/api/troubleshooting (checked 2026-11-22). A world that names no account takes any. */
function refuseAccount(accountId: Plain, { world }: Surroundings): string[] {
  if (typeof accountId !== "string" || !ACCOUNT_ID.test(accountId))
    return [`7003: Could not route to /accounts/${String(accountId)}, perhaps your object identifier is invalid?`];
  const known = world.zones.flatMap((zone) => (zone.accountId === undefined ? [] : [zone.accountId]));
  return known.length === 0 || known.includes(accountId) ? [] : ["10000: Authentication error"];
}

export function isSet(value: Plain | undefined): value is Exclude<Plain, null> {
  return value !== null && value !== undefined;
}
