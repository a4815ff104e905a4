import * as z from "zod";
import { canonicalText, parseJson, sha256Hex } from "../json.ts";
import { refusal, short } from "../refusal.ts";
import type { RunStore } from "../store/store.ts";

/**
 * Number and hash of the last entry, so that a ledger cut short at a line's end is noticed too. The second one lies beside the states:
 * whoever puts the records back to an old copy, head and all, leaves that one behind.
 */
export const HEADS = ["ledger.head.json", "state/ledger.head.json"] as const;

const headSchema = z.strictObject({ seq: z.int(), hash: z.string().regex(/^[0-9a-f]{64}$/) });

export type LedgerHeads = ReadonlyMap<string, string | undefined>;

export async function readHeads(store: RunStore): Promise<LedgerHeads> {
  return new Map(await Promise.all(HEADS.map(async (key) => [key, await store.read(key)] as const)));
}

/** Brings the heads up to an entry. One that is further already was written by somebody quicker. */
export async function advanceHeads(store: RunStore, seq: number, hash: string): Promise<void> {
  if (seq === 0) return;
  for (const key of HEADS) {
    for (;;) {
      const before = await store.read(key);
      if ((headSchema.safeParse(parseJson(before ?? "")).data?.seq ?? 0) >= seq) break;
      if (await store.swap(key, before, canonicalText({ seq, hash }))) break;
    }
  }
}

/**
 * One entry more than a head says is a crash between the two writes; fewer, or another line in its place, is a loss.
 * @returns what is wrong, for the first head that does not fit
 */
export function shrunk(heads: LedgerHeads, lines: readonly string[]): Error | undefined {
  const count = lines.length;
  for (const [key, text] of heads) {
    if (text === undefined && count <= 1) continue;
    const head = headSchema.safeParse(parseJson(text ?? ""));
    const line = head.success ? lines[head.data.seq - 1] : undefined;
    if (head.success && line !== undefined && sha256Hex(line) === head.data.hash && count <= head.data.seq + 1) continue;
    const wanted = head.success ? `${head.data.seq} entries ending in ${short(head.data.hash)}, as ${key} says` : `a readable ${key}`;
    return refusal("LEDGER_SHRUNK", "ledger", wanted, `${count} entries`, RESTORE);
  }
  return undefined;
}

export const RESTORE = `restore ledger.jsonl, ${HEADS.join(" and ")} from a backup of the run store`;
