import { readFileSync, writeFileSync } from "node:fs";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { Run } from "../../launch/run.ts";
import { type Bench, stateInputs } from "./bench-of-runs.ts";

/** One adversarial scenario: its number in the list that the engine is held to, what happens in it, and a drive through it with its outcome. */
export type Scenario = readonly [number: number, sentence: string, drive: () => Promise<void>];

export const STACK = "chatbot-production";

export function refusedWith(code: string, more: Readonly<Record<string, unknown>> = {}): object {
  return { parts: { kind: "refused", code, ...more } };
}

/** The engine says no, nothing has happened, and the run does not look like a failed apply. */
export async function expectRefusal(bench: Bench, run: Run, attempt: () => Promise<unknown>, refusal: object): Promise<void> {
  const before = stateInputs(bench, STACK);
  await expect(attempt()).rejects.toMatchObject(refusal);
  expect(stateInputs(bench, STACK)).toEqual(before);
  const { entries } = await verifyLedger(bench.store);
  expect(entries.filter((entry) => entry.run === run.id && (entry.kind === "apply-started" || entry.kind === "failed"))).toEqual([]);
}

export function later(bench: Bench, seconds: number): Date {
  bench.now = new Date(bench.now.getTime() + seconds * 1000);
  return bench.now;
}

/** Turns one bit in the middle of a record. */
export function flip(bench: Bench, key: string): void {
  const file = bench.store.path(key);
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

export function edit(bench: Bench, key: string, change: (text: string) => string): void {
  const file = bench.store.path(key);
  const text = readFileSync(file, "utf8");
  expect(change(text)).not.toBe(text);
  writeFileSync(file, change(text));
}
