import { isObject, type JsonObject, listAt, objectAt, textAt } from "../json.ts";
import { addressOf, type JournalLine } from "../ledger/journal.ts";
import { alwaysThere, importIdOf, isWrittenAgain, naturalKey, naturalKeyText } from "./natural-key.ts";

/** What became of one thing that an apply set out to create. */
export interface RecoverFinding {
  readonly stack: string;
  readonly address: string;
  /**
   * in-state: nothing to do. finished: it exists, its id is known, the state misses it. found: it may have been made, and exactly one
   * thing of its natural key exists. absent: it may have been made, but there is none. unknown: a person has to look. vouched: a person
   * has looked, and it does not exist.
   */
  readonly kind: "in-state" | "finished" | "found" | "absent" | "unknown" | "vouched";
  /** For "finished" and "found": what terraform imports. */
  readonly importId: string | null;
  /** What a person searches for at the vendor. */
  readonly naturalKey: string;
  /** Why, for people. */
  readonly note: string;
}

export interface Wanted {
  readonly type: string;
  readonly key: JsonObject;
}

/** Ids of everything that exists with this natural key. Undefined: cannot be asked here. */
export type Lookup = (wanted: Wanted) => Promise<readonly string[] | undefined>;

interface CreateAttempt {
  readonly address: string;
  readonly end: "complete" | "errored" | "open";
  /** Attribute that holds the id, and the id, of a create that came to its end. */
  readonly idKey: string;
  readonly id: string | null;
}

const ENDS = { apply_start: "open", apply_complete: "complete", apply_errored: "errored" } as const;

/** Creates that a journal tells of, each with the last thing heard of it. Updates and deletes keep their address, so the next plan sees them. */
export function createAttempts(lines: readonly JournalLine[]): readonly CreateAttempt[] {
  const attempts = new Map<string, CreateAttempt>();
  for (const line of lines) {
    const end = Object.entries(ENDS).find(([type]) => type === line.type)?.[1];
    const hook = objectAt(line, "hook");
    if (end === undefined || hook.action !== "create") continue;
    const address = addressOf(line);
    attempts.set(address, { address, end, idKey: textAt(hook, "id_key") ?? "id", id: textAt(hook, "id_value") ?? null });
  }
  return [...attempts.values()];
}

/** Attributes of every object of a state, by address; a deposed one stands beside the one that replaces it. */
export function objectsInState(state: unknown): ReadonlyMap<string, readonly JsonObject[]> {
  const objects = new Map<string, readonly JsonObject[]>();
  for (const resource of listAt(state, "resources")) {
    if (textAt(resource, "mode") !== "managed") continue;
    for (const instance of listAt(resource, "instances")) {
      const address = addressInState(resource, instance);
      objects.set(address, [...(objects.get(address) ?? []), objectAt(instance, "attributes")]);
    }
  }
  return objects;
}

/** Of an instance of a resource, as a state lists them. */
export function addressInState(resource: unknown, instance: unknown): string {
  const parts = [textAt(resource, "module"), textAt(resource, "type"), textAt(resource, "name")];
  const base = parts.filter((part) => part !== undefined).join(".");
  const key = isObject(instance) ? instance.index_key : undefined;
  return key === undefined ? base : `${base}[${JSON.stringify(key)}]`;
}

export interface StackAfterwards {
  readonly stack: string;
  readonly journal: readonly JournalLine[];
  /** False when the journal may have lost lines: then everything that was to be created may exist. */
  readonly journalIsWhole: boolean;
  /** `resource_changes` of the recorded plan. */
  readonly planned: readonly unknown[];
  readonly inState: ReadonlyMap<string, readonly JsonObject[]>;
  /** Import ids that an earlier recovery, or a person, has named already, by address. */
  readonly named: ReadonlyMap<string, string>;
  /** Ids that a state of the run holds: they are nobody's lost thing. */
  readonly taken: ReadonlySet<string>;
}

/** Looks at every create of one stack. Asks the vendor only about what may exist. */
export async function lookAfter(stack: StackAfterwards, lookup: Lookup): Promise<readonly RecoverFinding[]> {
  const told = createAttempts(stack.journal);
  const creates = new Map(stack.planned.filter(isCreate).map((each) => [textAt(each, "address") ?? "", each]));
  const mentioned = new Set(told.map(({ address }) => address));
  const unheard = [...creates.keys()].filter((address) => !mentioned.has(address) && !isJournalComplete(stack, mentioned));
  const named = [...stack.named.keys()].filter((address) => !mentioned.has(address) && !unheard.includes(address));
  const attempts = [...told, ...[...unheard, ...named].map((address) => ({ address, end: "open", idKey: "id", id: null }) as const)];
  return await Promise.all(attempts.map(async (attempt) => await lookAt(stack, attempt, creates.get(attempt.address), lookup)));
}

