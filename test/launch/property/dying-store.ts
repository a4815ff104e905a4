import type { RunStore } from "../../../launch/store/store.ts";
import { type DeathPoint, type NamedDeathPoint, ProcessGone } from "./fault.ts";
import { DEAD_PID, type Machine } from "./terraform-double.ts";

/** The store of a process that dies at its n-th write. After its death nothing that is still running reaches the disk. */
export function dyingStore(
  store: RunStore,
  machine: Machine,
  death: DeathPoint | NamedDeathPoint | undefined,
  onDeath: (where: NamedDeathPoint) => void = () => undefined,
): RunStore {
  let writes = 0;
  const writesTo = new Map<string, number>();
  const guard = async <Result>(key: string, work: () => Promise<Result>, half?: () => Promise<unknown>): Promise<Result> => {
    if (!machine.alive) throw new ProcessGone();
    const name = key.replace(RUN_ID, "run");
    const nth = writesTo.get(name) ?? 0;
    writesTo.set(name, nth + 1);
    const isLast = death !== undefined && ("key" in death ? death.key === name && death.nth === nth : death.write === writes);
    writes += 1;
    if (!isLast) return await work();
    machine.alive = false;
    if (death.reached === "all") await work();
    if (death.reached === "half") await half?.();
    onDeath({ key: name, nth, reached: death.reached });
    throw new ProcessGone();
  };
  const reads = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (!machine.alive) throw new ProcessGone();
    return await work();
  };
  return {
    ...store,
    local: {
      ...store.local,
      read: async (key) => await reads(async () => await store.local.read(key)),
      write: async (key, text) => await guard(key, async () => await store.local.write(key, text)),
      remove: async (key) => await guard(key, async () => await store.local.remove(key)),
      folder: async (key) => await reads(async () => await store.local.folder(key)),
    },
    read: async (key) => await reads(async () => await store.read(key)),
    readBytes: async (key) => await reads(async () => await store.readBytes(key)),
    list: async (folder) => await reads(async () => await store.list(folder)),
    write: async (key, text) => await guard(key, async () => await store.write(key, text)),
    create: async (key, text) => await guard(key, async () => await store.create(key, text)),
    swap: async (key, before, after) =>
      await guard(
        key,
        async () => await store.swap(key, before, after),
        async () => {
          if (before !== undefined && after?.startsWith(before))
            await store.swap(key, before, after.slice(0, (before.length + after.length) / 2));
        },
      ),
    keepFile: async (key) => await guard(key, async () => await store.keepFile(key)),
    remove: async (key) => await guard(key, async () => await store.remove(key)),
  };
}

const RUN_ID = /run-\d{8}T\d{6}Z-[0-9a-f]{6}/g;

/** The next process on the same machine: locks that the dead one left name a process that is gone. */
export async function startAgain(store: RunStore, machine: Machine): Promise<void> {
  machine.alive = true;
  for (const key of ["lock.json", "ledger.lock.json"]) {
    const text = await store.read(key);
    if (text !== undefined) await store.write(key, text.replace(`"pid":${process.pid}`, `"pid":${DEAD_PID}`));
  }
}
