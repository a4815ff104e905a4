import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { lastApplied } from "../launch/ledger/history.ts";
import { verifyLedger } from "../launch/ledger/ledger.ts";
import type { PlanRequest } from "../launch/plan.ts";
import { readRun } from "../launch/run.ts";
import type { RunStore } from "../launch/store/store.ts";

type Commit = PlanRequest["commit"];

/** Git tells the key of an SSH signature only when it has a list to look it up in; an empty one will do. Source: git-config(1), gpg.ssh.allowedSignersFile. */
const NOBODY_ALLOWED = ["-c", "gpg.ssh.allowedSignersFile=/dev/null"];
/** Author, fingerprint of the signing key, co-authors. Source: git-log(1), PRETTY FORMATS (checked 2026-11-25). */
const COMMIT_LINE = "%ae%x09%GF%x09%(trailers:key=Co-authored-by,valueonly,separator=%x09)";

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
    return { sha, ...whoWrote(await git(...NOBODY_ALLOWED, "log", `--format=${COMMIT_LINE}`, ...range)), dirty: changes !== "" };
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

/** A co-author is an author; a signature that is no SSH signature proves nothing here. */
function whoWrote(log: string): Pick<Commit, "authors" | "keys" | "unsigned"> {
  const commits = log.split("\n").flatMap((line) => {
    const [author = "", fingerprint = "", ...coauthors] = line.split("\t");
    const others = coauthors.flatMap((each) => /<([^<>]+)>/.exec(each)?.[1] ?? []);
    return author === "" ? [] : [{ author, key: fingerprint.startsWith("SHA256:") ? fingerprint : undefined, others }];
  });
  const unique = (all: readonly string[]): readonly string[] => [...new Set(all)].sort();
  return {
    authors: unique(commits.flatMap(({ author, others }) => [author, ...others])),
    keys: unique(commits.flatMap(({ key }) => key ?? [])),
    unsigned: unique(commits.flatMap(({ author, key }) => (key === undefined ? [author] : []))),
  };
}
