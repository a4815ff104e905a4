import { differences } from "../launch/content-digest.ts";
import { canonicalText, isObject, type JsonObject, parseJson } from "../launch/json.ts";
import { entriesOf, lastRunOfStack, stateOf } from "../launch/ledger/history.ts";
import type { LedgerEntry } from "../launch/ledger/ledger.ts";
import { type RunRecord, type RunStack, type RunState, readConfig, readRun } from "../launch/run.ts";
import type { RunStore } from "../launch/store/store.ts";

/** What a deploy of one synthesized stack comes to. */
export type DeployChoice =
  /** The one approved, never-started run that holds exactly this configuration of the stack, and changes it. */
  | { readonly kind: "apply"; readonly record: RunRecord }
  /** A run that is at work with exactly this configuration. */
  | { readonly kind: "join"; readonly record: RunRecord }
  /** The run that applied exactly this configuration last: there is nothing to do for this stack. */
  | { readonly kind: "stands"; readonly record: RunRecord; readonly state: RunState }
  | { readonly kind: "none"; readonly got: string; readonly fix: string };

interface Candidate {
  readonly record: RunRecord;
  readonly stack: RunStack;
  readonly state: RunState | undefined;
  /** The first of the run's stacks that cdktf synthesized otherwise than it was recorded. */
  readonly other: RunStack | undefined;
}

/** What cdktf has synthesized for a stack, in the same go; empty where it has none of that name. */
export type Synthesized = (stack: string) => JsonObject;

/** States in which a run may matter to somebody who deploys now. */
const LIVE: ReadonlySet<RunState | undefined> = new Set(["planned", "approved", "applying", "partially-applied", "failed", "interrupted"]);

/**
 * Finds the run that a `cdktf deploy` of a stack stands for. Only a run may change a stack, and only one whose recorded configuration of
 * every stack is, value for value, what cdktf has just synthesized.
 * @param wanted a run that somebody named, where several fit
 */
export async function chooseDeploy(
  store: RunStore,
  entries: readonly LedgerEntry[],
  stack: string,
  synthesized: Synthesized,
  wanted?: string,
): Promise<DeployChoice> {
  const candidates = await candidatesFor(store, entries, stack, synthesized);
  const same = candidates.filter(({ other }) => other === undefined);
  const open = same.find(({ state }) => state === "applying");
  if (open !== undefined) return { kind: "join", record: open.record };
  const ready = same.filter(({ state, stack: { empty }, record }) => state === "approved" && !empty && (wanted ?? record.id) === record.id);
  const [one, another] = ready;
  if (another !== undefined) {
    const got = `${ready.length} approved runs with this configuration: ${ready.map(({ record }) => record.id).join(", ")}`;
    return { kind: "none", got, fix: "name one in SLIPWAY_RUN" };
  }
  if (one !== undefined) return { kind: "apply", record: one.record };
  const standing = lastRunOfStack(entries, stack);
  // what its other stacks are by now is their own business: this one is as it was applied
  const stands = candidates.find(({ record, other }) => record.id === standing && other?.stack !== stack);
  if (stands?.state !== undefined) return { kind: "stands", record: stands.record, state: stands.state };
  return await explain(store, candidates, synthesized);
}

async function candidatesFor(
  store: RunStore,
  entries: readonly LedgerEntry[],
  stack: string,
  synthesized: Synthesized,
): Promise<readonly Candidate[]> {
  const standing = lastRunOfStack(entries, stack);
  const runs = entriesOf(entries, "planned").filter(({ run }) => run === standing || LIVE.has(stateOf(entries, run)));
  const found: Candidate[] = [];
  for (const { run } of runs) {
    const { record } = await readRun(store, run);
    const own = record.stacks.find((each) => each.stack === stack);
    if (own === undefined) continue;
    found.push({ record, stack: own, state: stateOf(entries, run), other: await otherStack(store, record, own, synthesized) });
  }
  return found;
}

/** The stack in question first: a run that holds another configuration of it is another run, whatever its other stacks say. */
async function otherStack(
  store: RunStore,
  { id, stacks }: RunRecord,
  own: RunStack,
  synthesized: Synthesized,
): Promise<RunStack | undefined> {
  for (const stack of [own, ...stacks]) {
    const recorded = asObject(parseJson(await readConfig(store, id, stack)));
    if (canonicalText(withoutNotes(recorded)) !== canonicalText(withoutNotes(synthesized(stack.stack)))) return stack;
  }
  return undefined;
}

/** Notes of cdktf to itself, which terraform passes over. */
function withoutNotes({ "//": _notes, ...config }: JsonObject): JsonObject {
  return config;
}

/** The newest run that comes closest, and what is in the way of it. */
async function explain(store: RunStore, candidates: readonly Candidate[], synthesized: Synthesized): Promise<DeployChoice> {
  const same = candidates.findLast(({ other }) => other === undefined);
  if (same !== undefined) {
    const { record, state } = same;
    if (state === "approved") return none(`${record.id}, which leaves this stack as it is`, "deploy the stacks that it changes");
    if (state === "planned") return none(`${record.id}, which nobody approved`, `have slipway approve ${record.id} run by an approver`);
    const fix = state === "interrupted" ? `run slipway recover ${record.target}` : `run slipway plan ${record.target}`;
    return none(`${record.id}, which was started and is ${state}`, fix);
  }
  const close = candidates.findLast(({ state }) => state === "approved");
  if (close?.other === undefined) return none("none", "");
  const { record, other } = close;
  const recorded = asObject(parseJson(await readConfig(store, record.id, other)));
  const places = differences(withoutNotes(recorded), withoutNotes(synthesized(other.stack)), 5).join(", ");
  const got = `the approved ${record.id}, which recorded another configuration of ${other.stack} (a difference in ${places})`;
  const byHand = `run slipway apply ${record.id}`;
  if (record.rollbackOf !== null) return none(got, byHand); // what a rollback writes down, no config of today says
  return none(got, `synthesize with SLIPWAY_CONTRIBUTIONS=${contributionsOf(store, record.id)}, or ${byHand}`);
}

/** Where `slipway plan` left what the zone of a run is composed of, for the app in cdktf.json. */
export function contributionsOf(store: RunStore, run: string): string {
  return store.local.path(`runs/${run}/contributions`);
}

function none(got: string, fix: string): DeployChoice {
  return { kind: "none", got, fix };
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
