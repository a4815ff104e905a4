import { keepPrivateHalf } from "../../cli/private-half.ts";
import type { SecretKeeper, SecretStatus } from "../../launch/secrets/secrets.ts";
import { makeDkimKey } from "../../mail/dkim/make-key.ts";

const key = makeDkimKey("ed25519");
const keeper = (status: SecretStatus | undefined, put: SecretKeeper["put"] = async () => {}): SecretKeeper => ({
  find: async () => status,
  restore: async () => {},
  put,
});
const codeOf = (secrets: SecretKeeper) => keepPrivateHalf(secrets, "chatbot/production/dkim", key).catch((error) => error.parts);

it("hands the key to the slot, whole", async () => {
  const values: string[] = [];
  const secrets = keeper({ kind: "present", arn: "arn:x", hasValue: false }, async (arn, _region, value) => {
    values.push(arn, value);
  });
  await keepPrivateHalf(secrets, "chatbot/production/dkim", key);
  expect(values).toEqual(["arn:x", key.privateKey]);
});

it.each<{ status: SecretStatus | undefined; code: string }>([
  { status: { kind: "present", arn: "arn:x", hasValue: true }, code: "SECRET_SLOT_IN_USE" },
  { status: { kind: "absent" }, code: "SECRET_SLOT_UNKNOWN" },
  { status: { kind: "scheduled", arn: "arn:x" }, code: "SECRET_SLOT_UNKNOWN" },
  { status: undefined, code: "SECRET_NOT_STORED" },
])("refuses a slot that is $status.kind: $code", async ({ status, code }) => {
  const put = jest.fn();
  expect(await codeOf(keeper(status, put))).toMatchObject({ code });
  expect(put).not.toHaveBeenCalled();
});

it("never repeats a key that the manager quotes in its refusal", async () => {
  const secrets = keeper({ kind: "present", arn: "arn:x", hasValue: false }, async (_arn, _region, value) => {
    throw new Error(`cannot store ${value}, nor ${JSON.stringify(value)}`);
  });
  const parts = await codeOf(secrets);
  expect(parts).toMatchObject({ code: "SECRET_NOT_STORED", got: expect.stringContaining("cannot store (sensitive)") });
  expect(parts.got).not.toContain(key.privateKey.split("\n")[1]);
});
