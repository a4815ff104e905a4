import type { PlainObject } from "../value.ts";
import type { StoredObject } from "../world.ts";
import { findImported, inRegion, NO_TAGS, regionOf } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import type { Behaviour, Change, Surroundings } from "./behaviour.ts";

export interface AwsThing {
  readonly type: string;
  /** Attribute that tells one from another; in its region, where the type has regions. An ARN says its region itself. */
  readonly key: string;
  /** Attribute that `terraform import` takes, or how the object is found by what it takes. */
  readonly importBy?: string | ((importId: string, around: Surroundings) => StoredObject | string);
  /** Values that AWS makes up when the object comes into being. */
  readonly make?: (change: Change) => PlainObject;
  /** Values that AWS makes up anew at each update; the others stay what they were. */
  readonly remake?: (change: Change) => PlainObject;
  /** Attribute that AWS lets nobody use twice, and what it answers then. */
  readonly unique?: { readonly by: string; readonly says: (name: string) => string };
  readonly refuse?: (change: Change) => readonly string[];
  /** Whatever else the vendor or the provider does with the type. */
  readonly more?: Partial<Behaviour>;
}

/** An AWS type that is made, changed and deleted by calls of its own and is known by an ARN or a name. */
export function awsThing({ type, key, importBy = key, make, remake, unique, refuse, more }: AwsThing): Behaviour {
  return {
    worldId: ({ [key]: value, region }) => {
      const isNamedInRegion = typeof region === "string" && !String(value).startsWith("arn:");
      return isNamedInRegion ? `${region}/${String(value)}` : String(value);
    },
    adjustPlan: withRegionAndTags,
    compute: (change) => {
      if (change.action === "update") return { ...NO_TAGS, ...change.prior, ...NO_TAGS, ...remake?.(change) };
      return { ...NO_TAGS, ...make?.(change) };
    },
    refuse: (change) => {
      const name = unique === undefined ? null : change.planned[unique.by];
      const taken = change.action === "create" && typeof name === "string" && isTaken(type, unique?.by ?? key, name, change);
      return [...(taken && unique !== undefined ? [unique.says(name)] : []), ...(refuse?.(change) ?? [])];
    },
    importObject: (importId, around) =>
      typeof importBy === "string" ? findImported(type, importBy, importId, around) : importBy(importId, around),
    ...more,
  };
}

function isTaken(type: string, attribute: string, name: string, change: Change): boolean {
  const isGlobal = !("region" in change.planned);
  return change.around.world
    .objects(type)
    .some(({ attributes }) => attributes[attribute] === name && (isGlobal || inRegion(attributes, regionOf(change))));
}

/** Imports of things that are named by two attributes, as in `role:policy`. */
export function importByPair(type: string, attributes: readonly [string, string], separator: string): NonNullable<AwsThing["importBy"]> {
  return (importId, { world }) => {
    const at = importId.indexOf(separator);
    const [first, second] = [importId.slice(0, at), importId.slice(at + separator.length)];
    const found = world.objects(type).find(({ attributes: each }) => each[attributes[0]] === first && each[attributes[1]] === second);
    return found ?? `Cannot import non-existent remote object: ${importId}`;
  };
}

/**
 * The object that an ARN of this account names, `elsewhere` for one of another account, of AWS itself or of a type that the world does not
 * keep, `nothing` where AWS would find none.
 */
export function namedBy(arn: unknown, type: string, { world }: Surroundings): StoredObject | "elsewhere" | "nothing" {
  if (typeof arn !== "string" || arn.split(":")[4] !== world.awsAccountId) return "elsewhere";
  return world.objects(type).find(({ attributes }) => attributes.arn === arn) ?? "nothing";
}

/** What AWS answers about an ARN of this account behind which there is nothing. */
export function missing(arn: unknown, type: string, around: Surroundings, says: (arn: string) => string): string[] {
  return namedBy(arn, type, around) === "nothing" ? [says(String(arn))] : [];
}
