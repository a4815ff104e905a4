import * as sdk from "@aws-sdk/client-secrets-manager";
import { SecretsManagerClient, type SecretsManagerServiceException } from "@aws-sdk/client-secrets-manager";
import { SECRET_VALUES } from "../../../rehearsal/behaviours/secret-versions.ts";
import { makeOutside } from "../../../rehearsal/outside.ts";
import type { World } from "../../../rehearsal/world.ts";
import { REGION, worldOf } from "../provider/harness.ts";
import { startSecretsManager, type TestSecretsManager } from "../secrets-server.ts";

const NAME = "chatbot/production/llm-key";
const SECRET = { name: NAME, region: REGION };
const value = (word: string): string => ["obviously", "fake", word].join("-");

let world: World;
let manager: TestSecretsManager;
let client: SecretsManagerClient;
let arn: string;
let now: Date;
beforeEach(async () => {
  world = worldOf();
  now = new Date("2026-11-26T05:00:00Z");
  arn = makeOutside({ world, type: "aws_secretsmanager_secret", attributes: { name: NAME }, region: REGION }).id;
  manager = await startSecretsManager(world, REGION, () => now);
  const credentials = { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" };
  client = new SecretsManagerClient({ endpoint: manager.endpoint, region: REGION, credentials, maxAttempts: 1 });
});
afterEach(async () => await manager.close());

it("keeps versions with their times and labels, and of the value nothing but its hash", async () => {
  const { secrets } = manager;
  expect(await secrets.describe(SECRET)).toEqual({ kind: "present", arn, versions: [] });
  expect(await secrets.find(SECRET)).toEqual({ kind: "present", arn, hasValue: false });
  await secrets.put(arn, REGION, value("one"));
  now = new Date("2026-11-27T05:00:00Z");
  await secrets.put(arn, REGION, value("two"));
  const answer = await secrets.describe(SECRET);
  expect(answer).toMatchObject({
    versions: [
      { createdAt: new Date("2026-11-26T05:00:00Z"), labels: ["AWSPREVIOUS"] },
      { createdAt: new Date("2026-11-27T05:00:00Z"), labels: ["AWSCURRENT"] },
    ],
  });
  await secrets.put(arn, REGION, value("three"));
  const labels = world.objects(SECRET_VALUES).map(({ attributes }) => attributes.stages);
  expect(labels).toEqual([["AWSPREVIOUS"], ["AWSCURRENT"]]);
  expect(JSON.stringify(world.objects(SECRET_VALUES))).not.toContain("obviously");
  expect(await secrets.find(SECRET)).toEqual({ kind: "present", arn, hasValue: true });
});

it("keeps a labelled version for as long as it is labelled", async () => {
  const { secrets } = manager;
  await secrets.put(arn, REGION, value("one"));
  const first = await current();
  await secrets.label(arn, REGION, first, "slipway-exposed-20261126T050000Z");
  await secrets.put(arn, REGION, value("two"));
  await secrets.put(arn, REGION, value("three"));
  expect(await secrets.describe(SECRET)).toMatchObject({
    versions: [{ id: first, labels: ["slipway-exposed-20261126T050000Z"] }, { labels: ["AWSPREVIOUS"] }, { labels: ["AWSCURRENT"] }],
  });
});

it("rotates where a function is declared and a value is there, and nowhere else", async () => {
  const { secrets } = manager;
  await secrets.put(arn, REGION, value("one"));
  await expect(secrets.rotate(arn, REGION)).rejects.toMatchObject({ name: "InvalidRequestException" });
  const rotation_lambda_arn = `arn:aws:lambda:${REGION}:111122223333:function:rotate`;
  world.put({ type: "aws_secretsmanager_secret_rotation", id: arn, attributes: { secret_id: arn, rotation_lambda_arn } });
  await secrets.rotate(arn, REGION);
  expect(await secrets.describe(SECRET)).toMatchObject({
    rotationFunction: rotation_lambda_arn,
    versions: [{ labels: ["AWSPREVIOUS"] }, { labels: ["AWSCURRENT"] }],
  });
});

it("forgets nothing of a deleted secret until its window is over", async () => {
  const { secrets } = manager;
  await secrets.put(arn, REGION, value("one"));
  const object = world.find("aws_secretsmanager_secret", arn);
  if (object === undefined) throw new Error("no secret");
  world.remove("aws_secretsmanager_secret", arn);
  world.put({ ...object, type: "aws_secretsmanager_secret, scheduled for deletion" });
  expect(await secrets.describe(SECRET)).toEqual({ kind: "scheduled", arn });
  await expect(secrets.put(arn, REGION, value("two"))).rejects.toMatchObject({ name: "InvalidRequestException" });
  await secrets.restore(arn, REGION);
  expect(await secrets.describe(SECRET)).toMatchObject({ kind: "present", versions: [{ labels: ["AWSCURRENT"] }] });
});

it("keeps regions apart, and knows absence from silence", async () => {
  expect(await manager.secrets.describe({ name: NAME, region: "eu-west-9" })).toEqual({ kind: "absent" });
  const gone = await startSecretsManager(world, REGION);
  await gone.close();
  expect(await gone.secrets.describe(SECRET)).toBeUndefined();
});

it.each<{ readonly what: string; readonly call: () => Promise<unknown>; readonly name: string }>([
  { what: "a value", call: () => client.send(new sdk.GetSecretValueCommand({ SecretId: NAME })), name: "AccessDeniedException" },
  { what: "no value", call: () => put({ SecretString: "" }), name: "InvalidParameterException" },
  { what: "a long value", call: () => put({ SecretString: "x".repeat(65_537) }), name: "InvalidParameterException" },
  { what: "a binary value", call: () => put({ SecretBinary: new Uint8Array([1]) }), name: "ValidationException" },
  { what: "a label on nothing", call: () => label({ MoveToVersionId: "0".repeat(36) }), name: "ResourceNotFoundException" },
  { what: "a label off nothing", call: () => label({ RemoveFromVersionId: "0".repeat(36) }), name: "ResourceNotFoundException" },
])("refuses $what", async ({ call, name }) => {
  const error = await call().then(
    () => undefined,
    (thrown: SecretsManagerServiceException) => thrown,
  );
  expect(error?.name).toBe(name);
});

it("takes a value of exactly the longest size, in bytes, and one request twice for one", async () => {
  const request = { SecretString: "ä".repeat(32_768), ClientRequestToken: "11111111-2222-4333-8444-555555555555" };
  await put(request);
  await put(request);
  expect(world.objects(SECRET_VALUES)).toHaveLength(1);
  await expect(put({ ...request, SecretString: value("other") })).rejects.toMatchObject({ name: "ResourceExistsException" });
});

it("moves a label only for those who say where it is", async () => {
  await manager.secrets.put(arn, REGION, value("one"));
  const first = await current();
  await manager.secrets.put(arn, REGION, value("two"));
  await expect(label({ VersionStage: "AWSCURRENT", MoveToVersionId: first })).rejects.toMatchObject({ name: "InvalidParameterException" });
  await label({ VersionStage: "AWSCURRENT", MoveToVersionId: first, RemoveFromVersionId: await current() });
  expect(await current()).toBe(first);
});

it("has room for twenty labels", async () => {
  await manager.secrets.put(arn, REGION, value("one"));
  const version = await current();
  for (let number = 1; number < 20; number += 1) await manager.secrets.label(arn, REGION, version, `label-${number}`);
  await expect(manager.secrets.label(arn, REGION, version, "label-20")).rejects.toMatchObject({ name: "LimitExceededException" });
});

async function current(): Promise<string> {
  const answer = await manager.secrets.describe(SECRET);
  const versions = answer?.kind === "present" ? answer.versions : [];
  return versions.find(({ labels }) => labels.includes("AWSCURRENT"))?.id ?? "";
}

async function put(input: Omit<sdk.PutSecretValueCommandInput, "SecretId">): Promise<unknown> {
  return await client.send(new sdk.PutSecretValueCommand({ SecretId: NAME, ...input }));
}

async function label(input: Partial<sdk.UpdateSecretVersionStageCommandInput>): Promise<unknown> {
  return await client.send(new sdk.UpdateSecretVersionStageCommand({ SecretId: NAME, VersionStage: "LABEL", ...input }));
}
