import { stateOf } from "../../launch/ledger/history.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { StackPlanInput } from "../../launch/plan.ts";
import { recoverRestore } from "../../launch/recover/recover-restore.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import type { SecretKeeper } from "../../launch/secrets/secrets.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { openTerraform, type Terraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { SCHEDULED_SECRETS } from "../../rehearsal/behaviours/secret.ts";
import { startProvider } from "../../rehearsal/provider.ts";
import type { World } from "../../rehearsal/world.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type Bench, openBench, TARGET, verified } from "../launch/bench-of-runs.ts";
import { REGION, worldOf } from "./provider/harness.ts";
import { startSecretsManager } from "./secrets-server.ts";

const STACK = "chatbot-production";
const NAME = "chatbot/production/model-key";
const ADDRESS = "aws_secretsmanager_secret.model_key";
const HOME = "eu-north-1";

/** One slot, in a region of its own provider configuration, beside a parameter that always stays. */
function launch(windowDays: number | null, days = 30): StackPlanInput {
  const slot = { name: NAME, recovery_window_in_days: windowDays, provider: "aws.home" };
  const resource = {
    aws_ssm_parameter: { days: { name: "/chatbot/days", type: "String", value: String(days) } },
    ...(windowDays === null ? {} : { aws_secretsmanager_secret: { model_key: slot } }),
  };
  const config = {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } },
    provider: { aws: [{ region: REGION }, { alias: "home", region: HOME }] },
    resource,
  };
  return { stack: STACK, config: JSON.stringify(config) };
}

let bench: Bench;
let world: World;
let terraform: Terraform;
let secrets: SecretKeeper;
let stop: () => Promise<void>;
beforeEach(async () => {
  bench = await openBench();
  world = worldOf();
  const provider = await startProvider({ world });
  const environment = { ...terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }), TF_REATTACH_PROVIDERS: provider.reattach };
  terraform = openTerraform({ binary: bench.terraform.binary, environment });
  const manager = await startSecretsManager(world, REGION);
  ({ secrets } = manager);
  stop = async () => {
    await provider.close();
    await manager.close();
  };
});
afterEach(async () => {
  await stop();
  bench.close();
});

it("restores first, in a run of its own, then takes the very secret up again", async () => {
  const first = await launched(launch(7));
  const [before] = world.objects("aws_secretsmanager_secret");
  const removal = await launched(launch(null, 31));
  expect(removal.review.undo).toContain("has to be restored within 7 days");
  expect(world.objects(SCHEDULED_SECRETS)).toHaveLength(1);

  const restore = await rollback();
  expect(restore).toMatchObject({
    stacks: [],
    rollbackOf: null,
    restores: [{ stack: STACK, address: ADDRESS, region: HOME, arn: before?.id }],
  });
  expect(restore.review.acknowledgements.map(({ token }) => token)).toEqual([`RESTORES_SECRET:${STACK}/${ADDRESS}`]);
  expect(reviewMarkdown(restore.review)).toContain(`Restores 1 deleted secret:\n\n- \`${before?.id}\``);
  await expect(bench.apply(restore, { terraform, secrets })).rejects.toMatchObject({ parts: { code: "APPROVAL_MISSING" } });
  await expect(bench.approve(restore, { acknowledgements: [] })).rejects.toMatchObject({ parts: { code: "ACKNOWLEDGEMENT_MISSING" } });
  await bench.approve(restore);
  expect((await bench.apply(restore, { terraform, secrets })).status).toBe("restored");
  expect(world.objects("aws_secretsmanager_secret")).toEqual([before]);
  await expect(bench.apply(restore, { terraform, secrets })).rejects.toMatchObject({ parts: { code: "RUN_ALREADY_APPLIED" } });

  const back = await rollback();
  expect(back.rollbackOf).toMatchObject({ run: removal.id, to: first.id });
  expect(back.review.notices).toEqual([expect.stringMatching(/values of secrets are not rolled back: supply .*model-key/)]);
  expect(stepsOf(back)).toEqual([
    ["update", ADDRESS],
    ["update", "aws_ssm_parameter.days"],
  ]);
  if ("none" in removal.review.wayBack) throw new Error(removal.review.wayBack.none);
  expect(removal.review.wayBack.steps.map(({ action, address }) => [action, address])).toEqual(stepsOf(back));
  await bench.approve(back);
  expect((await bench.apply(back, { terraform, secrets })).leftovers).toEqual([]);
  const [after] = world.objects("aws_secretsmanager_secret");
  expect([after?.id, after?.attributes.name]).toEqual([before?.id, NAME]);
  expect((await bench.plan([launch(7)], { terraform })).stacks.map(({ empty }) => empty)).toEqual([true]);
  const { entries } = await verifyLedger(bench.store);
  expect(entries.filter(({ run }) => run === restore.id).map(({ kind }) => kind)).toEqual([
    "planned",
    "approved",
    "apply-started",
    "restored",
  ]);
  expect(stateOf(entries, back.id)).toBe("applied");
});

