import { memoryStore } from "../memory-store.ts";
import { dyingStore, startAgain } from "./dying-store.ts";
import { endingOf } from "./ending.ts";
import type { NamedDeathPoint } from "./fault.ts";
import { type Ending, type Ground, thingAt } from "./ground.ts";
import { changedByHand, type Desk, temporaryStoreDir } from "./launches.ts";
import type { Work } from "./sequence.ts";
import { newSigner, trustedKey } from "./signing-double.ts";
import { type Machine, openTerraformDouble, type TerraformDouble } from "./terraform-double.ts";
import { takingTurns } from "./turns.ts";

/** Who acts, and whose approvals count. */
export type Cast = Pick<Desk, "people" | "approvers">;

/** With keys that `signing-double` signs with. */
export function quickCast(): Cast {
  const ben = newSigner("ben@opsdesk.example");
  const people = { planner: newSigner("ana@opsdesk.example"), ben, mallory: newSigner("mallory@opsdesk.example") };
  return { people, approvers: [trustedKey(ben)] };
}

export interface DoubleGround extends Ground {
  /** Another one that goes on from here; this one stays as it is. */
  readonly copy: () => DoubleGround;
}

export function openDoubleGround(
  cast: Cast,
  texts: Map<string, Buffer> = new Map(),
  double: TerraformDouble = openTerraformDouble(),
): DoubleGround {
  const { dir, remove } = temporaryStoreDir();
  const store = memoryStore(dir, texts);
  const run = async (work: Work, start: Date, machine: Machine, wrap = (desk: Desk): Desk => desk): Promise<Ending> => {
    let died: NamedDeathPoint | undefined;
    let now = start.getTime();
    const desk: Desk = {
      store: dyingStore(store, machine, work.death, (where) => {
        died = where;
      }),
      terraform: double.terraform,
      lookup: double.lookup,
      meanwhile: (number) => {
        const object = double.world.get(thingAt([...double.world.values()], number)?.id ?? "");
        if (object !== undefined) object.attributes = { ...object.attributes, ...changedByHand(object.type, object.attributes) };
      },
      ...cast,
      clock: () => {
        now += 1000;
        return new Date(now);
      },
    };
    const ending = await endingOf(wrap(desk), work, () => machine.alive);
    return died === undefined ? ending : { ...ending, died };
  };
  return {
    store,
    run: async (work, start) => {
      double.fault = work.fault;
      const ending = await run(work, start, double.machine);
      if (ending.outcome.kind === "gone") await startAgain(store, double.machine);
      double.fault = undefined;
      double.machine.alive = true;
      return ending;
    },
    runBoth: async (works, turns, start) => {
      const turn = takingTurns(turns);
      // they share a machine that stays on: who dies alone is another step
      const endings = await Promise.all(
        works.map(
          async (work, index) =>
            await run({ ...work, death: undefined }, start, double.machine, (desk) => ({ ...desk, store: turn(desk.store, index === 0) })),
        ),
      );
      return endings;
    },
    things: () => [...double.world.values()].map((each) => structuredClone(each)),
    states: () =>
      new Map(
        [...double.states].map(([stack, { lineage, serial, resources }]) => [
          stack,
          { lineage, serial, ids: new Map([...resources].map(([address, { id }]) => [address, id])) },
        ]),
      ),
    change: ({ id }, attributes) => {
      const object = double.world.get(id);
      if (object !== undefined) object.attributes = { ...object.attributes, ...attributes };
    },
    changeOutside: ({ id, stack, address }, attributes) => {
      const [object, state] = [double.world.get(id), double.states.get(stack)];
      if (object === undefined || state === undefined) return;
      object.attributes = { ...object.attributes, ...attributes };
      state.resources.set(address, { id, attributes: object.attributes });
      state.serial += 1;
    },
    remove: ({ id }) => void double.world.delete(id),
    close: async () => remove(),
    copy: () => openDoubleGround(cast, new Map(texts), openTerraformDouble(double)),
  };
}
