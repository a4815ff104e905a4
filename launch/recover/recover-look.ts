import { parseContent } from "../content-digest.ts";
import { listAt, parseJson, sha256Hex, textAt } from "../json.ts";
import { entriesOf } from "../ledger/history.ts";
import { type JournalRecord, journalKey, readJournalRecord } from "../ledger/journal-record.ts";
import { appendLedger, type LedgerEntry, type RecordedRecovery } from "../ledger/ledger.ts";
import type { StackPlanInput } from "../plan.ts";
import { refusal, short } from "../refusal.ts";
import { type RunRecord, type RunStack, readConfig, readImports, runKey } from "../run.ts";
import { withStatesAt } from "../store/state-place.ts";
import type { RunStore } from "../store/store.ts";
import { isVisible } from "../terraform/host.ts";
import { waitForGroup } from "../terraform/process-group.ts";
import { type InterruptedApply, releaseStateLock, removeStateLock } from "../terraform/state-lock.ts";
import type { Terraform, TerraformStates } from "../terraform/terraform.ts";
import { parseConfig, prepareWorkFolder } from "../terraform/work-folder.ts";
import type { Signer } from "../trust/ssh-signature.ts";
import { forgetDestroyed } from "./recover-destroyed.ts";
import { type Lookup, lookAfter, objectsInState, type RecoverFinding, type StackAfterwards, typeOf } from "./recover-findings.ts";
import { handInState } from "./recover-state.ts";

/** Longer than any create of the types that a launch makes; a provider that was left alone ends its request in this time. */
const WAIT_MILLISECONDS = 120_000;

export interface LookRequest {
  readonly store: RunStore;
  readonly terraform: Terraform & TerraformStates;
  readonly target: string;
  readonly lookup: Lookup;
  /** Who recovers; plans the recovery, too. */
  readonly planner: Signer;
  readonly clock: () => Date;
  /** Why, for the ledger. A lock that the apply left in a bucket is not released without. */
  readonly reason?: string;
  /** Addresses that a person has looked for and that do not exist. */
  readonly acknowledged?: readonly string[];
  /** Import ids that a person has found, by address. */
  readonly imports?: ReadonlyMap<string, string>;
  /** The machine that applied no longer runs: somebody says so, because it cannot be seen from here. */
  readonly holderGone?: boolean;
  readonly waitMilliseconds?: number;
  readonly onEvent?: (message: string) => void;
}

/** Waits for what still runs, hands in states that could not be saved, and then looks at every create of an interrupted run. */
export async function lookAtRun(
  request: LookRequest,
  record: RunRecord,
  entries: readonly LedgerEntry[],
): Promise<readonly RecoverFinding[]> {
  const { store, terraform, lookup, imports = new Map<string, string>(), onEvent = () => undefined } = request;
  for (const { stack } of record.stacks) await waitForEnd(request, await readJournalRecord(store, journalKey(record.id, stack)));
  const before = entriesOf(entries, "recovered", record.id).flatMap(({ recovery }) => recovery?.stacks ?? []);
  const stacks: Omit<StackAfterwards, "taken">[] = [];
  for (const each of record.stacks) {
    const { stack } = each;
    const stale = await removeStateLock(store.local, stack);
    if (stale !== undefined) onEvent(`${stack}: removed the stale state lock, ${stale}`);
    const { dir } = await prepareWorkFolder(store.local, terraform, await recordedStack(store, record, each));
    const journal = await readJournalRecord(store, journalKey(record.id, stack));
    await releaseLock(request, record, { stack, folder: dir, note: journal.note, journal: journal.lines });
    const handedIn = await handInState(store, terraform, {
      run: record.id,
      stack,
      folder: dir,
      machineGone: request.holderGone === true,
    });
    if (handedIn !== undefined) onEvent(handedIn);
    const { state, forgotten } = await forgetDestroyed(terraform, { folder: dir, journal: journal.lines });
    if (forgotten.length > 0) onEvent(`${stack}: took out of the state what terraform had destroyed: ${forgotten.join(", ")}`);
    if (!journal.isWhole) onEvent(`${stack}: the journal may have lost lines, so everything that was to be created is looked for`);
    stacks.push({
      stack,
      journal: journal.lines,
      journalIsWhole: journal.isWhole,
      planned: await plannedChangesOf(store, record, each),
      inState: objectsInState(state),
      named: new Map([...(await importsOf(store, record, each)), ...carriedImports(before, stack), ...imports]),
    });
  }
  const taken = new Set(
    stacks.flatMap(({ inState }) => [...inState].flatMap(([address, objects]) => objects.map((each) => `${typeOf(address)} ${each.id}`))),
  );
  const found = await Promise.all(stacks.map(async (each) => await lookAfter({ ...each, named: namedIn(each), taken }, lookup)));
  return vouched(
    request,
    found.flat(),
    before.flatMap(({ acknowledged }) => acknowledged),
  );
}

