import { join } from "node:path";
import { SlipwayError } from "../errors/slipway-error.ts";

/**
 * Where a key lies below a folder or a prefix. Keys are made of checked names; this is the second lock on the door.
 * @throws SlipwayError kind "bug", code STORE_KEY_INVALID, for a key that climbs out
 */
export function pathOfKey(dir: string, key: string): string {
  if (!key.split("/").some((part) => part === "" || part === "." || part === "..")) return join(dir, key);
  throw new SlipwayError({
    kind: "bug",
    code: "STORE_KEY_INVALID",
    where: "run store",
    expected: "a key inside the store",
    got: JSON.stringify(key),
    fix: "report it",
  });
}
