import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type JsonObject, listAt, numberAt, parseJson, sameJson, textAt } from "../../../launch/json.ts";
import type { Lookup } from "../../../launch/recover/recover-findings.ts";
import {
  type ApplyCall,
  type ApplyExit,
  type StateHead,
  type Terraform,
  type TerraformStates,
  UNSAVED_STATE,
} from "../../../launch/terraform/terraform.ts";
import { RECOVER_FILE } from "../../../launch/terraform/work-folder.ts";
import {
  type DoubleObject,
  type DoublePlan,
  type DoubleState,
  objectOf,
  type Planned,
  planChanges,
  planText,
  resourcesIn,
  stateJson,
  VERSION,
} from "./double-plan.ts";
import { type ApplyFault, ProcessGone } from "./fault.ts";

export interface Machine {
  /** False from the moment a process is killed until the next one starts: whatever runs on then must not reach the disk. */
  alive: boolean;
}

export interface TerraformDouble {
  readonly terraform: Terraform & TerraformStates;
  readonly lookup: Lookup;
  readonly world: Map<string, DoubleObject>;
  readonly states: Map<string, DoubleState>;
  readonly machine: Machine;
  /** Of the next command. */
  fault: ApplyFault | undefined;
}

const ID_PREFIX = "object-";
/** Beyond every kernel's limit for process ids. Source: Linux `include/linux/threads.h`, PID_MAX_LIMIT. */
export const DEAD_PID = 2 ** 22 + 1;

/** One call of the provider. A replacement is two of them, the second once the first is done. */
interface Operation {
  readonly kind: "create" | "update" | "delete";
  readonly change: Planned;
}

/**
 * A small terraform in memory with a vendor behind it: resources of any type whose attributes are what the configuration says, states,
 * saved plans, refresh, imports, prevent_destroy and the ways in which an apply dies. It starts everything at once, as terraform does with
 * up to ten resources that do not depend on each other, and then ends one after the other, by address.
 * @param from one to go on from, which stays as it is
 */
