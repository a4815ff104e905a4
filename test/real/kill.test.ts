import type { ApplyEvent } from "../../launch/apply-event.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { StackPlanInput } from "../../launch/plan.ts";
import type { Run } from "../../launch/run.ts";
import { processNote } from "../../launch/terraform/process-note.ts";
import type { Death } from "../launch/engine-process.ts";
import { type AwsBench, openAwsBench, type RealParts, startRealParts } from "./aws-bench.ts";

const ZONE_STACK = "zone-opsdesk-example";
const STACK = "chatbot-production";
const ALERTS = { name: "chatbot-alerts" };
const SECRET = { name: "chatbot/openai", depends_on: ["aws_sns_topic.alerts"] };
const PAGES = { name: "chatbot-pages", depends_on: ["aws_secretsmanager_secret.slot"] };
/** The requests that make each of them. */
const MAKE_SECRET = "CreateSecret chatbot/openai";
const MAKE_PAGES = "CreateTopic chatbot-pages";
const CREATES = [MAKE_SECRET, "CreateTopic chatbot-alerts", MAKE_PAGES];

let parts: RealParts;
let real: AwsBench;
beforeAll(async () => {
  parts = await startRealParts();
});
afterAll(async () => await parts?.close());
beforeEach(async () => {
  real = await openAwsBench(parts);
});
afterEach(async () => await real?.close());

const topicAlone = (): readonly StackPlanInput[] => [real.stack(STACK, { aws_sns_topic: { alerts: ALERTS } })];
/** One after the other, so that a kill always finds the same things done. */
const chain = (): readonly StackPlanInput[] => [
  real.stack(STACK, { aws_sns_topic: { alerts: ALERTS, pages: PAGES }, aws_secretsmanager_secret: { slot: SECRET } }),
];
const twoStacks = (): readonly StackPlanInput[] => [
  real.stack(ZONE_STACK, { aws_sns_topic: { alerts: ALERTS } }),
  real.stack(STACK, { aws_secretsmanager_secret: { slot: { ...SECRET, depends_on: [] } }, aws_sns_topic: { pages: PAGES } }),
];

interface Case {
  readonly what: string;
  /** A first run has made the first topic already. */
  readonly isLater?: boolean;
  readonly stacks?: () => readonly StackPlanInput[];
  /** Ends once the apply is dead. */
  readonly kill: (run: Run) => Promise<void>;
  readonly isLockLeft: boolean;
  readonly kinds: Readonly<Record<string, string>>;
}

const DONE = { "aws_sns_topic.alerts": "in-state", "aws_secretsmanager_secret.slot": "in-state", "aws_sns_topic.pages": "in-state" };

const KILLED: readonly Case[] = [
  {
    what: "terraform after the first created resource, at its first plan",
    kill: async (run) => await killTerraform(run, MAKE_SECRET, { isLost: true }),
    isLockLeft: true,
    kinds: { "aws_sns_topic.alerts": "finished", "aws_secretsmanager_secret.slot": "absent" },
  },
  {
    what: "terraform after the first created resource, at a later plan",
    isLater: true,
    kill: async (run) => await killTerraform(run, MAKE_PAGES, { isLost: true }),
    isLockLeft: true,
    kinds: { "aws_secretsmanager_secret.slot": "finished", "aws_sns_topic.pages": "absent" },
  },
  {
    what: "terraform with a create in flight that its provider brings to an end",
    kill: async (run) => await killTerraform(run, MAKE_PAGES, { isProviderLeft: true }),
    isLockLeft: true,
    kinds: { "aws_sns_topic.alerts": "finished", "aws_secretsmanager_secret.slot": "finished", "aws_sns_topic.pages": "found" },
  },
  {
    what: "node, while terraform goes on",
    kill: async (run) => await killNode(run, MAKE_SECRET),
    isLockLeft: false,
    kinds: DONE,
  },
  {
    what: "node and terraform together, with a create in flight",
    kill: async (run) => await killNode(run, MAKE_SECRET, () => void process.kill(-terraformOf(run), "SIGKILL")),
    isLockLeft: true,
    kinds: { "aws_sns_topic.alerts": "finished", "aws_secretsmanager_secret.slot": "found" },
  },
  {
    what: "node after apply-started, before terraform",
    kill: async (run) => await dies(run, "apply-called"),
    isLockLeft: false,
    kinds: {},
  },
  {
    what: "node between two stacks",
    stacks: () => twoStacks(),
    kill: async (run) => await dies(run, "stack-ended"),
    isLockLeft: false,
    kinds: { "aws_sns_topic.alerts": "in-state" },
  },
  {
    what: "node after terraform, before the ledger's line",
    kill: async (run) => await dies(run, "stack-ended"),
    isLockLeft: false,
    kinds: DONE,
  },
];

