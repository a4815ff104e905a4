import { awsSecrets } from "../../cli/aws-secrets.ts";
import { type Emulator, startMoto } from "./emulator.ts";

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

it("has not been told what nobody answered", async () => {
  const nowhere = awsSecrets({ endpoint: "http://127.0.0.1:1", credentials: { accessKeyId: "x", secretAccessKey: "x" } });
  expect(await nowhere.find({ name: NAME, region: REGION })).toBeUndefined();
});
