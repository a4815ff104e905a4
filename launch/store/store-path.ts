import { SlipwayError } from "../../errors/slipway-error.ts";

/**
 * A key that stays below its folder or prefix. Keys are made of checked names; this is the second lock on the door.
 * @throws SlipwayError kind "bug", code STORE_KEY_INVALID, for a key that climbs out
 */
export function insideStore(key: string): string {
  if (!key.split("/").some((part) => part === "" || part === "." || part === "..")) return key;
  throw new SlipwayError({
    kind: "bug",
    code: "STORE_KEY_INVALID",
    where: "run store",
    expected: "a key inside the store",
    got: JSON.stringify(key),
    fix: "report it",
  });
}
