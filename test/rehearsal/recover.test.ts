import { rmSync } from "node:fs";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { Recovery } from "../../launch/recover/recover.ts";
import { processNote } from "../../launch/terraform/process-note.ts";
import type { ApplyEvent } from "../../rehearsal/faults.ts";
import { statePath } from "../launch/bench-of-runs.ts";
import { LAUNCH_STACK, openScene, type Scene, ZONE_STACK } from "./interruption.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** A moment of the apply, by what has reached the world: two things of the zone's stack, then three of the launch's. */
type Moment = (event: ApplyEvent) => boolean;
const beforeChange =
  (applied: number): Moment =>
  (event) =>
    event.when === "before" && event.applied === applied;
const afterChange =
  (applied: number): Moment =>
  (event) =>
    event.when === "after" && event.applied === applied;

interface Case {
  readonly what: string;
  readonly moment: Moment;
  /** The request was on its way but never arrived. */
  readonly isLost?: boolean;
  readonly kinds: Readonly<Record<string, string>>;
}

const KILLED: readonly Case[] = [
  { what: "before the first create", moment: beforeChange(0), isLost: true, kinds: { "cloudflare_zone_setting.min_tls_version": "found" } },
  {
    what: "after the first created resource, before terraform hears of it",
    moment: afterChange(1),
    kinds: { "cloudflare_zone_setting.min_tls_version": "found" },
  },
  {
    what: "during a create that reaches the vendor",
    moment: beforeChange(3),
    kinds: {
      "cloudflare_zone_setting.min_tls_version": "in-state",
      "cloudflare_dns_record.mail": "in-state",
      "cloudflare_dns_record.api": "in-state",
      "aws_sns_topic.alerts": "found",
    },
  },
  {
    what: "during a create that never reaches the vendor",
    moment: beforeChange(1),
    isLost: true,
    kinds: { "cloudflare_zone_setting.min_tls_version": "in-state", "cloudflare_dns_record.mail": "absent" },
  },
  {
    what: "between two stacks",
    moment: beforeChange(2),
    isLost: true,
    kinds: {
      "cloudflare_zone_setting.min_tls_version": "in-state",
      "cloudflare_dns_record.mail": "in-state",
      "cloudflare_dns_record.api": "absent",
    },
  },
];

/** Kills at the moment, once; a request that is lost never changes the world. */
function killAt({ moment, isLost = false }: Pick<Case, "moment" | "isLost">, kill: () => void): void {
  scene.hook = (event) => {
    if (!moment(event)) return;
    scene.hook = () => undefined;
    kill();
    if (isLost) throw new Error("the request never arrived");
  };
}

function kindsOf({ findings }: Recovery): Record<string, string> {
  return Object.fromEntries(findings.map(({ address, kind }) => [address, kind]));
}

/** The promise: what exists is what the states know plus what the recovery imports; afterwards all is there, once, and planned empty. */
async function finishes(recovery: Recovery): Promise<void> {
  const imports = recovery.findings.flatMap(({ importId, address }) =>
    importId === null ? [] : [`${address.split(".")[0]} ${vendorId(importId)}`],
  );
  const settings = (id: string): boolean => !id.startsWith("cloudflare_zone_setting"); // every zone has them all, touched or not
  expect([...scene.idsInStates(), ...imports].filter(settings).sort()).toEqual(scene.idsInWorld().filter(settings));
  const { bench, terraform, stacks } = scene;
  // nobody goes round the recovery
  if (imports.length > 0) {
    await expect(bench.plan(stacks, { terraform })).rejects.toMatchObject({ parts: { kind: "refused", code: "RECOVERY_PENDING" } });
  }
  await bench.approve(recovery.run);
  const applied = await bench.apply(recovery.run, { terraform });
  expect(applied).toMatchObject({ status: "applied", leftovers: [] });
  expect(scene.idsInStates()).toEqual(scene.idsInWorld());
  expect(scene.idsInWorld()).toHaveLength(5);
  const again = await bench.plan(stacks, { terraform });
  expect(again.stacks.map(({ stack, empty }) => ({ stack, empty }))).toEqual([
    { stack: ZONE_STACK, empty: true },
    { stack: LAUNCH_STACK, empty: true },
  ]);
}

