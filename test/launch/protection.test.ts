import { runsThatMayProtect } from "../../launch/ledger/history.ts";
import type { LedgerEntry } from "../../launch/ledger/ledger.ts";

const place = (seq: number, run: string) => ({
  seq,
  run,
  at: "2026-11-22T12:00:00.000Z",
  target: "chatbot/production",
  previous: "0".repeat(64),
});
const started = (seq: number, run: string): LedgerEntry => ({
  ...place(seq, run),
  kind: "apply-started",
  operator: "ci",
  stacks: [{ stack: "s", planSha256: "1".repeat(64), carriedOver: false }],
});
const partly = (seq: number, run: string, outcome: "applied" | "partially-applied"): LedgerEntry => ({
  ...place(seq, run),
  kind: "partially-applied",
  stacks: [{ stack: "s", outcome, lineage: "l", serial: 1 }],
  errors: [],
});

it.each<[string, readonly LedgerEntry[], readonly string[]]>([
  ["no run, no protection", [], []],
  ["a first run that stopped half way may have made what it protects", [started(1, "a"), partly(2, "a", "partially-applied")], ["a"]],
  ["so may an interrupted one after a good one", [started(1, "a"), partly(2, "a", "applied"), started(3, "b")], ["a", "b"]],
  ["a later run that stands has the last word", [started(1, "a"), started(2, "b"), partly(3, "b", "applied")], ["b"]],
])("%s", (_what, entries, runs) => {
  expect(runsThatMayProtect(entries, "s")).toEqual(runs);
});
