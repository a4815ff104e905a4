import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { withoutValues } from "../errors/secret-detector.ts";
import type { ApplyEvent } from "./apply-event.ts";
import { objectAt } from "./json.ts";
import { addressOf, errorsIn, type JournalLine, missingFrom, readJournal, touchedAnything } from "./ledger/journal.ts";
import { copyJournal, journalKey } from "./ledger/journal-record.ts";
import type { StackOutcome } from "./ledger/ledger.ts";
import { keepUnsavedState } from "./recover/unsaved-state.ts";
import { isStill } from "./store/private-plans.ts";
import type { RunStore } from "./store/store.ts";
import { addressOutcomes } from "./terraform/address-outcome.ts";
import type { Interrupter } from "./terraform/interrupter.ts";
import { noteProcess } from "./terraform/process-note.ts";
import { type ApplyExit, type StateHead, type Terraform, UNSAVED_STATE } from "./terraform/terraform.ts";

const STEPS = { apply_start: "started", apply_complete: "done", apply_errored: "failed" } as const;

export interface StackApply {
  readonly store: RunStore;
  readonly terraform: Terraform;
  readonly run: string;
  readonly stack: string;
  /** Private copy of the approved plan. */
  readonly planFile: string;
  readonly planSha256: string;
  /** Of the state before. */
  readonly head: StateHead;
  readonly interrupter: Interrupter;
  /** Values that no record and no message may hold, although a provider or a program may say them. */
  readonly secrets: ReadonlySet<string>;
  readonly onEvent: (event: ApplyEvent) => void;
}

export interface StackResult {
  readonly outcome: StackOutcome;
  readonly errors: readonly string[];
}

/** Runs one approved plan file and says what came of it. Never throws for what terraform does. */
export async function applyStack(input: StackApply): Promise<StackResult> {
  const { store, terraform, run, stack, head, planFile, interrupter, onEvent } = input;
  if (!(await isStill(planFile, input.planSha256))) {
    return { outcome: { stack, outcome: "failed", ...head }, errors: ["the private copy of the plan was changed; nothing ran"] };
  }
  const folder = await store.local.folder(`work/${stack}`);
  const journalFile = store.local.path(journalKey(run, stack));
  const endCopy = await copyJournal(store, journalKey(run, stack));
  const applying = terraform.apply({
    folder,
    run,
    planFile,
    journalFile,
    interrupter,
    onStart: (pid) => {
      noteProcess(journalFile, pid);
      onEvent({ kind: "stack-started", stack, pid, message: `${stack}: applying the approved plan` });
    },
    onLine: (line) => report(line, stack, onEvent),
  });
  const exit = await applying.finally(async () => {
    scrub(journalFile, input.secrets); // before the last copy, which takes the place of the others
    await endCopy();
  });
  const lines = readJournal(journalFile);
  const after = await terraform.stateHead(folder).catch(() => head);
  const isUnsaved = existsSync(join(folder, UNSAVED_STATE));
  if (isUnsaved) await tellKept(input, folder);
  const isLost = isUnsaved || (interrupter.presses() > 1 && createErrored(lines));
  const missing = exit.code === null ? undefined : missingFrom(lines, exit.code);
  // a journal that lost lines does not say what a failed apply had begun
  const isUntold = exit.code !== 0 && missing !== undefined;
  const outcome = isLost || isUntold ? "unknown" : outcomeOf(exit, touchedAnything(lines) || after.serial !== head.serial);
  onEvent({ kind: "stack-ended", stack, outcome, message: `${stack}: ${[outcome, missing].filter(Boolean).join("; ")}` });
  const errors = errorsIn(lines);
  const fallback = exit.signal === null ? `terraform ended with exit code ${exit.code}` : `terraform was ended by ${exit.signal}`;
  const addresses = outcome === "applied" ? [] : [...addressOutcomes(lines, interrupter.presses() > 1)];
  const told = addresses.length === 0 ? {} : { addresses };
  return { outcome: { stack, outcome, ...after, ...told }, errors: outcome === "applied" ? [] : errors.length > 0 ? errors : [fallback] };
}

/** Where the store is as gone as the state's backend, the file in the folder is all there is. */
async function tellKept({ store, run, stack, onEvent }: StackApply, folder: string): Promise<void> {
  const kept = await keepUnsavedState(store, { run, stack }, folder).then(
    () => "encrypted in the run's records, to be handed in by slipway recover from any machine with the key",
    (error: unknown) => `on this machine alone, ${folder}: ${error instanceof Error ? error.message : String(error)}`,
  );
  onEvent({ kind: "state-unsaved", stack, message: `${stack}: terraform could not save the state; ${UNSAVED_STATE} is kept ${kept}` });
}

/** A create that was cancelled may have reached the vendor all the same: the answer is what got lost. */
function createErrored(lines: readonly JournalLine[]): boolean {
  return lines.some((line) => line.type === "apply_errored" && objectAt(line, "hook").action === "create");
}

/** A signal leaves requests in flight: what exists is unknown until somebody has looked. */
function outcomeOf({ code, signal }: ApplyExit, touched: boolean): StackOutcome["outcome"] {
  if (signal !== null) return "unknown";
  if (code === 0) return "applied";
  return touched ? "partially-applied" : "failed";
}

/** Terraform's stream quotes what providers and programs say; once it is whole, no secret stays in it. */
function scrub(journalFile: string, secrets: ReadonlySet<string>): void {
  if (secrets.size === 0 || !existsSync(journalFile)) return;
  const text = readFileSync(journalFile, "utf8");
  const clean = withoutValues(text, secrets);
  if (clean !== text) writeFileAtomic.sync(journalFile, clean, { mode: 0o600 });
}

function report(line: JournalLine, stack: string, onEvent: (event: ApplyEvent) => void): void {
  const step = Object.entries(STEPS).find(([type]) => type === line.type)?.[1];
  if (step === undefined) return;
  const address = addressOf(line);
  onEvent({ kind: "resource", stack, address, step, message: `${stack}: ${address} ${step}` });
}
