import { objectAt, parseJson, textAt } from "../json.ts";
import { type JournalLine, journalTime } from "../ledger/journal.ts";
import { requireReason } from "../reason.ts";
import { refusal } from "../refusal.ts";
import type { WorkArea } from "../store/work-area.ts";
import type { ProcessNote } from "./process-note.ts";
import { createdAt, type StateLock, tellStateLock } from "./state-lock-holder.ts";
import type { TerraformStates } from "./terraform.ts";

/**
 * Takes away what a killed terraform left beside a local state. The file only informs: the lock itself is the operating system's and went
 * with the process. Source: Terraform internal/states/statemgr/filesystem.go.
 * @returns who held it and since when; undefined when there was none
 */
export async function removeStateLock(local: WorkArea, stack: string): Promise<string | undefined> {
  const key = `state/.${stack}.tfstate.lock.info`;
  const text = await local.read(key);
  if (text === undefined) return undefined;
  await local.remove(key);
  const lock = objectAt({ lock: parseJson(text) }, "lock");
  return `${textAt(lock, "Operation") ?? "terraform"} of ${textAt(lock, "Who") ?? "somebody"} since ${textAt(lock, "Created") ?? "an unknown time"}`;
}

/** Terraform takes the lock right after its first line; a slow backend may need this long. */
const LOCKING_MILLISECONDS = 60_000;
/** The two times are of one clock, but rounded. */
const ROUNDING_MILLISECONDS = 1_000;

export interface InterruptedApply {
  readonly stack: string;
  readonly folder: string;
  readonly note: ProcessNote | undefined;
  readonly journal: readonly JournalLine[];
  /** Why the lock may go, in the words of whoever says so. */
  readonly reason: string | undefined;
}

/**
 * Releases the lock that a killed apply left in a bucket. Call it once nobody of that apply lives.
 * @returns the lock, in words; undefined when nobody held one
 * @throws SlipwayError STATE_LOCKED when it is not provably that apply's, REASON_MISSING when nobody says why
 */
export async function releaseStateLock(terraform: TerraformStates, apply: InterruptedApply): Promise<string | undefined> {
  const { stack, folder, reason } = apply;
  const lock = await terraform.stateLock(folder);
  if (lock === undefined) return undefined;
  const held = tellStateLock(lock);
  const doubt = doubtOf(lock, apply);
  if (lock.id === undefined || doubt !== undefined) {
    const fix = "wait until they are done; if nobody is left, see the runbook, An apply was killed";
    throw refusal("STATE_LOCKED", stack, "no lock but the interrupted apply's", `${held}: ${doubt ?? "it has no id"}`, fix);
  }
  requireReason(reason, `state lock of ${stack}, ${held}, left by the interrupted apply`);
  await terraform.releaseStateLock(folder, lock.id);
  return held;
}

/**
 * Terraform's JSON stream does not name its lock, so who, what and when have to agree. A plan's lock later than the journal is of the plan
 * that an apply makes to see whether anything is left; plans write no state.
 */
function doubtOf(lock: StateLock, { note, journal }: InterruptedApply): string | undefined {
  if (note === undefined) return "no terraform of the interrupted apply was ever started";
  const who = `${note.user ?? ""}@${note.host}`;
  const isSame = note.user === undefined ? lock.who?.endsWith(who) : lock.who === who;
  if (isSame !== true) return `the interrupted apply was by ${who}`;
  const times = journal.flatMap((line) => journalTime(line) ?? []);
  const [first, second] = times;
  const created = createdAt(lock)?.getTime();
  if (first === undefined || created === undefined) return "the journal does not say when the interrupted apply took its own";
  const isWithin = (from: number, until: number): boolean =>
    created >= from - ROUNDING_MILLISECONDS && created <= until + ROUNDING_MILLISECONDS;
  if (lock.operation === "OperationTypePlan" && isWithin(times.at(-1) ?? first, Number.POSITIVE_INFINITY)) return undefined;
  if (lock.operation === "OperationTypeApply" && isWithin(first, second ?? first + LOCKING_MILLISECONDS)) return undefined;
  return `the interrupted apply took its own at ${new Date(first).toISOString()}`;
}