it("is no way round an approval that covered the way back only as far as it could be seen", async () => {
  await launched(launch(7));
  const removal = await bench.plan([launch(null)], { terraform });
  await bench.approve(removal, { wayBackHours: 24 });
  await bench.apply(removal, { terraform });
  await verified(bench, removal);
  await restored();
  const back = await rollback();
  await expect(bench.apply(back, { terraform, secrets })).rejects.toThrow(/imports restored secrets.*APPROVAL_MISSING/);
  await bench.approve(back);
  expect((await bench.apply(back, { terraform, secrets })).status).toBe("applied");
});

it("says before the launch that a secret without a window is gone for good, and refuses the way back", async () => {
  await launched(launch(0));
  const removal = await launched(launch(null));
  expect(removal.review.acknowledgements.map(({ code }) => code)).toEqual(["DELETES_SECRET", "NOT_REVERSIBLE"]);
  await expect(rollback()).rejects.toMatchObject({
    parts: {
      kind: "refused",
      code: "SECRET_NOT_RESTORABLE",
      got: `${NAME} in ${HOME}: deleted for good`,
      fix: expect.stringContaining("declare the slot"),
    },
  });
});

it("refuses the way back once the window is over, or while nobody can be asked", async () => {
  await launched(launch(7));
  await launched(launch(null));
  const silent: SecretKeeper = { ...secrets, find: async () => undefined };
  for (const keeper of [silent, null]) {
    await expect(rollback(keeper)).rejects.toMatchObject({ parts: { kind: "undecided", code: "SECRET_STATUS_UNKNOWN" } });
  }
  for (const { id } of world.objects(SCHEDULED_SECRETS)) world.remove(SCHEDULED_SECRETS, id);
  await expect(rollback()).rejects.toMatchObject({ parts: { code: "SECRET_NOT_RESTORABLE" } });
});

it("restores nothing that is not what was approved, and leaves the run to be planned again", async () => {
  await launched(launch(7));
  await launched(launch(null));
  const restore = await rollback();
  await bench.approve(restore);
  const other: SecretKeeper = {
    ...secrets,
    find: async () => ({ kind: "scheduled", arn: "arn:aws:secretsmanager:eu-north-1:1:secret:other" }),
  };
  await expect(bench.apply(restore, { terraform, secrets: other })).rejects.toMatchObject({
    parts: { kind: "refused", code: "SECRET_MOVED" },
  });
  await expect(bench.apply(restore, { terraform })).rejects.toMatchObject({ parts: { code: "SECRET_MOVED" } });
  expect(stateOf((await verifyLedger(bench.store)).entries, restore.id)).toBe("approved");

  const broken: SecretKeeper = {
    ...secrets,
    restore: async () => await Promise.reject(Object.assign(new Error("a value"), { name: "AccessDeniedException" })),
  };
  await expect(bench.apply(restore, { terraform, secrets: broken })).rejects.toMatchObject({
    parts: { kind: "provider", code: "SECRET_RESTORE_FAILED", got: expect.stringContaining("AccessDeniedException from RestoreSecret") },
  });
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({ kind: "failed", stacks: [] });
  expect((await rollback()).restores).toHaveLength(1);
});

