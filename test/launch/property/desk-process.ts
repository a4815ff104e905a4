import { readFileSync } from "node:fs";
import { worldLookup } from "../../../cli/rehearsal-lookup.ts";
import { openTerraform, type TerraformBinary } from "../../../launch/terraform/terraform.ts";
import { openWorld, type WorldOptions } from "../../../rehearsal/world.ts";
import { dyingStore } from "./dying-store.ts";
import { endingOf } from "./ending.ts";
import { type Desk, openStoreIn } from "./launches.ts";
import type { Work } from "./sequence.ts";

/** Everything that a process of its own has to be told. */
export interface DeskOrder extends Pick<Desk, "people" | "approvers"> {
  /** Of a ground: the store, its keys and the world lie in it. */
  readonly dir: string;
  readonly world: WorldOptions;
  readonly binary: TerraformBinary;
  readonly environment: Readonly<Record<string, string>>;
  readonly start: number;
  readonly work: Work;
}

/** The desk of one process: real store, real terraform, real signatures. It dies by its own hand where the work says so. */
export function openDesk({ dir, world, binary, environment, people, approvers, start, work }: DeskOrder): Desk {
  let now = start;
  return {
    store: dyingStore(openStoreIn(dir), { alive: true }, work.death, () => process.kill(process.pid, "SIGKILL")),
    terraform: openTerraform({ binary, environment }),
    lookup: async (wanted) => await worldLookup(openWorld(world))(wanted),
    people,
    approvers,
    clock: () => {
      now += 1000;
      return new Date(now);
    },
  };
}

/** Order on stdin, ending on stdout. */
async function main(): Promise<void> {
  const order: DeskOrder = JSON.parse(readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(await endingOf(openDesk(order), order.work)));
}

if (process.env.SLIPWAY_DESK === "1") void main();