/** What the vendor calls the thing, out of what terraform imports it by. */
function vendorId(importId: string): string {
  return importId.startsWith("arn:") || importId.startsWith("/") ? importId : (importId.split("/").at(-1) ?? importId);
}

it.each(KILLED)("recovers when terraform is killed $what", async (each) => {
  const run = await scene.planned();
  let pid = 0;
  killAt(each, () => process.kill(-pid, "SIGKILL"));
  const applied = scene.bench.apply(run, {
    terraform: scene.terraform,
    onEvent: (event) => {
      if (event.kind === "stack-started") pid = event.pid;
    },
  });
  await expect(applied).rejects.toMatchObject({ parts: { code: "APPLY_INTERRUPTED" } });
  const recovery = await scene.recover();
  expect(kindsOf(recovery)).toEqual(each.kinds);
  await finishes(recovery);
  const { entries } = await verifyLedger(scene.bench.store);
  const recovered = entries.find((entry) => entry.kind === "recovered");
  expect(recovered).toMatchObject({ run: run.id, by: "ana@opsdesk.example", recovery: { run: recovery.run.id } });
});

it("imports by id what terraform finished and a remote state never heard of", async () => {
  const run = await scene.planned();
  let pid = 0;
  killAt({ moment: beforeChange(4), isLost: true }, () => {
    process.kill(-pid, "SIGKILL");
    // as in a bucket: nothing is saved for the first 20 seconds
    rmSync(statePath(scene.bench, LAUNCH_STACK), { force: true });
  });
  const onEvent = (event: { readonly kind: string; readonly pid?: number }): void => {
    if (event.pid !== undefined) pid = event.pid;
  };
  await expect(scene.bench.apply(run, { terraform: scene.terraform, onEvent })).rejects.toMatchObject({
    parts: { code: "APPLY_INTERRUPTED" },
  });
  rmSync(statePath(scene.bench, LAUNCH_STACK), { force: true });
  const recovery = await scene.recover({ lookup: async () => [] });
  expect(kindsOf(recovery)).toMatchObject({
    "cloudflare_dns_record.api": "finished",
    "aws_sns_topic.alerts": "finished",
    "aws_ssm_parameter.url": "absent",
  });
  await finishes(recovery);
});

describe("the process that applies", () => {
  it.each([
    { what: "node alone", both: false },
    { what: "node and terraform together", both: true },
  ])("recovers when it is killed during a create: $what", async ({ both }) => {
    const run = await scene.planned();
    const { child, exit } = scene.applyElsewhere(run);
    killAt({ moment: beforeChange(3) }, () => {
      process.kill(-(child.pid ?? 0), "SIGKILL");
      if (both) process.kill(-terraformOf(run.id), "SIGKILL");
    });
    await exit;
    await expect(scene.bench.plan(scene.stacks, { terraform: scene.terraform })).rejects.toMatchObject({
      parts: { code: "RUN_INTERRUPTED" },
    });
    const recovery = await scene.recover();
    // terraform alone goes on to the end of its stack, and recovery waits for it
    expect(kindsOf(recovery)).toMatchObject(
      both ? { "aws_sns_topic.alerts": "found" } : { "aws_sns_topic.alerts": "in-state", "aws_ssm_parameter.url": "in-state" },
    );
    await finishes(recovery);
  });

  it("recovers when it is killed between two stacks", async () => {
    const run = await scene.planned();
    await scene.applyElsewhere(run, "stack-ended").exit;
    const recovery = await scene.recover();
    expect(kindsOf(recovery)).toEqual({ "cloudflare_zone_setting.min_tls_version": "in-state", "cloudflare_dns_record.mail": "in-state" });
    await finishes(recovery);
  });
});

/** The process group that applies the launch's stack. */
function terraformOf(run: string): number {
  const pid = processNote(scene.bench.store.path(`runs/${run}/journal/${LAUNCH_STACK}.jsonl`))?.pid ?? null;
  if (pid === null) throw new Error("terraform left no note");
  return pid;
}