it("recovers a restore that never ended: the run is over, and the next rollback does what is left", async () => {
  const first = await launched(launch(7));
  await launched(launch(null));
  const restore = await rollback();
  await bench.approve(restore);
  const arn = String(restore.restores?.[0]?.arn);
  // as if the process had died in the middle: nobody ever hears of it again
  const { store, people } = bench;
  const never: RunStore = {
    ...store,
    swap: async (key, before, after) =>
      after?.includes('"kind":"restored"') === true ? await Promise.reject(new Error("killed")) : await store.swap(key, before, after),
  };
  await expect(bench.apply(restore, { terraform, secrets, store: never })).rejects.toThrow("killed");
  await expect(rollback()).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
  const clock = (): Date => new Date(bench.now.getTime() + 2000);
  const request = { store, secrets, target: TARGET, planner: people.planner, clock };
  expect(await recoverRestore(request)).toEqual({ interruptedRun: restore.id, secrets: [{ arn, status: "present" }] });
  const { entries } = await verifyLedger(store);
  expect(entries.at(-1)).toMatchObject({
    kind: "recovered",
    run: restore.id,
    recovery: { run: null },
    reason: expect.stringContaining(arn),
  });
  await expect(recoverRestore(request)).rejects.toMatchObject({ parts: { code: "NOTHING_TO_RECOVER" } });
  await expect(bench.apply(restore, { terraform, secrets })).rejects.toMatchObject({ parts: { code: "RUN_ALREADY_APPLIED" } });
  const back = await rollback();
  expect(back.rollbackOf?.to).toBe(first.id);
  await bench.approve(back);
  expect((await bench.apply(back, { terraform, secrets })).leftovers).toEqual([]);
});

it("takes up what somebody has restored by hand, without a step of its own", async () => {
  const first = await launched(launch(7));
  await launched(launch(null));
  await secrets.restore(String(world.objects(SCHEDULED_SECRETS)[0]?.id), HOME);
  const back = await rollback();
  expect(back.rollbackOf?.to).toBe(first.id);
  expect(back.stacks.map(({ importsSha256 }) => importsSha256 !== undefined)).toEqual([true]);
});

it("refuses at plan a way forward that makes a deleted secret again, until a rollback has taken it up", async () => {
  const first = await launched(launch(7));
  await launched(launch(null));
  const forward = async () => await bench.plan([launch(7, 32)], { terraform, secrets });
  const refused = { parts: { kind: "refused", code: "SECRET_NAME_TAKEN", fix: expect.stringContaining(`rollback ${TARGET}`) } };
  await expect(forward()).rejects.toMatchObject(refused);
  await expect(forward()).rejects.toThrow(`${STACK}/${ADDRESS}: ${NAME} in ${HOME} is scheduled for deletion`);
  await restored();
  await expect(forward()).rejects.toThrow("is there already");
  const back = await rollback();
  await bench.approve(back);
  await bench.apply(back, { terraform, secrets });
  expect((await forward()).review.counts).toMatchObject({ update: 1, create: 0 });
  expect(back.rollbackOf?.to).toBe(first.id);
});

it("says so in the review where nobody could be asked whether a name is free", async () => {
  const silent: SecretKeeper = { ...secrets, find: async () => undefined };
  for (const more of [{}, { secrets: silent }]) {
    const { review } = await bench.plan([launch(7)], { terraform, ...more });
    expect(review.notices).toEqual([expect.stringContaining(`whether the name of the new secret ${NAME} in ${HOME} is free`)]);
    expect(review.acknowledgements.map(({ code }) => code)).not.toContain("SECRET_NAME_TAKEN");
  }
  expect((await bench.plan([launch(7)], { terraform, secrets })).review.notices).toEqual([]);
});

async function launched(input: StackPlanInput): Promise<Run> {
  const run = await bench.plan([input], { terraform });
  await bench.approve(run);
  expect((await bench.apply(run, { terraform })).leftovers).toEqual([]);
  await verified(bench, run);
  return run;
}

async function restored(): Promise<void> {
  const restore = await rollback();
  await bench.approve(restore);
  await bench.apply(restore, { terraform, secrets });
}

async function rollback(keeper: SecretKeeper | null = secrets): Promise<Run> {
  return await planRollback({
    store: bench.store,
    terraform,
    target: TARGET,
    planner: bench.people.planner,
    commit: { sha: "4f0c2d9", authors: [], dirty: false },
    now: new Date(bench.now.getTime() + 1000),
    ...(keeper === null ? {} : { secrets: keeper }),
  });
}

function stepsOf({ review }: Run): readonly (readonly [string, string])[] {
  const steps = review.changes.map(({ action, address }) => [action, address] as const);
  return steps.toSorted(([, one], [, other]) => (one < other ? -1 : 1));
}
