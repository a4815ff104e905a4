import type { SecretSlotModel } from "../../../config/secret-model.ts";
import { SecretSlots } from "../../../constructs/secret-slots.ts";
import { environmentModel } from "../../fixtures/models.ts";
import { resourcesOf } from "../../fixtures/synth.ts";
import { startSecretsManager } from "../secrets-server.ts";
import { ACCOUNT_ID, APPLY, EMPTY, PLAN, REGION, type Rehearsed, rehearse } from "./harness.ts";

const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:rotate`;
const READER = "arn:aws:iam::999988887777:role/worker";

const rendered = (change: Partial<SecretSlotModel>) =>
  Object(
    resourcesOf(
      (stack) =>
        new SecretSlots(stack, "secrets", {
          slots: environmentModel.secretSlots.map((slot) => ({ ...slot, recoveryWindowDays: 7, ...change })),
        }),
    ),
  );

let site: Rehearsed;
beforeEach(async () => {
  site = await rehearse();
  site.world.put({ type: "aws_lambda_function", id: FUNCTION_ARN, attributes: { arn: FUNCTION_ARN } });
});
afterEach(() => site.close());

const rotation = { everyDays: 30, whenOverdue: "warn" as const, functionArn: FUNCTION_ARN };

it("makes a slot with all that can be said of one, has nothing left to do, and gives all of it up again", async () => {
  const kmsKey = `arn:aws:kms:${REGION}:${ACCOUNT_ID}:alias/chatbot`;
  site.write(rendered({ kmsKey, readers: [READER], onlyReaders: true, rotation }));
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
  const manager = await startSecretsManager(site.world, REGION);
  const [slot] = environmentModel.secretSlots;
  const secret = { name: slot?.name ?? "", region: REGION };
  const found = await manager.secrets.describe(secret);
  expect(found).toMatchObject({ kind: "present", versions: [], rotationFunction: FUNCTION_ARN });
  if (found?.kind !== "present") throw new Error("no slot");
  await manager.secrets.put(found.arn, REGION, ["obviously", "fake", "value"].join("-"));
  await manager.secrets.rotate(found.arn, REGION);
  await manager.close();
  // a value is no drift, and neither is a rotation
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
  site.write(rendered({ kmsKey, readers: [READER] }));
  const changes = { "aws_secretsmanager_secret_policy.llm-key": "update", "aws_secretsmanager_secret_rotation.llm-key": "delete" };
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, changes });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it.each<{ readonly what: string; readonly change: Partial<SecretSlotModel>; readonly says: RegExp }>([
  {
    what: "a function that is not there",
    change: { rotation: { ...rotation, functionArn: `${FUNCTION_ARN}-2` } },
    says: /cannot find the Lambda function/,
  },
])("refuses $what", async ({ change, says }) => {
  site.write(rendered(change));
  const { code, errors } = await site.run(...APPLY);
  expect(code).toBe(1);
  expect(errors.join()).toMatch(says);
});
