import { readFileSync, writeFileSync } from "node:fs";
import { verifyLedger } from "../../../launch/ledger/ledger.ts";
import { planRollback } from "../../../launch/rollback/rollback.ts";
import { outsideWayBack, stepsOf, wayBackOf } from "../../../launch/rollback/way-back.ts";
import { type Run, readFacts } from "../../../launch/run.ts";
import { type Bench, openBench, stack, stateInputs, statePath, TARGET, trusted, verified } from "../bench-of-runs.ts";
import { MX, plan, RECORD } from "../plan-fixtures.ts";

const STACK = "chatbot-production";
const step = (action: string, name: string, previousAddress: string | null = null) => ({
  stack: STACK,
  address: `terraform_data.${name}`,
  previousAddress,
  action,
});

describe("a way back approved with the run", () => {
  let base: Bench;
  let bench: Bench;
  let v1: Run;
  let v2: Run;
  beforeAll(async () => {
    base = await openBench();
    v1 = await base.launch([stack(STACK, { api: "v1", old: "v1" })]);
    v2 = await base.plan([stack(STACK, { api: "v2", extra: "v2" })]);
    await base.approve(v2, { wayBackHours: 2 });
    await base.apply(v2);
  });
  afterAll(() => base.close());
  beforeEach(async () => {
    bench = await openBench(base);
  });
  afterEach(() => bench.close());

  async function rollback(): Promise<Run> {
    const { store, terraform, people } = bench;
    const commit = { sha: undefined, authors: [], dirty: false };
    return await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now: wait(1) });
  }

  function wait(seconds: number): Date {
    bench.now = new Date(bench.now.getTime() + seconds * 1000);
    return bench.now;
  }

  /** The state as an administrator's editor leaves it: same serial, so that nothing but the plan tells. */
  function editState(change: (text: string) => string): void {
    const file = statePath(bench, STACK);
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }

  it("is listed before approval exactly as the rollback then is", async () => {
    expect(v2.review.wayBack).toEqual({
      to: v1.id,
      steps: [step("update", "api"), step("delete", "extra"), step("create", "old")],
      outputs: [],
      acknowledgements: [],
    });
    const { changes } = (await rollback()).review;
    const done = changes.map(({ stack: name, address, previousAddress, action }) => ({ stack: name, address, previousAddress, action }));
    expect(done.toSorted((one, other) => (one.address < other.address ? -1 : 1))).toEqual([
      step("update", "api"),
      step("delete", "extra"),
      step("create", "old"),
    ]);
  });

  type Way = () => Promise<Run>;
  /** Each plans a run and does one thing; what has to come of applying it without a second signer. */
  const RUNS: readonly (readonly [string, "applied" | string, Way])[] = [
    ["the rollback as listed", "applied", rollback],
    [
      "a rollback with less to do than was listed",
      "applied",
      async () => {
        editState((text) => text.replace('"v2"', '"v1"').replace('"v2"', '"v1"'));
        return await rollback();
      },
    ],
    [
      "a rollback with a step that was not listed",
      "outside the approved way back: delete chatbot-production/terraform_data.other",
      async () => {
        editState((text) => text.replace('"name": "extra"', '"name": "other"'));
        return await rollback();
      },
    ],
    [
      "a rollback after the way back has ended",
      "a way back approved until",
      async () => {
        const run = await rollback();
        wait(2 * 3600);
        return run;
      },
    ],
    [
      "a rollback on a clock that was set back",
      "a clock set back",
      async () => {
        const run = await rollback();
        wait(-1200);
        return run;
      },
    ],
    [
      "a rollback whose pre-approval has lost its signature",
      "no file",
      async () => {
        await bench.store.remove(`runs/${v2.id}/approvals/1/approval.sig`);
        return await rollback();
      },
    ],
    [
      "a configuration that the engine would not make, at the listed addresses",
      "another configuration than the way back",
      async () =>
        await bench.plan([stack(STACK, { api: "evil", old: "v1" })], {
          rollbackOf: { run: v2.id, to: v1.id, bad: null },
          facts: await readFacts(bench.store, v1),
        }),
    ],
    [
      "a rollback that smuggles in approvers",
      "another list of approvers",
      async () =>
        await bench.plan([stack(STACK, { api: "v1", old: "v1" })], {
          rollbackOf: { run: v2.id, to: v1.id, bad: null },
          facts: await readFacts(bench.store, v1),
          approvers: [trusted(bench.people.mallory)],
        }),
    ],
    [
      "a rollback with other facts",
      "other facts",
      async () =>
        await bench.plan([stack(STACK, { api: "v1", old: "v1" })], {
          rollbackOf: { run: v2.id, to: v1.id, bad: null },
          facts: { model: "x" },
        }),
    ],
    ["a run that is no rollback, to the same content", "none", async () => await bench.plan([stack(STACK, { api: "v1", old: "v1" })])],
    [
      "a rollback to another run than the one approved",
      "a way back to run-",
      async () => await bench.plan([stack(STACK, { api: "v1" })], { rollbackOf: { run: v2.id, to: v2.id, bad: null } }),
    ],
    [
      "a rollback of a run that was approved without it",
      "none",
      async () => {
        await verified(bench, v2);
        const v3 = await bench.plan([stack(STACK, { api: "v3" })]);
        await bench.approve(v3);
        await bench.apply(v3);
        return await rollback();
      },
    ],
  ];

  it.each(RUNS)("%s, without a second signer: %s", async (_what, outcome, way) => {
    const run = await way();
    if (outcome === "applied") {
      expect((await bench.apply(run)).status).toBe("applied");
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1", old: "v1" });
      const { entries } = await verifyLedger(bench.store);
      expect(entries.filter((entry) => entry.run === run.id).map(({ kind }) => kind)).toEqual([
        "planned",
        "pre-approved",
        "apply-started",
        "applied",
      ]);
      expect(entries.find(({ kind }) => kind === "pre-approved")).toMatchObject({ under: v2.id, signers: ["ben@opsdesk.example"] });
      return;
    }
    const before = stateInputs(bench, STACK);
    await expect(bench.apply(run)).rejects.toMatchObject({
      parts: { kind: "refused", code: "APPROVAL_MISSING", got: expect.stringContaining(outcome) },
    });
    expect(stateInputs(bench, STACK)).toEqual(before);
  });

  it("cannot be approved where there is nothing to go back to", async () => {
    const v3 = await bench.plan([stack(STACK, { api: "v3" })]);
    expect(v3.review.wayBack).toEqual({ none: `${v2.id}, which stands now, is applied` });
    await expect(bench.approve(v3, { wayBackHours: 1 })).rejects.toMatchObject({ parts: { kind: "refused", code: "WAY_BACK_IMPOSSIBLE" } });
  });
});

