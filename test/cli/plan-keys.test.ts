import { planKeyFile, planKeysFor } from "../../cli/plan-keys.ts";

it.each<[string, Record<string, string>, string]>([
  ["XDG_CONFIG_HOME", { XDG_CONFIG_HOME: "/config", HOME: "/home/ana" }, "/config/slipway/plan.key"],
  ["HOME", { HOME: "/home/ana" }, "/home/ana/.config/slipway/plan.key"],
  [
    "HOME where XDG_CONFIG_HOME is relative, as its specification wants",
    { XDG_CONFIG_HOME: "x", HOME: "/h" },
    "/h/.config/slipway/plan.key",
  ],
])("finds the user's key by %s", (_what, environment, file) => {
  expect(planKeyFile(environment)).toBe(file);
});

it("says what to set when there is neither, and needs neither with a key in AWS KMS", () => {
  expect(() => planKeyFile({ HOME: "" })).toThrow(/XDG_CONFIG_HOME.*PLAN_KEY_MISSING/);
  const state = {
    kind: "s3",
    bucket: "states",
    region: "eu-west-1",
    managed: true,
    keyPrefix: "slipway",
    accountId: "123456789012",
  } as const;
  expect(() => planKeysFor(state, {})).toThrow(/PLAN_KEY_MISSING/);
  expect(() => planKeysFor({ ...state, kmsKey: "alias/plans" }, {})).not.toThrow();
});
