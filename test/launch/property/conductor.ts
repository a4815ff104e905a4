import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseContent } from "../../../launch/content-digest.ts";
import { listAt, objectAt, parseJson, sameJson } from "../../../launch/json.ts";
import { entriesOf } from "../../../launch/ledger/history.ts";
import { verifyLedger } from "../../../launch/ledger/ledger.ts";
import { objectsInState } from "../../../launch/recover/recover-findings.ts";
import { runKey } from "../../../launch/run.ts";
import type { RunStore } from "../../../launch/store/store.ts";
import { waitForGroup } from "../../../launch/terraform/process-group.ts";
import { processNote } from "../../../launch/terraform/process-note.ts";
import type { ApplyEvent } from "../../../rehearsal/faults.ts";
import type { ApplyFault } from "./fault.ts";
import { configuredPart, placeOf, stackOf, TARGETS } from "./launches.ts";

/** What takes two seconds on a quiet machine. */
const LIMIT_MILLISECONDS = 90_000;
const POLL_MILLISECONDS = 5;
const STATE_FILES = TARGETS.map(stackOf);

interface Waiting {
  readonly stack: string;
  readonly address: string;
  /** With a text, the vendor refuses. */
  readonly go: (refusal?: string) => void;
}

/** Calls came too late or not at all: nothing is said about the engine. */
export class OrderLost extends Error {}

/**
 * Puts the calls of terraform's provider in the order of the double, one after the other by address, and lets one of them go wrong. It
 * waits until terraform has asked for everything that it can ask for, so that a kill finds the same things begun each time.
 */
export class Conductor {
  readonly #store: RunStore;
  readonly #killProcess: () => Promise<void>;
  #fault: ApplyFault | undefined;
  #waiting: Waiting[] = [];
  #stack = "";
  /** Calls of the stack at hand that have to wait before one is let through. */
  #expected = 0;
  #isDead = false;
  #watch: NodeJS.Timeout | undefined;
  /** What went wrong here, not in the engine. */
  failure: Error | undefined;

  /** Before the command. */
  readonly #states: ReadonlyMap<string, Buffer>;

  constructor(store: RunStore, fault: ApplyFault, killProcess: () => Promise<void>) {
    this.#store = store;
    this.#states = new Map(
      STATE_FILES.flatMap((stack) => (existsSync(this.#file(stack)) ? [[stack, readFileSync(this.#file(stack))]] : [])),
    );
    this.#fault = fault;
    this.#killProcess = killProcess;
  }

  readonly onApply = async (event: ApplyEvent): Promise<string | undefined> => {
    const place = placeOf(event.type, event.attributes);
    if (event.when === "after") {
      // terraform gets its answer first
      void this.#ended(event, place).catch((error: unknown) => this.#giveUp(error));
      return undefined;
    }
    if (this.#isDead) return "the connection is gone";
    if (place.stack !== this.#stack) {
      this.#stack = place.stack;
      // whoever comes while it is counted waits
      this.#expected = Number.POSITIVE_INFINITY;
      this.#expected = (await this.#plannedChanges()).length;
    }
    return await new Promise((resolve) => {
      this.#waiting.push({ ...place, go: resolve });
      clearTimeout(this.#watch);
      this.#watch = setTimeout(
        () => this.#giveUp(new Error(`${this.#waiting.length} of ${this.#expected} calls came`)),
        LIMIT_MILLISECONDS,
      );
      this.#next();
    });
  };

  #next(): void {
    if (this.#waiting.length < this.#expected) return;
    this.#waiting.sort((one, other) => (one.address < other.address ? -1 : 1));
    const call = this.#waiting.shift();
    clearTimeout(this.#watch);
    if (call !== undefined) void this.#let(call).catch((error: unknown) => this.#giveUp(error));
  }

  /** Nothing may wait for ever. */
  #giveUp(error: unknown): void {
    this.failure = new OrderLost("the order of terraform's calls was lost", { cause: error });
    this.#isDead = true;
    for (const { go } of this.#waiting) go("the order was lost");
  }

  async #let(call: Waiting): Promise<void> {
    const fault = this.#fault?.after === 0 ? this.#fault : undefined;
    if (this.#fault !== undefined) this.#fault = fault === undefined ? { ...this.#fault, after: this.#fault.after - 1 } : undefined;
    if (fault?.kind === "terraform-killed" || fault?.kind === "both-killed") {
      this.#isDead = true;
      if (fault.kind === "both-killed") await this.#killProcess();
      await this.#killTerraform();
      if (!fault.saved) this.#unsave();
      for (const [index, each] of [call, ...this.#waiting].entries())
        each.go(index < fault.inFlight ? undefined : "the connection is gone");
      return;
    }
    if (fault?.kind === "process-killed") await this.#killProcess();
    if (fault?.kind !== "provider-error") {
      call.go();
      return;
    }
    this.#expected -= 1;
    call.go("500 Internal Server Error: the provider refused");
    this.#next();
  }

  /** The next one comes when terraform has heard of this one and saved it. */
  async #ended(
    { action, type, attributes }: ApplyEvent,
    { stack, address }: { readonly stack: string; readonly address: string },
  ): Promise<void> {
    if (this.#isDead) return;
    const isReplacement =
      action === "delete" && (await this.#plannedChanges()).some((each) => each.address === address && each.isReplacement);
    const wanted = configuredPart(type, attributes);
    await until(`${stack} to save ${address}`, () => {
      const [object] = objectsInState(this.#state(stack)).get(address) ?? [];
      return action === "delete" ? object === undefined : object !== undefined && sameJson(configuredPart(type, object), wanted);
    });
    if (!isReplacement) this.#expected -= 1;
    this.#next();
  }

  async #plannedChanges(): Promise<readonly { readonly address: string; readonly isReplacement: boolean }[]> {
    const text = (await this.#store.read(runKey(await this.#run(), "stacks", this.#stack, "content.jsonl"))) ?? "";
    return listAt(parseContent(text), "resource_changes").flatMap((each) => {
      const actions = listAt(objectAt(each, "change"), "actions");
      return actions.join() === "no-op" ? [] : [{ address: String(objectAt({ each }, "each").address), isReplacement: actions.length > 1 }];
    });
  }

  /** As in a bucket: nothing is saved for the first 20 seconds. */
  #unsave(): void {
    const before = this.#states.get(this.#stack);
    if (before === undefined) rmSync(this.#file(this.#stack), { force: true });
    else writeFileSync(this.#file(this.#stack), before);
  }

  #file(stack: string): string {
    return this.#store.local.path(`state/${stack}.tfstate`);
  }

  async #killTerraform(): Promise<void> {
    const pid = processNote(this.#store.local.path(runKey(await this.#run(), "journal", `${this.#stack}.jsonl`)))?.pid ?? null;
    if (pid === null) throw new Error("terraform left no note");
    process.kill(-pid, "SIGKILL");
    if ((await waitForGroup(pid, LIMIT_MILLISECONDS)).length > 0) throw new Error("terraform does not die");
  }

  async #run(): Promise<string> {
    return entriesOf((await verifyLedger(this.#store)).entries, "apply-started").at(-1)?.run ?? "";
  }

  #state(stack: string): unknown {
    try {
      return parseJson(readFileSync(this.#file(stack), "utf8"));
    } catch {
      return {};
    }
  }
}

/** @throws when it takes too long */
async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += POLL_MILLISECONDS) {
    if (waited > LIMIT_MILLISECONDS) throw new Error(`waited too long for ${what}`);
    await delay(POLL_MILLISECONDS);
  }
}
