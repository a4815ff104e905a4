import { existsSync, readFileSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import * as z from "zod";
import type { CloudflareAddOn, CloudflarePlan } from "../edge/plan-tier.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { generatedId, generatedTime } from "./generated.ts";
import type { Plain, PlainObject } from "./value.ts";

/**
 * Something that exists at a vendor. `id` is unique within the type: the ARN at AWS, the id at Cloudflare, `<zone id>/<setting id>` for a
 * zone setting. `attributes` are those of the Terraform resource.
 */
export interface WorldObject {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The same, seen by the provider. */
export interface StoredObject extends WorldObject {
  readonly attributes: PlainObject;
}

export interface WorldZone {
  readonly zoneId: string;
  readonly domain: string;
  /** Cloudflare account of the zone; a world in which no zone names one takes every account. */
  readonly accountId?: string;
  /** The parent zone does not hold the DS record that goes with the keys: DNSSEC stays "pending" until it does. */
  readonly dsMissing?: boolean;
  /** What Cloudflare calls it while nothing delegates to its name servers; "active" without it. */
  readonly status?: "initializing" | "pending" | "active" | "moved";
  readonly paused?: boolean;
  readonly plan: CloudflarePlan;
  readonly addOns?: readonly CloudflareAddOn[];
}

export interface WorldOptions {
  /** JSON file that keeps the world from run to run; without one it lives in memory. */
  readonly file?: string;
  readonly zones: readonly WorldZone[];
  readonly awsAccountId: string;
}

export interface World {
  readonly zones: readonly WorldZone[];
  readonly awsAccountId: string;
  /** Counts every change; a reader that remembers it knows whether to read again. */
  readonly changes: () => number;
  readonly objects: (type: string) => readonly StoredObject[];
  readonly find: (type: string, id: string) => StoredObject | undefined;
  /** Puts an object into the world or replaces it. For the provider; others go through `makeOutside` or `drift`. */
  readonly put: (object: StoredObject) => void;
  readonly remove: (type: string, id: string) => void;
  /** Changes attributes behind Terraform's back. @throws SlipwayError REHEARSAL_OBJECT_ABSENT */
  readonly drift: (type: string, id: string, attributes: PlainObject) => void;
  /** 32 lower-case hex digits, another one at each call and the same ones in every world with the same history. */
  readonly newId: (type: string) => string;
  /** Time of the change at hand; RFC 3339. Not the clock's: the same history gives the same times. */
  readonly time: () => string;
}

const plainSchema: z.ZodType<Plain> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(plainSchema), z.record(z.string(), plainSchema)]),
);
const fileSchema = z.strictObject({
  format: z.literal(1),
  changes: z.int().min(0),
  objects: z.array(z.strictObject({ type: z.string(), id: z.string(), attributes: z.record(z.string(), plainSchema) })),
});

/** @throws SlipwayError REHEARSAL_WORLD_UNREADABLE when the file is torn or of another format */
export function openWorld({ file, zones, awsAccountId }: WorldOptions): World {
  const saved = file !== undefined && existsSync(file) ? readWorld(file) : { changes: 0, objects: [] };
  const objects = new Map<string, StoredObject>(saved.objects.map((object) => [keyOf(object.type, object.id), object]));
  let changes = saved.changes;

  const changed = (): void => {
    changes += 1;
    if (file === undefined) return;
    writeFileAtomic.sync(file, `${JSON.stringify({ format: 1, changes, objects: [...objects.values()] }, null, 1)}\n`, { fsync: false });
  };
  const put = (object: StoredObject): void => {
    objects.set(keyOf(object.type, object.id), object);
    changed();
  };
  const world: World = {
    zones,
    awsAccountId,
    changes: () => changes,
    objects: (type) => [...objects.values()].filter((object) => object.type === type),
    find: (type, id) => objects.get(keyOf(type, id)),
    put,
    remove: (type, id) => {
      if (objects.delete(keyOf(type, id))) changed();
    },
    drift: (type, id, attributes) => {
      const object = objects.get(keyOf(type, id));
      if (object === undefined) throw absent(type, id);
      put({ ...object, attributes: { ...object.attributes, ...attributes } });
    },
    newId: (type) => {
      // counted as a change, so that no two ids are made from the same number
      changes += 1;
      return generatedId(type, changes);
    },
    time: () => generatedTime(changes),
  };
  return world;
}

function readWorld(file: string): z.output<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const got =
      cause instanceof z.ZodError ? z.prettifyError(cause).split("\n")[0] : cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError(
      {
        kind: "refused",
        code: "REHEARSAL_WORLD_UNREADABLE",
        where: file,
        expected: "the rehearsal's world as it was last written, format 1",
        got: got ?? "something else",
        fix: "delete the file to start with an empty world",
      },
      { cause },
    );
  }
}

function absent(type: string, id: string): SlipwayError {
  return new SlipwayError({
    kind: "bug",
    code: "REHEARSAL_OBJECT_ABSENT",
    where: "rehearsal world",
    expected: `an object of type ${type}`,
    got: `no ${id}`,
    fix: "name an object that the world holds",
  });
}

function keyOf(type: string, id: string): string {
  return `${type} ${id}`;
}
