import { SlipwayError } from "../errors/slipway-error.ts";

/**
 * What another construct of the stack has made for a key.
 *
 * Errors: nothing is there, because whoever made the model named a slot or host that it does not hold.
 */
export function partFor<T>(parts: ReadonlyMap<string, T>, key: string, what: string): T {
  const part = parts.get(key);
  if (part !== undefined) return part;
  throw new SlipwayError({
    kind: "bug",
    code: "SYNTH_PART_MISSING",
    where: what,
    expected: `one for each of ${[...parts.keys()].join(", ") || "nothing"}`,
    got: key,
    fix: "let the model hold what it refers to",
  });
}
