import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { NO_PLAN_KEYS, type PlanKeys } from "./plan-keys.ts";
import { type BucketPlace, openS3Objects, type StoredObject } from "./s3-objects.ts";
import type { RunStore } from "./store.ts";
import { insideStore } from "./store-path.ts";
import type { WorkArea } from "./work-area.ts";

export interface S3Place extends BucketPlace {
  /** Records lie below it under their own keys, beside the states in `<keyPrefix>/state/`. */
  readonly keyPrefix: string;
  /** As in `StatePlace`; false without it. */
  readonly managed?: boolean;
}

export interface S3StoreOptions {
  readonly place: S3Place;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly local: WorkArea;
  /** Needed by whoever plans or applies. */
  readonly planKeys?: PlanKeys;
}

/**
 * Records as objects of one bucket, beside the states. S3 answers a read with the last write (strong consistency since 2020), and a
 * conditional write is the only lock.
 */
export function openS3Store({ place, environment, local, planKeys = NO_PLAN_KEYS }: S3StoreOptions): RunStore {
  const objects = openS3Objects(place, environment);
  const keyOf = (key: string): string => `${place.keyPrefix}/${insideStore(key)}`;
  /** What was read last, so that a swap need not ask again; the condition of the write tells whether it still holds. */
  const seen = new Map<string, StoredObject>();
  const get = async (key: string): Promise<StoredObject | undefined> => {
    const found = await objects.get(keyOf(key));
    if (found === undefined) seen.delete(key);
    else seen.set(key, found);
    return found;
  };
  const put = async (key: string, bytes: Uint8Array): Promise<void> => {
    seen.delete(key);
    await objects.put(keyOf(key), bytes, randomUUID());
  };
  const create = async (key: string, text: string): Promise<boolean> => {
    const writeId = randomUUID();
    seen.delete(key);
    if ((await objects.put(keyOf(key), Buffer.from(text), writeId, { absent: true })) !== undefined) return true;
    return (await get(key))?.writeId === writeId; // an answer that got lost, and the SDK's second try
  };
  const set = async (key: string, before: string, after: string | undefined): Promise<boolean> => {
    const known = seen.get(key);
    const found = known !== undefined && textOf(known) === before ? known : await get(key);
    if (found === undefined || textOf(found) !== before) return false;
    seen.delete(key);
    if (after === undefined) return (await objects.remove(keyOf(key), found.etag)) || (await get(key)) === undefined;
    const writeId = randomUUID();
    if ((await objects.put(keyOf(key), Buffer.from(after), writeId, { etag: found.etag })) !== undefined) return true;
    const standing = await get(key);
    return standing !== undefined && (standing.writeId === writeId || hasGrownFrom(textOf(standing), before, after));
  };
  return {
    place: `s3://${place.bucket}/${place.keyPrefix}`,
    states: { kind: "s3", bucket: place.bucket, keyPrefix: place.keyPrefix, region: place.region, managed: place.managed ?? false },
    local,
    planKeys,
    read: async (key) => {
      const found = await get(key);
      return found === undefined ? undefined : textOf(found);
    },
    readBytes: async (key) => (await objects.get(keyOf(key)))?.bytes,
    write: async (key, text) => await put(key, Buffer.from(text)),
    create,
    swap: async (key, before, after) => {
      if (before !== undefined) return await set(key, before, after);
      return after === undefined ? (await get(key)) === undefined : await create(key, after);
    },
    remove: async (key) => {
      const inside = await objects.list(`${keyOf(key)}/`);
      for (const each of [...seen.keys()]) if (each === key || each.startsWith(`${key}/`)) seen.delete(each);
      await objects.removeAll([keyOf(key), ...inside]);
    },
    list: async (folder) => {
      const prefix = `${keyOf(folder)}/`;
      return (await objects.list(prefix, "/")).map((key) => key.slice(prefix.length)).sort();
    },
    keepFile: async (key) => {
      if (existsSync(local.path(key))) await put(key, await readFile(local.path(key)));
    },
  };
}

/** Our own line is in, its answer got lost, and somebody else has added to it since. */
function hasGrownFrom(standing: string, before: string, after: string): boolean {
  return after.startsWith(before) && standing.length > after.length && standing.startsWith(after);
}

function textOf({ bytes }: StoredObject): string {
  return Buffer.from(bytes).toString("utf8");
}
