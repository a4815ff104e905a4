import { refusal } from "../refusal.ts";
import type { RunRecord } from "../run.ts";
import { fingerprintOf, publicPart } from "./ssh-signature.ts";
import { GENESIS, type Trust } from "./trust.ts";

export const KNOWN_BY = ["ledger", "config", "own word"] as const;

/** On whose word a planner is who they say. A name alone is nobody's proof: anybody may sign with a new key under any name. */
export type KnownBy = (typeof KNOWN_BY)[number];

/** @param trust as it holds for the run */
export function knownBy(trust: Trust, planner: { readonly id: string; readonly publicKey: string }): KnownBy {
  const isListed = trust.list.some(({ id, sshPublicKey }) => id === planner.id && publicPart(sshPublicKey) === planner.publicKey);
  if (!isListed) return "own word";
  return trust.from === GENESIS ? "config" : "ledger";
}

/**
 * The rule `knownKeysOnly`: planner, authors and approver are told apart by listed keys and not by names. The planner's key is proven by the
 * run's signature; which commits are signed by whom is what the planner's machine read, so the rule binds people and not a forged tool.
 * @throws SlipwayError kind "refused", code IDENTITY_UNPROVEN
 */
export function refuseUnknownKeys({ id, planner, commit }: Pick<RunRecord, "id" | "planner" | "commit">, trust: Trust): void {
  if (trust.knownKeysOnly !== true) return;
  const listed = new Set(trust.list.map(({ sshPublicKey }) => fingerprintOf(publicPart(sshPublicKey))));
  const strangers = (commit.keys ?? []).filter((fingerprint) => !listed.has(fingerprint));
  const flaws = [
    ...(knownBy(trust, planner) === "own word" ? [`planner ${planner.id} with the unlisted key ${planner.fingerprint}`] : []),
    ...(commit.keys === undefined ? ["commits that nobody looked at"] : []),
    ...(commit.dirty ? ["changes that are in no commit"] : []),
    ...strangers.map((fingerprint) => `a commit signed with the unlisted key ${fingerprint}`),
    ...(commit.unsigned ?? []).map((author) => `a commit of ${author} without an SSH signature`),
  ];
  if (flaws.length === 0) return;
  const expected = "a planner and authors with the keys of listed approvers (people.knownKeysOnly)";
  throw refusal("IDENTITY_UNPROVEN", id, expected, flaws.join(", "), "sign plan and commits with listed keys");
}
