import { isDeepStrictEqual } from "node:util";
import type { Lookup } from "../launch/recover-findings.ts";
import type { SecretKeeper } from "../launch/secrets.ts";
import { findSecret, restoreSecret } from "../rehearsal/behaviours/secret.ts";
import type { World } from "../rehearsal/world.ts";

/** Looks in the rehearsal's world, as a person would at the vendor: by attributes, never by Terraform's word. */
export function worldLookup(world: Pick<World, "objects">): Lookup {
  return async ({ type, key }) =>
    world
      .objects(type)
      .filter(({ attributes }) => Object.entries(key).every(([name, value]) => isDeepStrictEqual(attributes[name] ?? null, value ?? null)))
      .map(({ id, attributes }) => (typeof attributes.id === "string" ? attributes.id : id));
}

/** Secrets Manager's part that a rollback needs, as the rehearsal's world plays it. */
export function worldSecrets(world: World): SecretKeeper {
  return {
    find: async ({ name, region }) => findSecret(world, name, region),
    restore: async (arn) => restoreSecret(world, arn),
  };
}
