import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { localPlanKeys } from "../../launch/store/local-plan-keys.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { insideStore } from "../../launch/store/store-path.ts";

/** What programs read by path has to be a file. */
const ON_DISK = /^(work|private)\/|\.tfstate|\.tfplan$|^runs\/[^/]+\/journal/;

/** A store that keeps its texts in `texts` and only what others read by path in `dir`: no waiting for the disk, the same promises. */
export function memoryStore(dir: string, texts: Map<string, Buffer>): RunStore {
  const path = (key: string): string => join(dir, insideStore(key));
  const keep = (key: string, bytes: Buffer): void => {
    if (!ON_DISK.test(key)) {
      texts.set(key, bytes);
      return;
    }
    mkdirSync(dirname(path(key)), { recursive: true });
    writeFileSync(path(key), bytes);
  };
  const find = (key: string): Buffer | undefined => {
    const [text, file] = [texts.get(key), path(key)];
    return text !== undefined || !ON_DISK.test(key) ? text : existsSync(file) ? readFileSync(file) : undefined;
  };
  const drop = (key: string): void => {
    for (const each of [...texts.keys()]) if (each === key || each.startsWith(`${key}/`)) texts.delete(each);
    rmSync(path(key), { recursive: true, force: true });
  };
  return {
    place: dir,
    planKeys: localPlanKeys(join(dir, "plan.key")),
    local: {
      dir,
      path,
      read: async (key) => find(key)?.toString("utf8"),
      write: async (key, text) => keep(key, Buffer.from(text)),
      remove: async (key) => drop(key),
      folder: async (key) => {
        mkdirSync(path(key), { recursive: true, mode: 0o700 });
        chmodSync(dir, 0o700);
        return path(key);
      },
    },
    read: async (key) => find(key)?.toString("utf8"),
    readBytes: async (key) => find(key),
    write: async (key, text) => keep(key, Buffer.from(text)),
    create: async (key, text) => {
      if (find(key) !== undefined) return false;
      keep(key, Buffer.from(text));
      return true;
    },
    swap: async (key, before, after) => {
      if (find(key)?.toString("utf8") !== before) return false;
      if (after === undefined) drop(key);
      else keep(key, Buffer.from(after));
      return true;
    },
    remove: async (key) => drop(key),
    list: async (folder) => {
      const inside = [...texts.keys()].flatMap((key) =>
        key.startsWith(`${folder}/`) ? [key.slice(folder.length + 1).split("/")[0] ?? ""] : [],
      );
      const onDisk = existsSync(path(folder)) ? readdirSync(path(folder)) : [];
      return [...new Set([...inside, ...onDisk])].sort();
    },
    keepFile: async () => undefined,
  };
}
