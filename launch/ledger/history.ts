import type { RunState } from "../run.ts";
import type { LedgerEntry } from "./ledger.ts";

// Pure readings of the ledger. A run's state is what the ledger says of it, never what a file in its folder says.

type Kind = LedgerEntry["kind"];
type EntryOf<K extends Kind> = Extract<LedgerEntry, { kind: K }>;

/** Kinds that say nothing of how a run fares are absent. */
const STATE_AFTER: Readonly<Partial<Record<Kind, RunState>>> = {
  planned: "planned",
  approved: "approved",
  "pre-approved": "approved",
  "break-glass": "approved",
  "apply-started": "applying",
  applied: "applied",
  "partially-applied": "partially-applied",
  failed: "failed",
  interrupted: "interrupted",
  recovered: "recovered",
  restored: "restored",
  verified: "verified",
  "applied-unverified": "applied-unverified",
  discarded: "discarded",
};

/** States in which every stack of a run stands as planned. */
const IN_PLACE: ReadonlySet<RunState> = new Set(["applied", "verified", "applied-unverified"]);

export function entriesOf<K extends Kind>(entries: readonly LedgerEntry[], kind: K, run?: string): readonly EntryOf<K>[] {
  return entries.filter((entry): entry is EntryOf<K> => entry.kind === kind && (run === undefined || entry.run === run));
}

export function stateOf(entries: readonly LedgerEntry[], run: string): RunState | undefined {
  const last = entries.findLast((entry) => entry.run === run && STATE_AFTER[entry.kind] !== undefined);
  if (last?.kind === "approved" && last.missing > 0) return "planned"; // somebody signed, but not everybody who has to
  return last === undefined ? undefined : STATE_AFTER[last.kind];
}

/** True from apply-started until an end is written; an interruption is no end. */
export function isOpen(entries: readonly LedgerEntry[], run: string): boolean {
  const state = stateOf(entries, run);
  return state === "applying" || state === "interrupted";
}

/** The run that began to apply to this target, or to one of these stacks, and never ended. */
export function openRun(entries: readonly LedgerEntry[], target: string, stacks: readonly string[]): EntryOf<"apply-started"> | undefined {
  return entriesOf(entries, "apply-started").find(
    (entry) => isOpen(entries, entry.run) && (entry.target === target || entry.stacks.some(({ stack }) => stacks.includes(stack))),
  );
}

/** Runs of a target that reached the world, oldest first; the last one is where the target stands. */
export function effectiveRuns(
  entries: readonly LedgerEntry[],
  target: string,
): readonly { readonly run: string; readonly state: RunState }[] {
  const restoring = new Set(entriesOf(entries, "planned").flatMap((entry) => (entry.restores === true ? [entry.run] : [])));
  const reached = entries.filter((entry) => entry.target === target && REACHED.has(entry.kind) && !restoring.has(entry.run));
  const runs = reached.map(({ run }) => run);
  return [...new Set(runs)].map((run) => ({ run, state: stateOf(entries, run) ?? "planned" }));
}

const REACHED: ReadonlySet<Kind> = new Set<Kind>(["applied", "partially-applied", "recovered"]);

export function isInPlace(state: RunState | undefined): boolean {
  return state !== undefined && IN_PLACE.has(state);
}

/** Where trust comes from: the last applied run of the target. */
export function lastApplied(entries: readonly LedgerEntry[], target: string): EntryOf<"applied"> | undefined {
  return entriesOf(entries, "applied").findLast((entry) => entry.target === target);
}

/** The run whose configuration of this stack stands, whatever its target was. */
export function lastRunOfStack(entries: readonly LedgerEntry[], stack: string): string | undefined {
  return entries.findLast(
    (entry) =>
      (entry.kind === "applied" || entry.kind === "partially-applied") &&
      entry.stacks.some((each) => each.stack === stack && (each.outcome === "applied" || each.outcome === "unchanged")),
  )?.run;
}

/** Runs that reached this stack, or may have, from the one whose configuration stands: each may have begun to protect something. */
export function runsThatMayProtect(entries: readonly LedgerEntry[], stack: string): readonly string[] {
  const standing = lastRunOfStack(entries, stack);
  const since = standing === undefined ? 0 : (entriesOf(entries, "apply-started", standing).at(-1)?.seq ?? 0);
  const later = entriesOf(entries, "apply-started").filter(({ seq, stacks }) => seq > since && stacks.some((each) => each.stack === stack));
  return [...(standing === undefined ? [] : [standing]), ...later.map(({ run }) => run)];
}

/** A newer run of the same target that was approved or applied; older plans of it are worth nothing then. */
export function supersededBy(entries: readonly LedgerEntry[], target: string, run: string): string | undefined {
  const planned = entriesOf(entries, "planned", run)[0]?.seq ?? 0;
  const newer = entriesOf(entries, "planned").filter((entry) => entry.target === target && entry.seq > planned);
  return newer.find(({ run: other }) => entries.some((entry) => entry.run === other && isTaken(entry)))?.run;
}

function isTaken({ kind }: LedgerEntry): boolean {
  return kind === "approved" || kind === "apply-started";
}
