import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRun } from "../../launch/run.ts";
import { openStore } from "../../launch/store/store.ts";
import { parseConfig } from "../../launch/terraform/work-folder.ts";
import { openBench, stack, verified } from "./bench-of-runs.ts";

const refused = (kind: string, code: string) => expect.objectContaining({ parts: expect.objectContaining({ kind, code }) });

it("knows no run that the store does not hold", async () => {
  const dir = mkdtempSync(join(tmpdir(), "slipway-store-"));
  try {
    await expect(readRun(openStore(dir), "run-20261122T120000Z-0a1b2c")).rejects.toThrow(refused("refused", "RUN_UNKNOWN"));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

it.each(["", "{", "[]", '"text"', "null"])("does not take %j for a synthesized stack", (text) => {
  expect(() => parseConfig(text, "chatbot-production")).toThrow(refused("config", "STACK_CONFIG_UNREADABLE"));
});

it("applies with the terraform that planned, and records nothing for a run that was not applied", async () => {
  const bench = await openBench();
  try {
    const run = await bench.plan([stack("chatbot-production", { api: "v1" })]);
    await bench.approve(run);
    await expect(verified(bench, run)).rejects.toThrow(refused("refused", "RUN_NOT_APPLIED"));
    const other = { ...bench.terraform, binary: { ...bench.terraform.binary, version: "1.99.0" } };
    await expect(bench.apply(run, { terraform: other })).rejects.toThrow(refused("refused", "TERRAFORM_CHANGED"));
    expect((await bench.apply(run)).leftovers).toEqual([]);
  } finally {
    bench.close();
  }
});
