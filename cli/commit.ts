import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { lastApplied } from "../launch/history.ts";
import { verifyLedger } from "../launch/ledger.ts";
import type { PlanRequest } from "../launch/plan.ts";
import { readRun } from "../launch/run.ts";
import type { RunStore } from "../launch/store.ts";

type Commit = PlanRequest["commit"];

const UNKNOWN: Commit = { sha: undefined, authors: [], dirty: false };

/**
 * Which commit the configs come from, and who wrote what came since `since` (or the last commit alone): none of them may approve.
 * Outside a git checkout nothing is known, and the record says so.
 */
export async function commitOf(dir: string, since?: string): Promise<Commit> {
  const git = async (...args: string[]): Promise<string> => (await promisify(execFile)("git", ["-C", dir, ...args])).stdout.trim();
  try {
    const [sha, changes] = await Promise.all([git("rev-parse", "HEAD"), git("status", "--porcelain")]);
    // a base that is gone (a rewritten history, a shallow clone) hides who wrote what, so every author counts
    const isKnown =
      since === undefined ||
      (await git("merge-base", "--is-ancestor", since, "HEAD").then(
        () => true,
        () => false,
      ));
    const range = since === undefined ? ["-1"] : isKnown ? [`${since}..HEAD`] : [];
    const authors = (await git("log", "--format=%ae", ...range)).split("\n").filter((author) => author !== "");
    return { sha, authors: [...new Set(authors)].sort(), dirty: changes !== "" };
  } catch {
    return UNKNOWN;
  }
}

/** The same, since the target's last applied run. */
export async function commitSinceApplied(dir: string, store: RunStore, target: string): Promise<Commit> {
  const { entries } = await verifyLedger(store);
  const applied = lastApplied(entries, target);
  const since = applied === undefined ? undefined : (await readRun(store, applied.run)).record.commit.sha;
  return commitOf(dir, since ?? undefined);
}