export function openTerraformDouble(from?: TerraformDouble): TerraformDouble {
  const world = structuredClone(from?.world ?? new Map<string, DoubleObject>());
  const states = structuredClone(from?.states ?? new Map<string, DoubleState>());
  const machine: Machine = { alive: true };
  let made = Math.max(0, ...[...world.keys()].map((id) => Number(id.replace(ID_PREFIX, ""))));

  const stateOf = (folder: string): DoubleState => structuredClone(states.get(basename(folder)) ?? NO_STATE);
  const save = (stack: string, { resources }: DoubleState): void => {
    const { lineage, serial, resources: before } = states.get(stack) ?? NO_STATE;
    if (lineage !== "" && sameJson(Object.fromEntries(before), Object.fromEntries(resources))) return;
    states.set(stack, { lineage: lineage === "" ? randomUUID() : lineage, serial: serial + 1, resources: structuredClone(resources) });
  };
  const requireAlive = (): void => {
    if (!machine.alive) throw new ProcessGone();
  };

  /** At the vendor; gives the id of what it is about. */
  const perform = (stack: string, { kind, change }: Operation): string => {
    const { address, id = "", after } = change;
    const attributes = withoutId(after ?? {});
    if (kind === "create") {
      made += 1;
      const created = `${ID_PREFIX}${made}`;
      world.set(created, { id: created, type: address.split(".")[0] ?? "", stack, address, attributes });
      return created;
    }
    const object = world.get(id);
    if (kind === "delete") world.delete(id);
    else if (object !== undefined) object.attributes = attributes;
    return id;
  };

  const apply = (double: TerraformDouble, call: ApplyCall): ApplyExit => {
    requireAlive();
    const stack = basename(call.folder);
    const plan: DoublePlan = JSON.parse(readFileSync(call.planFile, "utf8"));
    const lines: JsonObject[] = [{ type: "version", terraform: VERSION }];
    const end = (exit: ApplyExit, processDies = false): ApplyExit => {
      writeFileSync(call.journalFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { flag: "wx", mode: 0o600 });
      if (processDies) machine.alive = false;
      requireAlive();
      for (const line of lines) call.onLine(line);
      return exit;
    };
    const state = stateOf(stack);
    if (plan.stack !== stack || plan.serial !== state.serial || plan.lineage !== state.lineage) {
      lines.push(diagnostic("Saved plan is stale"));
      return end({ code: 1, signal: null });
    }
    call.onStart(DEAD_PID);
    for (const { address, id = "", importing, actions } of plan.changes)
      if (importing || actions.join() === "no-op") state.resources.set(address, { id, attributes: world.get(id)?.attributes ?? {} });
    for (const address of plan.gone) state.resources.delete(address);
    const waiting: Operation[] = [];
    const start = (operation: Operation): void => {
      waiting.push(operation);
      waiting.sort((one, other) => (one.change.address < other.change.address ? -1 : 1));
      lines.push(hook("apply_start", operation));
    };
    for (const change of plan.changes) if (isOperation(change.actions[0])) start({ kind: change.actions[0], change });
    let [failed, processDies, isSaved] = [false, false, true];
    for (let operation = waiting.shift(); operation !== undefined; operation = waiting.shift()) {
      const { kind, change } = operation;
      const fault = double.fault?.after === 0 ? double.fault : undefined;
      if (double.fault !== undefined) double.fault = fault === undefined ? { ...double.fault, after: double.fault.after - 1 } : undefined;
      if (fault?.kind === "terraform-killed" || fault?.kind === "both-killed") {
        for (const each of [operation, ...waiting].slice(0, fault.inFlight)) perform(stack, each);
        if (fault.saved) save(stack, state);
        return end({ code: null, signal: "SIGKILL" }, fault.kind === "both-killed");
      }
      if (fault?.kind === "provider-error") {
        lines.push(hook("apply_errored", operation), diagnostic("the provider refused", change.address));
        failed = true;
        continue;
      }
      if (fault?.kind === "process-killed") processDies = true;
      if (fault?.kind === "state-unsaved") isSaved = false;
      const id = fault?.kind === "provider-lies" && kind === "update" ? (change.id ?? "") : perform(stack, operation);
      lines.push(hook("apply_complete", operation, id));
      if (kind === "delete") state.resources.delete(change.address);
      else state.resources.set(change.address, { id, attributes: withoutId(change.after ?? {}) });
      if (kind === "delete" && change.actions.length > 1) start({ kind: "create", change });
    }
    if (isSaved) save(stack, state);
    else {
      const unsaved = stateJson({ ...state, lineage: state.lineage === "" ? randomUUID() : state.lineage, serial: state.serial + 1 });
      writeFileSync(join(call.folder, UNSAVED_STATE), JSON.stringify(unsaved));
      lines.push(diagnostic("Failed to save state"));
    }
    lines.push({ type: "change_summary" });
    return end({ code: failed || !isSaved ? 1 : 0, signal: null }, processDies);
  };

  const double: TerraformDouble = {
    world,
    states,
    machine,
    fault: undefined,
    lookup: async ({ type, key }) =>
      [...world.values()]
        .filter(
          (each) =>
            each.type === type && Object.entries(key).every(([name, value]) => isDeepStrictEqual(each.attributes[name] ?? null, value)),
        )
        .map(({ id }) => id),
    terraform: {
      binary: { path: "/double", version: VERSION, flavour: "terraform" },
      environment: {},
      override: {},
      reattached: ["registry.terraform.io/cloudflare/cloudflare", "registry.terraform.io/hashicorp/aws"],
      init: async (folder) => {
        requireAlive();
        mkdirSync(join(folder, ".terraform"), { recursive: true });
      },
      plan: async (folder, _run, planFile) => {
        requireAlive();
        const stack = basename(folder);
        const config = objectOf(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
        const state = stateOf(folder);
        const { lineage, serial } = state;
        const found = planChanges({ stack, config, imports: importsIn(folder), state, world });
        const plan: DoublePlan = { nonce: randomUUID(), stack, lineage, serial, ...found, config };
        writeFileSync(planFile, JSON.stringify(plan), { mode: 0o600 });
        return ["plan", "-input=false"];
      },
      show: async (_folder, planFile) => {
        requireAlive();
        return planText(JSON.parse(readFileSync(planFile, "utf8")));
      },
      stateHead: async (folder): Promise<StateHead> => {
        requireAlive();
        const { lineage, serial } = stateOf(folder);
        return { lineage, serial };
      },
      readState: async (folder) => {
        requireAlive();
        return stateJson(stateOf(folder));
      },
      // a local state's lock goes with the process
      stateLock: async () => undefined,
      releaseStateLock: async () => undefined,
      pushState: async (folder, file) => {
        requireAlive();
        const pushed = parseJson(readFileSync(join(folder, file), "utf8"));
        const { lineage } = stateOf(folder);
        states.set(basename(folder), {
          // an empty backend begins a lineage of its own, whatever is pushed into it
          lineage: lineage === "" ? randomUUID() : (textAt(pushed, "lineage") ?? ""),
          serial: numberAt(pushed, "serial") ?? 0,
          resources: resourcesIn(pushed),
        });
      },
      apply: async (call) => apply(double, call),
    },
  };
  return double;
}

const NO_STATE: DoubleState = { lineage: "", serial: 0, resources: new Map() };

function isOperation(action: string | undefined): action is Operation["kind"] {
  return action === "create" || action === "update" || action === "delete";
}

function withoutId({ id: _, ...attributes }: JsonObject): JsonObject {
  return attributes;
}

/** The vendor's id is the last part of what terraform imports by. */
function importsIn(folder: string): ReadonlyMap<string, string> {
  const file = join(folder, RECOVER_FILE);
  const blocks = existsSync(file) ? listAt(parseJson(readFileSync(file, "utf8")), "import") : [];
  return new Map(blocks.map((block) => [textAt(block, "to") ?? "", (textAt(block, "id") ?? "").split("/").at(-1) ?? ""]));
}

function hook(type: string, { kind, change }: Operation, id_value?: string): JsonObject {
  // the id of what is destroyed stands at its beginning, that of what is made at its end
  const known = kind === "delete" ? (type === "apply_start" ? change.id : undefined) : id_value;
  const id = known === undefined ? {} : { id_key: "id", id_value: known };
  return { type, hook: { resource: { addr: change.address }, action: kind, ...id } };
}

function diagnostic(summary: string, address?: string): JsonObject {
  return { type: "diagnostic", diagnostic: { severity: "error", summary, detail: "", ...(address === undefined ? {} : { address }) } };
}
