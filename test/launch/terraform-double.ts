import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { isObject, type JsonObject, listAt, objectAt, sameJson, textAt } from "../../launch/json.ts";
import type { ApplyCall, ApplyExit, StateHead, Terraform } from "../../launch/terraform.ts";

/** Something that exists out there. Nothing but an apply of the double makes or destroys one. */
export interface DoubleObject {
  readonly id: string;
  readonly stack: string;
  readonly address: string;
  attributes: JsonObject;
}

interface StateResource {
  readonly id: string;
  readonly attributes: JsonObject;
}

export interface DoubleState {
  lineage: string;
  serial: number;
  readonly resources: Map<string, StateResource>;
}

/** How the next apply goes wrong, once `after` changes are done. */
export interface ApplyFault {
  readonly after: number;
  /** terraform dies; the provider refuses; this process dies and terraform finishes without it; both die. */
  readonly kind: "terraform-killed" | "provider-error" | "process-killed" | "both-killed";
  /** Whether the backend got the state of what was done; a remote one hears of it every 20 seconds only. */
  readonly saved: boolean;
  /** Whether the change that was under way happened all the same, with nothing but its beginning in the journal. */
  readonly inFlight: boolean;
}

/** Thrown where a process would be gone: no code of its own runs after it. */
export class ProcessGone extends Error {}

export interface Machine {
  /** False from the moment a process is killed until the next one starts: whatever runs on then must not reach the disk. */
  alive: boolean;
}

export interface TerraformDouble {
  readonly terraform: Terraform;
  readonly world: Map<string, DoubleObject>;
  readonly states: Map<string, DoubleState>;
  readonly machine: Machine;
  nextFault: ApplyFault | undefined;
  readonly objectsOf: (stack: string) => readonly DoubleObject[];
  /** What a `recover` does: every object of the stack that the state does not know is imported. */
  readonly importLost: (stack: string) => void;
}

interface Planned {
  readonly address: string;
  readonly previous: string | undefined;
  readonly actions: readonly string[];
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly id: string | undefined;
}

/**
 * A small terraform in memory: resources of any type whose attributes are what the configuration says, with states, saved plans, refresh,
 * moved and removed blocks, prevent_destroy and the ways in which an apply dies. An attribute called `forces` makes a change a replacement.
 * @param from one to go on from, which stays as it is
 */
