import { awsSecrets, type SecretManager } from "../../cli/aws-secrets.ts";
import type { SecretSlotModel } from "../../config/secret-model.ts";
import { SecretSlots } from "../../constructs/secret-slots.ts";
import { EXPOSED_LABEL, secretStateOf } from "../../verify/secret-state.ts";
import { environmentModel } from "../fixtures/models.ts";
import { resourcesOf } from "../fixtures/synth.ts";
import { type AwsBench, openAwsBench, type RealParts, startRealParts } from "./aws-bench.ts";
import { type Emulator, startMoto } from "./emulator.ts";
import { REGION as STACK_REGION, stateKey } from "./state-bucket.ts";

const REGION = "eu-north-1";
const NAME = "chatbot/production/model-key";

let moto: Emulator;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(async () => await moto?.stop());

it("tells deleted from present and absent, and takes a deletion back, without a value", async () => {
  const emulated = ["emulated", "credential"].join("-");
  const settings = { endpoint: moto.endpoint, credentials: { accessKeyId: emulated, secretAccessKey: emulated } };
  const { SecretsManagerClient, CreateSecretCommand, DeleteSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient({ ...settings, region: REGION });
  const keeper = awsSecrets(settings);
  const secret = { name: NAME, region: REGION };
  expect(await keeper.find(secret)).toEqual({ kind: "absent" });
  const { ARN: arn = "" } = await client.send(new CreateSecretCommand({ Name: NAME }));
  expect(await keeper.find(secret)).toEqual({ kind: "present", arn, hasValue: false });
  expect(await keeper.find({ ...secret, region: "eu-west-1" })).toEqual({ kind: "absent" });
  await client.send(new DeleteSecretCommand({ SecretId: NAME, RecoveryWindowInDays: 7 }));
  expect(await keeper.find(secret)).toEqual({ kind: "scheduled", arn });
  await keeper.restore(arn, REGION);
  expect(await keeper.find(secret)).toEqual({ kind: "present", arn, hasValue: false });
});

it("knows versions by their labels and times, and an exposed value until another one is there", async () => {
  const emulated = ["emulated", "credential"].join("-");
  const settings = { endpoint: moto.endpoint, credentials: { accessKeyId: emulated, secretAccessKey: emulated } };
  const { SecretsManagerClient, CreateSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const secret = { name: "chatbot/production/mail-key", region: REGION };
  const client = new SecretsManagerClient({ ...settings, region: REGION });
  const { ARN: arn = "" } = await client.send(new CreateSecretCommand({ Name: secret.name }));
  const manager = awsSecrets(settings);
  const state = async () => secretStateOf({}, await manager.describe(secret), { now: new Date() });
  expect(await state()).toEqual({ kind: "empty" });
  await manager.put(arn, REGION, ["obviously", "fake", "one"].join("-"));
  const first = await state();
  expect(first).toMatchObject({ kind: "active", isRotated: false, hasPrevious: false });
  if (!("version" in first)) throw new Error("no version");
  expect(Math.abs(first.since.getTime() - Date.now())).toBeLessThan(60_000);
  await manager.label(arn, REGION, first.version, `${EXPOSED_LABEL}20261126T050000Z`);
  expect((await state()).kind).toBe("exposed");
  await manager.put(arn, REGION, ["obviously", "fake", "two"].join("-"));
  // moto takes every other label off the version before; the service leaves them (AWS Secrets Manager API reference, PutSecretValue)
  expect(await state()).toMatchObject({ kind: "active", hasPrevious: true });
});

describe("slots made by the real provider", () => {
  let parts: RealParts;
  let aws: AwsBench;
  beforeAll(async () => {
    parts = await startRealParts();
    aws = await openAwsBench(parts);
  });
  afterAll(async () => {
    await aws?.close();
    await parts?.close();
  });

  const account = "123456789012"; // moto's
  const slots = (change: Partial<SecretSlotModel>): readonly SecretSlotModel[] =>
    environmentModel.secretSlots.map((slot) => ({ ...slot, recoveryWindowDays: 7, ...change }));
  const rendered = (models: readonly SecretSlotModel[]) =>
    aws.stack("chatbot-production", Object(resourcesOf((stack) => new SecretSlots(stack, "secrets", { slots: models }))));

  it("are empty, guarded, and filled without a change to plan or state", async () => {
    const readers = [`arn:aws:iam::${account}:role/worker`];
    const run = await aws.launched([rendered(slots({ readers, onlyReaders: true }))]);
    expect(run.review.changes.map(({ address }) => address).sort()).toEqual([
      "aws_secretsmanager_secret.llm-key",
      "aws_secretsmanager_secret_policy.llm-key",
    ]);
    const emulated = ["emulated", "credential"].join("-");
    const manager: SecretManager = awsSecrets({
      endpoint: parts.moto.endpoint,
      region: STACK_REGION,
      credentials: { accessKeyId: emulated, secretAccessKey: emulated },
    });
    const [slot] = environmentModel.secretSlots;
    const secret = { name: slot?.name ?? "", region: STACK_REGION };
    const before = await manager.describe(secret);
    if (before?.kind !== "present") throw new Error("no slot");
    expect(secretStateOf({}, before, { now: new Date() })).toEqual({ kind: "empty" });
    const marker = `marker${process.pid}value`;
    await manager.put(before.arn, STACK_REGION, marker);
    await manager.label(before.arn, STACK_REGION, await versionOf(manager, secret), `${EXPOSED_LABEL}20261126T050000Z`);
    // neither a value nor a label is drift
    const again = await aws.planned([rendered(slots({ readers, onlyReaders: true }))]);
    expect(again.stacks.map(({ empty }) => empty)).toEqual([true]);
    const state = JSON.stringify(await aws.bucket.read(stateKey("chatbot-production")));
    expect(state).toContain("llm-key");
    expect(state).not.toContain(marker);
    const open = await aws.launched([rendered(slots({ readers }))]);
    expect(open.review.changes.map(({ address, action }) => [address, action])).toEqual([
      ["aws_secretsmanager_secret_policy.llm-key", "update"],
    ]);
  });
});

async function versionOf(manager: SecretManager, secret: { readonly name: string; readonly region: string }): Promise<string> {
  const answer = await manager.describe(secret);
  const versions = answer?.kind === "present" ? answer.versions : [];
  return versions.find(({ labels }) => labels.includes("AWSCURRENT"))?.id ?? "";
}

it("has not been told what nobody answered", async () => {
  const nowhere = awsSecrets({ endpoint: "http://127.0.0.1:1", credentials: { accessKeyId: "x", secretAccessKey: "x" } });
  expect(await nowhere.find({ name: NAME, region: REGION })).toBeUndefined();
});
