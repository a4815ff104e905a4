import type { SecretAnswer, SecretSlotModel } from "../../../config/secret-model.ts";
import { runChecks } from "../../../verify/check.ts";
import { SECRET_CHECKS } from "../../../verify/checks/secrets.ts";
import { createNet } from "../../../verify/net.ts";
import { SHOP, SHOP_ZONE } from "../good-shop.ts";
import { outcomes } from "../shop.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:rotate";
const SLOT: SecretSlotModel = {
  key: "llm-key",
  name: "shop/production/llm-key",
  arnPrefix: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/production/llm-key-",
  description: "calls to the language model provider",
  recoveryWindowDays: 30,
  rotation: { everyDays: 90, whenOverdue: "warn", functionArn: FUNCTION_ARN },
};

const holding = (days: number, more: { readonly labels?: readonly string[]; readonly rotationFunction?: string } = {}): SecretAnswer => ({
  kind: "present",
  arn: "arn:x",
  versions: [{ id: "v1", createdAt: new Date(NOW.getTime() - days * 86_400_000), labels: more.labels ?? ["AWSCURRENT"] }],
  ...("rotationFunction" in more ? {} : { rotationFunction: FUNCTION_ARN }),
});

async function found(answer: SecretAnswer | undefined, environment = { ...SHOP, secretSlots: [SLOT] }) {
  const asked: unknown[] = [];
  const world = {
    dns: "authoritative" as const,
    connect: () => undefined,
    timeoutMs: 1,
    allowBursts: false,
    describeSecret: async (secret: unknown) => {
      asked.push(secret);
      return answer;
    },
    now: () => NOW,
  };
  const findings = await runChecks(SECRET_CHECKS, { environment, zone: SHOP_ZONE }, createNet(world, "shop.example"));
  return { asked, findings, told: findings.map(({ id, outcome, got }) => `${id} ${outcome}: ${got}`) };
}

it("passes a value that is young enough, rotated as declared, and asks once for each slot", async () => {
  const { asked, told } = await found(holding(89));
  expect(told).toEqual(["secret.value pass: due in 2 days; the value is of 2026-08-29", "secret.rotation pass: as declared"]);
  expect(asked).toEqual([{ name: SLOT.name, region: "eu-west-1" }]);
});

it.each<{ readonly what: string; readonly answer: SecretAnswer | undefined; readonly told: readonly string[] }>([
  {
    what: "an old value",
    answer: holding(92),
    told: ["secret.value fail: overdue by 1 day; the value is of 2026-08-26", "secret.rotation pass: as declared"],
  },
  {
    what: "no value",
    answer: holding(1, { labels: ["AWSPENDING"] }),
    told: ["secret.value fail: holds no value", "secret.rotation pass: as declared"],
  },
  {
    what: "an exposed value",
    answer: holding(1, { labels: ["AWSCURRENT", "slipway-exposed-20261126T050000Z"] }),
    told: ["secret.value fail: exposed; the value of 2026-11-25 is known to strangers", "secret.rotation pass: as declared"],
  },
  {
    what: "a rotation that is not enabled",
    answer: { kind: "present", arn: "arn:x", versions: [{ id: "v1", createdAt: NOW, labels: ["AWSCURRENT"] }] },
    told: ["secret.value pass: active since 2026-11-26", "secret.rotation fail: no function rotates it"],
  },
  {
    what: "no secret",
    answer: { kind: "absent" },
    told: ["secret.value fail: there is no such slot yet", "secret.rotation fail: no secret"],
  },
  {
    what: "no answer",
    answer: undefined,
    told: ["secret.value unknown: nobody could tell", "secret.rotation unknown: no answer from AWS Secrets Manager"],
  },
])("tells of $what", async ({ answer, told }) => {
  expect((await found(answer)).told).toEqual(told);
});

it("asks nothing of slots alone, which are made to be filled afterwards", async () => {
  expect((await found(holding(1), { ...SHOP, stage: "slots", secretSlots: [SLOT] })).told).toEqual([]);
});

it("waits for a value where one run goes live, and there alone", async () => {
  const direct = {
    ...SHOP,
    direct: "nobody depends on it",
    secretSlots: [{ ...SLOT, rotation: { everyDays: 90, whenOverdue: "warn" as const } }],
  };
  expect((await found({ kind: "present", arn: "arn:x", versions: [] }, direct)).told).toEqual([
    "secret.value not-applicable: holds no value yet",
  ]);
  expect((await found(holding(92), direct)).findings.map(({ outcome }) => outcome)).toEqual(["fail"]);
});

it("could not tell where there is nobody to ask", async () => {
  const net = createNet({ dns: "authoritative", connect: () => undefined, timeoutMs: 1, allowBursts: false }, "shop.example");
  const findings = await runChecks(SECRET_CHECKS, { environment: { ...SHOP, secretSlots: [SLOT] }, zone: SHOP_ZONE }, net);
  expect(outcomes(findings)).toEqual(["unknown"]);
});