export function openTerraformDouble(from?: TerraformDouble): TerraformDouble {
  const world = structuredClone(from?.world ?? new Map<string, DoubleObject>());
  const states = structuredClone(from?.states ?? new Map<string, DoubleState>());
  const machine: Machine = { alive: true };
  let made = Math.max(0, ...[...world.keys()].map((id) => Number(id.replace(ID_PREFIX, ""))));

  const stateOf = (stack: string): DoubleState => {
    return states.get(stack) ?? { lineage: "", serial: 0, resources: new Map() };
  };
  const saveState = (stack: string, state: DoubleState): void => {
    states.set(stack, state);
    if (state.lineage === "") state.lineage = randomUUID();
    state.serial += 1;
  };
  const requireAlive = (): void => {
    if (!machine.alive) throw new ProcessGone();
  };

  const makePlan = (folder: string): { changes: readonly Planned[]; drift: readonly unknown[]; config: JsonObject } => {
    const stack = basename(folder);
    const config = objectOf(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
    const declared = declaredResources(config);
    const state = stateOf(stack);
    const moves = new Map(
      listAt(config, "moved").flatMap((each): [string, string][] => {
        const [from, to] = [textAt(each, "from"), textAt(each, "to")];
        if (from === undefined || to === undefined || !state.resources.has(from)) return [];
        if (declared.has(from)) throw failed(stack, "Moved object still exists");
        return [[from, to]];
      }),
    );
    const forgotten = new Set(listAt(config, "removed").map((each) => textAt(each, "from") ?? ""));
    const known = new Map([...state.resources].map(([address, each]) => [moves.get(address) ?? address, { ...each, was: address }]));
    const drift: unknown[] = [];
    const changes: Planned[] = [];
    for (const address of [...new Set([...declared.keys(), ...known.keys()])].sort()) {
      const wanted = declared.get(address);
      const had = known.get(address);
      const now = had === undefined ? undefined : world.get(had.id);
      if (had !== undefined && !sameJson(now?.attributes ?? null, had.attributes)) {
        const actions = now === undefined ? ["delete"] : ["update"];
        drift.push(asChange(address, actions, withId(had.attributes, had.id), now === undefined ? null : withId(now.attributes, now.id)));
      }
      const previous = had === undefined || had.was === address ? undefined : had.was;
      const before = now === undefined ? null : withId(now.attributes, now.id);
      const common = { address, previous, before, id: now?.id };
      if (wanted === undefined) {
        if (now === undefined) continue;
        if (forgotten.has(address)) changes.push({ ...common, actions: ["forget"], after: null });
        else changes.push({ ...common, actions: ["delete"], after: null });
      } else if (now === undefined) {
        changes.push({ ...common, previous: undefined, actions: ["create"], after: wanted.attributes });
      } else if (sameJson(now.attributes, wanted.attributes)) {
        changes.push({ ...common, actions: ["no-op"], after: before });
      } else if (sameJson(now.attributes.forces ?? null, wanted.attributes.forces ?? null)) {
        changes.push({ ...common, actions: ["update"], after: withId(wanted.attributes, now.id) });
      } else {
        if (wanted.keep) throw failed(stack, `Instance cannot be destroyed: ${address}`);
        changes.push({ ...common, actions: ["delete", "create"], after: wanted.attributes });
      }
    }
    return { changes, drift, config };
  };

  const applyOne = (stack: string, state: DoubleState, change: Planned): string => {
    if (change.previous !== undefined) {
      state.resources.delete(change.previous);
      const object = world.get(change.id ?? "");
      if (object !== undefined) world.set(object.id, { ...object, address: change.address });
    }
    const [kind] = change.actions;
    if (kind === "forget" || kind === "delete") state.resources.delete(change.address);
    if (kind === "delete") world.delete(change.id ?? "");
    const attributes = withoutId(change.after ?? {});
    if (change.actions.includes("create")) {
      made += 1;
      const id = `${ID_PREFIX}${made}`;
      world.set(id, { id, stack, address: change.address, attributes });
      state.resources.set(change.address, { id, attributes });
      return id;
    }
    const object = world.get(change.id ?? "");
    if (object !== undefined && (kind === "update" || kind === "no-op")) {
      if (kind === "update") object.attributes = attributes;
      state.resources.set(change.address, { id: object.id, attributes: object.attributes });
    }
    return change.id ?? "";
  };

  const apply = (double: TerraformDouble, call: ApplyCall): ApplyExit => {
    requireAlive();
    const stack = basename(call.folder);
    const fault = double.nextFault;
    double.nextFault = undefined;
    const plan = JSON.parse(readFileSync(call.planFile, "utf8"));
    const lines: JsonObject[] = [{ type: "version", terraform: VERSION }];
    const end = (exit: ApplyExit): ApplyExit => {
      writeFileSync(call.journalFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { flag: "wx", mode: 0o600 });
      for (const line of lines) if (machine.alive) call.onLine(line);
      if (fault?.kind === "process-killed" || fault?.kind === "both-killed") {
        machine.alive = false;
        throw new ProcessGone();
      }
      return exit;
    };
    const state = stateOf(stack);
    if (plan.stack !== stack || plan.serial !== state.serial || plan.lineage !== state.lineage) {
      lines.push(diagnostic("Saved plan is stale"));
      return end({ code: 1, signal: null });
    }
    call.onStart(DEAD_PID);
    const changes: Planned[] = plan.changes;
    const work = changes.filter((each) => each.actions.join() !== "no-op" || each.previous !== undefined);
    const backup = new Map(state.resources);
    for (const [index, change] of work.entries()) {
      lines.push(hook("apply_start", change.address));
      if (fault !== undefined && fault.kind !== "process-killed" && index >= fault.after) {
        if (fault.kind === "provider-error") {
          lines.push(hook("apply_errored", change.address), diagnostic("the provider refused", change.address));
          saveState(stack, state);
          return end({ code: 1, signal: null });
        }
        const done = new Map(state.resources);
        if (fault.inFlight) applyOne(stack, state, change);
        restore(state.resources, fault.saved ? done : backup);
        if (fault.saved) saveState(stack, state);
        return end({ code: null, signal: "SIGKILL" });
      }
      lines.push(hook("apply_complete", change.address, applyOne(stack, state, change)));
    }
    for (const change of changes) if (change.actions.join() === "no-op" && change.previous === undefined) applyOne(stack, state, change);
    saveState(stack, state);
    lines.push({ type: "change_summary" });
    return end({ code: 0, signal: null });
  };

  const double: TerraformDouble = {
    world,
    states,
    machine,
    nextFault: undefined,
    objectsOf: (stack) => [...world.values()].filter((each) => each.stack === stack),
    importLost: (stack) => {
      const state = stateOf(stack);
      const owned = new Set([...state.resources.values()].map(({ id }) => id));
      const lost = double.objectsOf(stack).filter(({ id }) => !owned.has(id));
      for (const each of lost) state.resources.set(each.address, { id: each.id, attributes: each.attributes });
      if (lost.length > 0) saveState(stack, state);
    },
    terraform: {
      binary: { path: "/double", version: VERSION, flavour: "terraform" },
      override: {},
      reattached: [],
      init: async () => requireAlive(),
      plan: async (folder, _run, planFile) => {
        requireAlive();
        const { changes, drift, config } = makePlan(folder);
        const { lineage, serial } = stateOf(basename(folder));
        const plan = { nonce: randomUUID(), stack: basename(folder), lineage, serial, changes, drift, config };
        writeFileSync(planFile, JSON.stringify(plan), { mode: 0o600 });
        return ["plan", "-input=false"];
      },
      show: async (_folder, planFile) => {
        requireAlive();
        return planJson(JSON.parse(readFileSync(planFile, "utf8")));
      },
      stateHead: async (folder): Promise<StateHead> => {
        requireAlive();
        const { lineage, serial } = stateOf(basename(folder));
        return { lineage, serial };
      },
      apply: async (call) => apply(double, call),
    },
  };
  return double;
}

const ID_PREFIX = "object-";
const VERSION = "1.11.4";
/** Beyond every kernel's limit for process ids. Source: Linux `include/linux/threads.h`, PID_MAX_LIMIT. */
export const DEAD_PID = 2 ** 22 + 1;

function planJson(plan: { changes: readonly Planned[]; drift: readonly unknown[]; config: unknown }): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: VERSION,
    resource_changes: plan.changes.map(({ address, previous, actions, before, after }) => ({
      ...asChange(address, actions, before, after),
      ...(previous === undefined ? {} : { previous_address: previous }),
    })),
    resource_drift: plan.drift,
    configuration: {
      root_module: {
        resources: [...declaredResources(objectOf(plan.config))].map(([address, { attributes }]) => ({
          ...nameOf(address),
          expressions: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, { constant_value: value }])),
        })),
      },
    },
    timestamp: new Date().toISOString(),
    complete: true,
    errored: false,
  });
}

