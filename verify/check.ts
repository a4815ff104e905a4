import { SlipwayError } from "../errors/slipway-error.ts";
import type { Finding, Outcome } from "./finding.ts";
import type { Net } from "./net.ts";

/** One promise. A table of these is all that verification knows. */
export interface Check<Scope> {
  /** Stable; stands in records and in docs/checks.md. */
  readonly id: string;
  readonly source: string;
  readonly businessRisk: string;
  /** What to ask in this scope; nothing when the promise does not concern it. */
  readonly probes: (scope: Scope) => readonly Probe[];
  /** Spoils what others would be told afterwards, so it is asked last and alone. */
  readonly disturbs?: true;
}

export interface Probe {
  readonly subject: string;
  /** Finishes the sentence "expected ...". */
  readonly expected: string;
  /** Throws an error of kind undecided when nobody answers. */
  readonly ask: (net: Net) => Promise<Verdict>;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly got: string;
}

/** Enough to hide waiting, little enough to be no load. */
const AT_ONCE = 16;

/** Asks everything, and gives one finding per probe in the order of the table. */
export async function runChecks<Scope>(checks: readonly Check<Scope>[], scope: Scope, net: Net): Promise<readonly Finding[]> {
  const gentle = checks.filter((check) => check.disturbs !== true);
  const rough = checks.filter((check) => check.disturbs === true);
  return [...(await askAll(gentle, scope, net, AT_ONCE)), ...(await askAll(rough, scope, net, 1))];
}

async function askAll<Scope>(checks: readonly Check<Scope>[], scope: Scope, net: Net, atOnce: number): Promise<Finding[]> {
  const questions = checks.flatMap((check) => check.probes(scope).map((probe) => ({ check, probe })));
  return inParallel(questions, atOnce, async ({ check, probe }) => ({
    id: check.id,
    subject: probe.subject,
    expected: probe.expected,
    ...(await verdictOf(probe, net)),
    source: check.source,
    businessRisk: check.businessRisk,
  }));
}

async function verdictOf(probe: Probe, net: Net): Promise<Verdict> {
  try {
    return await probe.ask(net);
  } catch (error) {
    if (error instanceof SlipwayError && error.parts.kind === "undecided") return { outcome: "unknown", got: error.parts.got };
    throw error;
  }
}

/** Results in the order of the items; at most `atOnce` at work. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
