import { kmsPlanKeys } from "../../launch/store/kms-plan-keys.ts";
import { localPlanKeys } from "../../launch/store/local-plan-keys.ts";
import { openPlan, sealPlan } from "../../launch/store/sealed-plan.ts";
import { type Emulator, startMoto } from "./emulator.ts";

const REGION = "eu-west-1";
const CONTEXT = { run: "run-20261122T120000Z-0a1b2c", stack: "chatbot-production" };
const PLAN = Buffer.from("a plan");

let moto: Emulator;
let keyId: string;
beforeAll(async () => {
  moto = await startMoto();
  const { KMSClient, CreateKeyCommand } = await import("@aws-sdk/client-kms");
  const { KeyMetadata } = await new KMSClient(settings()).send(new CreateKeyCommand({}));
  keyId = KeyMetadata?.KeyId ?? "";
});
afterAll(async () => await moto?.stop());

it("opens on another machine what was sealed on one, and in its own place alone", async () => {
  const sealed = await sealPlan(PLAN, CONTEXT, keys());
  expect(Buffer.from(sealed).includes(PLAN)).toBe(false);
  expect(Buffer.from(await openPlan(sealed, CONTEXT, keys()))).toEqual(PLAN);
  for (const wrong of [
    { ...CONTEXT, stack: "zone-opsdesk-example" },
    { ...CONTEXT, run: "run-20261122T120000Z-0a1b2d" },
  ]) {
    await expect(openPlan(sealed, wrong, keys())).rejects.toMatchObject({ parts: { kind: "refused", code: "PLAN_FILE_UNREADABLE" } });
  }
});

it("refuses a wrapped key that was changed", async () => {
  const sealed = Buffer.from(await sealPlan(PLAN, CONTEXT, keys()));
  const line = sealed.indexOf("kms ") + 4;
  sealed[line + 60] = sealed[line + 60] === 65 ? 66 : 65;
  await expect(openPlan(sealed, CONTEXT, keys())).rejects.toMatchObject({ parts: { kind: "refused" } });
});

it("says which key is missing, for planning and for applying", async () => {
  const absent = kmsPlanKeys({ ...settings(), keyId: "alias/not-there" });
  await expect(sealPlan(PLAN, CONTEXT, absent)).rejects.toThrow(/NotFoundException from AWS KMS for alias\/not-there.*PLAN_KEY_MISSING/);
  const local = localPlanKeys("/nowhere/plan.key");
  await expect(openPlan(await sealPlan(PLAN, CONTEXT, keys()), CONTEXT, local)).rejects.toThrow(/state\.kmsKey \[PLAN_KEY_MISSING\]/);
});

function settings() {
  const emulated = ["emulated", "credential"].join("-");
  return { region: REGION, endpoint: moto.endpoint, credentials: { accessKeyId: emulated, secretAccessKey: emulated } };
}

function keys() {
  return kmsPlanKeys({ ...settings(), keyId });
}