it.each(KILLED)("recovers from a kill of $what", async ({ isLater = false, stacks = chain, kill, isLockLeft, kinds }) => {
  if (isLater) await real.launched(topicAlone());
  const run = await real.planned(stacks());
  await kill(run);
  await isRefused(run);

  if (isLockLeft) {
    expect(await real.bucket.lock(STACK)).toMatchObject({ Operation: "OperationTypeApply" });
    await expect(real.recover({ reason: "" })).rejects.toMatchObject({ parts: { kind: "refused", code: "REASON_MISSING" } });
    expect(await real.bucket.lock(STACK)).toBeDefined();
  }
  const { findings, run: recovery } = await real.recover();
  expect(Object.fromEntries(findings.map(({ address, kind }) => [address, kind]))).toEqual(kinds);
  expect(await real.bucket.lock(STACK)).toBeUndefined();
  const unlocked = (await verifyLedger(real.bench.store)).entries.filter((entry) => entry.kind === "unlocked");
  expect(unlocked).toHaveLength(isLockLeft ? 1 : 0);

  // exactly what exists and no state knows
  const imports = findings.flatMap(({ importId, address }) => (importId === null ? [] : [`${address.split(".")[0]} ${importId}`]));
  const names = stacks().map(({ stack }) => stack);
  expect([...(await real.idsInStates(...names)), ...imports].sort()).toEqual(await real.account.ids());

  await real.bench.approve(recovery);
  // no leftovers: the second plan, which every apply ends with, is empty
  expect(await real.bench.apply(recovery, { terraform: real.terraform })).toMatchObject({ status: "applied", leftovers: [] });
  expect(await real.idsInStates(...names)).toEqual(await real.account.ids());
  expect(real.gateway.done.filter((action) => CREATES.includes(action)).sort()).toEqual(CREATES);
});

async function isRefused(run: Run): Promise<void> {
  const { bench, terraform } = real;
  await expect(bench.plan(chain(), { terraform })).rejects.toMatchObject({ parts: { kind: "refused", code: "RUN_INTERRUPTED" } });
  await expect(bench.apply(run, { terraform })).rejects.toMatchObject({ parts: { kind: "refused" } });
}

interface Kill {
  /** The request in flight never arrives. */
  readonly isLost?: boolean;
  /** Terraform alone is killed, its provider lives. */
  readonly isProviderLeft?: boolean;
}

async function killTerraform(run: Run, action: string, { isLost = false, isProviderLeft = false }: Kill): Promise<void> {
  let pid = 0;
  at(action, isLost, () => process.kill(isProviderLeft ? pid : -pid, "SIGKILL"));
  const onEvent = (event: ApplyEvent): void => {
    if (event.kind === "stack-started") ({ pid } = event);
  };
  await expect(real.bench.apply(run, { terraform: real.terraform, onEvent })).rejects.toMatchObject({
    parts: { code: "APPLY_INTERRUPTED" },
  });
}

async function killNode(run: Run, action: string, besides: () => void = () => undefined): Promise<void> {
  const { child, exit } = real.applyElsewhere(run);
  at(action, false, () => {
    process.kill(-(child.pid ?? 0), "SIGKILL");
    besides();
  });
  await exit;
}

async function dies(run: Run, dieAt: Death): Promise<void> {
  await real.applyElsewhere(run, dieAt).exit;
}

/** Once, when the request is on its way. */
function at(action: string, isLost: boolean, kill: () => void): void {
  real.gateway.hook = (passing) => {
    if (passing.action !== action || passing.when !== "before") return;
    real.gateway.hook = () => undefined;
    kill();
    if (isLost) throw new Error("the request never arrives");
  };
}

function terraformOf({ id }: Run): number {
  const pid = processNote(real.bench.store.local.path(`runs/${id}/journal/${STACK}.jsonl`))?.pid ?? null;
  if (pid === null) throw new Error("terraform left no note");
  return pid;
}
