import { refuseTakenNames } from "../../../launch/secrets/secret-names.ts";
import type { SecretKeeper, SecretStatus } from "../../../launch/secrets/secrets.ts";
import { type ChangeFixture, create, plan, SECRET } from "../plan-fixtures.ts";

const TYPE = "aws_secretsmanager_secret";
const ARN = "arn:aws:secretsmanager:eu-north-1:1:secret:x";
const present: SecretStatus = { kind: "present", arn: ARN };
const scheduled: SecretStatus = { kind: "scheduled", arn: ARN };
const replaced = (before: unknown, after: unknown, actions: readonly string[] = ["delete", "create"]): ChangeFixture => ({
  type: TYPE,
  actions,
  before,
  after,
});
const other = { ...SECRET, name: "chatbot/production/other" };
const atOnce = { ...SECRET, recovery_window_in_days: 0 };

const ROWS: readonly (readonly [string, ChangeFixture, SecretStatus, boolean])[] = [
  ["a new one", create(TYPE, SECRET), { kind: "absent" }, false],
  ["a new one whose name is scheduled for deletion", create(TYPE, SECRET), scheduled, true],
  ["a new one whose name somebody has", create(TYPE, SECRET), present, true],
  ["one that gets another, free name", replaced(SECRET, other), { kind: "absent" }, false],
  ["one that gets another name, which is scheduled for deletion", replaced(SECRET, other), scheduled, true],
  ["one that is made again under its own name", replaced(SECRET, SECRET), present, true],
  ["one that is made again before it goes", replaced(atOnce, SECRET, ["create", "delete"]), present, true],
  ["one that is gone at once before it is made again", replaced(atOnce, SECRET), present, false],
  ["one that changes", { type: TYPE, actions: ["update"], before: SECRET, after: SECRET }, present, false],
  [
    "one that is imported",
    { type: TYPE, actions: ["no-op"], before: SECRET, after: SECRET, change: { importing: { id: ARN } } },
    present,
    false,
  ],
  ["something else", create("aws_ssm_parameter", SECRET), present, false],
];

it.each(ROWS)("looks at the name of %s", async (_what, change, status, taken) => {
  const keeper: Pick<SecretKeeper, "find"> = { find: async () => status };
  const look = refuseTakenNames(keeper, "chatbot/production", [{ stack: "chatbot-production", plan: plan([change]) }], []);
  if (taken) await expect(look).rejects.toMatchObject({ parts: { kind: "refused", code: "SECRET_NAME_TAKEN" } });
  else expect(await look).toEqual([]);
});