/** A person names an address; only the stack that was to create it is meant. */
function namedIn({ named, planned }: Omit<StackAfterwards, "taken">): ReadonlyMap<string, string> {
  const addresses = new Set(planned.map((each) => textAt(each, "address")));
  return new Map([...named].filter(([address]) => addresses.has(address)));
}

/** What a person has looked for does not exist, whatever it looked like. @throws SlipwayError ACKNOWLEDGEMENT_UNKNOWN */
function vouched(request: LookRequest, findings: readonly RecoverFinding[], before: readonly string[]): readonly RecoverFinding[] {
  const { acknowledged = [], imports = new Map<string, string>(), target } = request;
  const addresses = findings.map(({ address }) => address);
  const stray = [...acknowledged, ...imports.keys()].filter((address) => !addresses.includes(address));
  if (stray.length > 0) {
    const expected = addresses.length === 0 ? "no address, nothing is missing" : `one of ${addresses.join(", ")}`;
    throw refusal("ACKNOWLEDGEMENT_UNKNOWN", target, expected, stray.join(", "), "name only what recover lists");
  }
  const told = findings.map((finding) => {
    const isVouchedFor = acknowledged.includes(finding.address) || (finding.kind === "unknown" && before.includes(finding.address));
    if (finding.kind === "in-state" || !isVouchedFor) return finding;
    return { ...finding, kind: "vouched", importId: null, note: "a person has looked, and it does not exist" } as const;
  });
  for (const { stack, address, kind, note } of told) request.onEvent?.(`${stack}: ${address} ${kind}: ${note}`);
  return told;
}

async function waitForEnd({ holderGone, waitMilliseconds, onEvent }: LookRequest, { note }: JournalRecord): Promise<void> {
  if (note === undefined) return;
  const { pid, host } = note;
  if (!isVisible(note)) {
    if (holderGone === true) return;
    throw stillRunning(`${pid === null ? "terraform" : `process ${pid}`} on ${host}, which cannot be seen from here`);
  }
  if (pid === null) return; // about to start, and gone before it did
  onEvent?.(`making sure that terraform (process ${pid}) and its providers have ended`);
  const alive = await waitForGroup(pid, waitMilliseconds ?? WAIT_MILLISECONDS);
  if (alive.length > 0) throw stillRunning(alive.map((each) => `${each.program} (process ${each.pid})`).join(", "));
}

async function releaseLock(
  { store, terraform, planner, clock, reason, onEvent }: LookRequest,
  { id, target }: RunRecord,
  apply: Omit<InterruptedApply, "reason">,
): Promise<void> {
  const held = await releaseStateLock(terraform, { ...apply, reason });
  if (held === undefined) return;
  const lock = `${apply.stack}, ${held}`;
  await appendLedger(store, { kind: "unlocked", by: planner.id, reason: reason ?? "", lock, run: id, target, at: clock() });
  onEvent?.(`${apply.stack}: released the state lock, ${held}`);
}

function stillRunning(got: string): Error {
  return refusal(
    "PROCESS_STILL_RUNNING",
    "interrupted apply",
    "nobody of it left",
    got,
    "wait for it to end and run slipway recover again",
  );
}

/** What a run recorded of one stack, ready to be planned again. */
export async function recordedStack(store: RunStore, { id }: RunRecord, each: RunStack): Promise<StackPlanInput> {
  const lockFile = await store.read(runKey(id, "stacks", each.stack, "terraform.lock.hcl"));
  const text = await readConfig(store, id, each);
  const config = parseConfig(text, each.stack);
  const moved = withStatesAt(store.states, config, each.stack);
  return {
    stack: each.stack,
    config: moved === config ? text : JSON.stringify(moved),
    ...(lockFile === undefined ? {} : { lockFile }),
    ...(each.onlyRefsOf === null ? {} : { onlyRefsOf: each.onlyRefsOf }),
  };
}

async function plannedChangesOf(store: RunStore, { id }: RunRecord, { stack, digest }: RunStack): Promise<readonly unknown[]> {
  const text = (await store.read(runKey(id, "stacks", stack, "content.jsonl"))) ?? "";
  if (sha256Hex(text) === digest) return listAt(parseContent(text), "resource_changes");
  throw refusal(
    "RUN_CHANGED",
    `${id}: ${stack}/content.jsonl`,
    `sha256 ${short(digest)}`,
    short(sha256Hex(text)),
    "find out who changed the file",
  );
}

async function importsOf(store: RunStore, { id }: RunRecord, stack: RunStack): Promise<ReadonlyMap<string, string>> {
  const blocks = listAt(parseJson((await readImports(store, id, stack)) ?? "{}"), "import");
  return new Map(blocks.map((block) => [textAt(block, "to") ?? "", textAt(block, "id") ?? ""]));
}

function carriedImports(before: RecordedRecovery["stacks"], stack: string): ReadonlyMap<string, string> {
  return new Map(
    before.filter((each) => each.stack === stack).flatMap(({ imports }) => imports.map(({ address, id }) => [address, id] as const)),
  );
}
