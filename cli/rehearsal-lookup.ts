import { isDeepStrictEqual } from "node:util";
import { isObject } from "../launch/json.ts";
import type { Lookup } from "../launch/recover/recover-findings.ts";
import type { World } from "../rehearsal/world.ts";

/** Looks in the rehearsal's world, as a person would at the vendor: by attributes, never by Terraform's word. */
export function worldLookup(world: Pick<World, "objects">): Lookup {
  return async ({ type, key }) =>
    world
      .objects(type)
      .filter(({ attributes }) => Object.entries(key).every(([name, value]) => isSame(attributes[name] ?? null, value ?? null)))
      .map(({ id, attributes }) => (typeof attributes.id === "string" ? attributes.id : id));
}

/** A value in fields says the same whether those that are left out stand there as null or not at all. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(withoutNulls(one), withoutNulls(other));
}

function withoutNulls(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null)) : value;
}

/** What Cloudflare would say stands behind a proxied host. */
export function originIn(world: Pick<World, "objects">, zoneId: string, hostname: string): string | undefined {
  const found = world
    .objects("cloudflare_dns_record")
    .find(({ attributes: { zone_id, name, type } }) => zone_id === zoneId && name === hostname && type === "CNAME");
  return typeof found?.attributes.content === "string" ? found.attributes.content : undefined;
}