describe("the inverse of a plan", () => {
  const at = (address: string, action: string, previousAddress: string | null = null) => ({ stack: "s", address, previousAddress, action });
  const change = (actions: readonly string[], before: unknown, after: unknown, more = {}, extra = {}) => ({
    type: "cloudflare_dns_record",
    actions,
    before,
    after,
    change: extra,
    more,
  });
  const ADDRESS = "cloudflare_dns_record.x";
  const OLD = "cloudflare_dns_record.old";
  const INVERSES = [
    ["a creation", change(["create"], null, RECORD), at(ADDRESS, "delete")],
    ["a deletion", change(["delete"], RECORD, null), at(ADDRESS, "create")],
    ["an update", change(["update"], RECORD, MX), at(ADDRESS, "update")],
    ["a replacement", change(["delete", "create"], RECORD, MX), at(ADDRESS, "replace")],
    ["a move", change(["no-op"], RECORD, RECORD, { previous_address: OLD }), at(OLD, "move", ADDRESS)],
    ["a move with an update", change(["update"], RECORD, MX, { previous_address: OLD }), at(OLD, "update", ADDRESS)],
    ["an adoption", change(["no-op"], RECORD, RECORD, {}, { importing: { id: "1" } }), at(ADDRESS, "forget")],
    ["an adoption with an update", change(["update"], RECORD, MX, {}, { importing: { id: "1" } }), at(ADDRESS, "forget")],
    ["letting go", change(["forget"], RECORD, null), at(ADDRESS, "create")],
  ] as const;

  it.each(INVERSES)("of %s", (_what, forward, expected) => {
    expect(wayBackOf("run", [{ stack: "s", plan: plan([forward]) }]).steps).toEqual([expected]);
  });

  it("leaves out what was left over from an earlier replacement", () => {
    const left = change(["delete"], RECORD, null, { deposed: "0a1b2c3d" });
    expect(wayBackOf("run", [{ stack: "s", plan: plan([left]) }]).steps).toEqual([]);
  });

  it("asks to admit what it loses, and that it loses much", () => {
    const created = ["a", "b", "c", "d", "e", "f"].map((name) => ({ ...change(["create"], null, name === "a" ? MX : RECORD), name }));
    expect(wayBackOf("run", [{ stack: "s", plan: plan(created) }]).acknowledgements).toEqual([
      "DELETES_MX:s/cloudflare_dns_record.a",
      "DESTROYS_MANY:s",
    ]);
  });

  it("names what plans do beyond it: steps, outputs and drift, but not what they leave out", () => {
    const forward = plan([change(["update"], RECORD, MX), { ...change(["create"], null, RECORD), name: "y" }]);
    const wayBack = wayBackOf("run", [{ stack: "s", plan: forward }]);
    const inside = [{ stack: "s", plan: plan([change(["update"], MX, RECORD)]) }];
    expect(outsideWayBack(wayBack, inside, [])).toEqual([]);
    const outside = [
      {
        stack: "s",
        plan: plan([change(["delete"], MX, null)], { output_changes: { url: { actions: ["update"], before: "a", after: "b" } } }),
      },
    ];
    expect(outsideWayBack(wayBack, outside, [{ stack: "s", address: "cloudflare_dns_record.z" }])).toEqual([
      "delete s/cloudflare_dns_record.x",
      "output s: url",
      "drift in s/cloudflare_dns_record.z",
    ]);
    expect(stepsOf(outside)).toEqual([at(ADDRESS, "delete")]);
  });
});
