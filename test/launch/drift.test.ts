import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { findDrift } from "../../launch/drift.ts";
import { type Bench, openBench, stack, statePath, TARGET } from "./bench-of-runs.ts";
import { apply, approve, type Desk, openStoreIn, planWanted, temporaryStoreDir, ZONE } from "./property/launches.ts";
import { openTerraformDouble } from "./property/terraform-double.ts";

it("reads drift beside a run at work: no lock, no ledger entry, nothing left behind", async () => {
  const bench: Bench = await openBench();
  try {
    await expect(findDrift({ ...bench, target: TARGET })).rejects.toMatchObject({ parts: { kind: "refused", code: "RUN_NOT_APPLIED" } });
    await bench.launch([stack("chatbot-production", { api: "v1" })]);
    await bench.store.write("lock.json", "somebody else is at work");
    const lockInfo = JSON.stringify({ ID: "x", Operation: "apply", Who: "somebody" });
    writeFileSync(
      statePath(bench, "chatbot-production").replace("chatbot-production.tfstate", ".chatbot-production.tfstate.lock.info"),
      lockInfo,
    );
    const ledger = readFileSync(bench.store.path("ledger.jsonl"), "utf8");
    expect(await findDrift({ ...bench, target: TARGET })).toEqual([]);
    expect(readFileSync(bench.store.path("ledger.jsonl"), "utf8")).toBe(ledger);
    expect(readdirSync(bench.store.dir).filter((name) => name.startsWith("drift-"))).toEqual([]);
  } finally {
    bench.close();
  }
});

it("shows exactly the attribute that somebody changed", async () => {
  const { dir, remove } = temporaryStoreDir();
  const people = await openBench();
  try {
    const double = openTerraformDouble();
    let now = Date.parse("2026-11-22T12:00:00Z");
    const desk: Desk = {
      store: openStoreIn(dir),
      terraform: double.terraform,
      lookup: double.lookup,
      people: people.people,
      approvers: people.approvers,
      clock: () => {
        now += 1000;
        return new Date(now);
      },
    };
    const run = await planWanted(desk, ZONE, { rules: { git: "v1" }, things: {}, keep: undefined, interval: 30 });
    await approve(desk, run);
    await apply(desk, run.id);
    expect(await findDrift({ ...desk, target: ZONE })).toEqual([]);
    const [ruleset] = double.world.values();
    if (ruleset !== undefined) ruleset.attributes = { ...ruleset.attributes, name: "by hand" };
    expect(await findDrift({ ...desk, target: ZONE })).toEqual([
      {
        stack: "zone-opsdesk-example",
        address: "cloudflare_ruleset.firewall",
        gone: false,
        attributes: [{ path: "name", before: "default", after: "by hand" }],
      },
    ]);
  } finally {
    remove();
    people.close();
  }
});