/** A journal that ends in a torn line, or says nothing of something that the state holds, has lost lines. */
function isJournalComplete({ journalIsWhole, inState, planned }: StackAfterwards, mentioned: ReadonlySet<string>): boolean {
  const silent = planned.filter(isCreate).some((each) => {
    const address = textAt(each, "address") ?? "";
    const isPure = listAt(objectAt(each, "change"), "actions").join() === "create";
    return isPure && !isImported(each) && inState.has(address) && !mentioned.has(address);
  });
  return journalIsWhole && !silent;
}

async function lookAt(stack: StackAfterwards, attempt: CreateAttempt, change: unknown, lookup: Lookup): Promise<RecoverFinding> {
  const { address } = attempt;
  const type = textAt(change, "type") ?? typeOf(address);
  const attributes = objectAt(objectAt(change, "change"), "after");
  const finding = (kind: RecoverFinding["kind"], note: string, importId: string | null = null): RecoverFinding => ({
    stack: stack.stack,
    address,
    kind,
    importId,
    naturalKey: naturalKeyText(type, attributes),
    note,
  });
  const standing = stack.inState.get(address) ?? [];
  const isKept = standing.some((each) => attempt.id === null || each[attempt.idKey] === attempt.id);
  if (isKept && (attempt.id !== null || !isReplacement(change))) return finding("in-state", "the state knows it");
  if (standing.length > 0) {
    return finding("unknown", `the state holds ${idsOf(standing)} here and a new one was begun (${attempt.id ?? "id not known"})`);
  }
  const named = stack.named.get(address);
  if (named !== undefined) return finding("finished", "named before", named);
  if (isWrittenAgain(type)) return finding("absent", "the next plan writes it again, which does no harm");
  if (attempt.id !== null) {
    const importId = importIdOf(type, attempt.id, attributes);
    if (importId === undefined) return finding("unknown", `finished as ${attempt.id}, but how to import a ${type} is not known`);
    return finding("finished", `terraform finished it as ${attempt.id}`, importId);
  }
  const certain = alwaysThere(type, attributes);
  if (certain !== undefined) return finding("found", "it always exists", importIdOf(type, certain, attributes) ?? null);
  return await search(stack, attempt, type, attributes, finding, lookup);
}

async function search(
  stack: StackAfterwards,
  { end }: CreateAttempt,
  type: string,
  attributes: JsonObject,
  finding: (kind: RecoverFinding["kind"], note: string, importId?: string | null) => RecoverFinding,
  lookup: Lookup,
): Promise<RecoverFinding> {
  const begun = end === "errored" ? "its create ended with an error" : "its create began and no end is known";
  const key = naturalKey(type, attributes);
  const all = key === undefined ? undefined : await lookup({ type, key });
  if (all === undefined) return finding("unknown", `${begun}, and nobody could be asked whether it exists`);
  const ids = all.filter((id) => !stack.taken.has(`${type} ${id}`));
  const [id] = ids;
  if (id === undefined) return finding("absent", `${begun}, and there is none`);
  if (ids.length > 1) return finding("unknown", `${begun}, and there are ${ids.length}: ${ids.join(", ")}`);
  return finding("found", `${begun}, and there is one: ${id}`, importIdOf(type, id, attributes) ?? null);
}

function isCreate(change: unknown): boolean {
  return listAt(objectAt(change, "change"), "actions").includes("create");
}

function isReplacement(change: unknown): boolean {
  return isCreate(change) && listAt(objectAt(change, "change"), "actions").length > 1;
}

function isImported(change: unknown): boolean {
  return isObject(objectAt(change, "change").importing);
}

function idsOf(objects: readonly JsonObject[]): string {
  return objects.map((each) => textAt(each, "id") ?? "an object without id").join(", ");
}

/** `module.x.aws_sns_topic.oncall["a"]` is an aws_sns_topic. */
export function typeOf(address: string): string {
  return (
    address
      .replace(/\[.*$/, "")
      .replace(/^(?:module\.[^.]+\.)*/, "")
      .split(".")[0] ?? ""
  );
}