function asChange(address: string, actions: readonly string[], before: unknown, after: unknown): object {
  const after_unknown = actions.includes("create") ? { id: true } : {};
  return { ...nameOf(address), change: { actions, before, after, after_unknown, before_sensitive: false, after_sensitive: false } };
}

function nameOf(address: string): { address: string; mode: string; type: string; name: string } {
  const [type = "", name = ""] = address.split(".");
  return { address, mode: "managed", type, name };
}

function declaredResources(config: JsonObject): ReadonlyMap<string, { readonly attributes: JsonObject; readonly keep: boolean }> {
  return new Map(
    Object.entries(objectAt(config, "resource")).flatMap(([type, named]) =>
      Object.entries(objectOf(named)).map(([name, body]) => {
        const { lifecycle: _, ...attributes } = objectOf(body);
        const keep = listAt(body, "lifecycle").some((each) => objectOf(each).prevent_destroy === true);
        return [`${type}.${name}`, { attributes, keep }] as const;
      }),
    ),
  );
}

function restore(resources: Map<string, StateResource>, backup: ReadonlyMap<string, StateResource>): void {
  resources.clear();
  for (const [address, each] of backup) resources.set(address, each);
}

function hook(type: string, addr: string, id_value?: string): JsonObject {
  return { type, hook: { resource: { addr }, ...(id_value === undefined ? {} : { id_key: "id", id_value }) } };
}

function diagnostic(summary: string, address?: string): JsonObject {
  return { type: "diagnostic", diagnostic: { severity: "error", summary, detail: "", ...(address === undefined ? {} : { address }) } };
}

function withId(attributes: JsonObject, id: string): JsonObject {
  return { ...attributes, id };
}

function withoutId({ id: _, ...attributes }: JsonObject): JsonObject {
  return attributes;
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function failed(where: string, got: string): SlipwayError {
  return new SlipwayError({ kind: "provider", code: "TERRAFORM_FAILED", where, expected: "exit code 0", got, fix: "mend it" });
}
