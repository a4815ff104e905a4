import { ALLOWED_DATA as ALLOWED_BY_ENGINE, refuseUnreviewableConfig } from "../../launch/reviewable-config.ts";
import { renderStack } from "../../stacks/render.ts";
import { scanStack } from "../../stacks/scan.ts";
import { ALLOWED_DATA } from "../../stacks/scan-blocks.ts";
import { accountConfig, accountModel, environmentModel, zoneModel } from "../fixtures/models.ts";
import { UNREVIEWABLE } from "../fixtures/unreviewable.ts";

// synth and engine hold one rule, each in its own words

const account = JSON.parse(renderStack({ kind: "account", account: accountModel }));
const CODES = /SYNTH_(NOT_REVIEWABLE|FORBIDDEN_DATA|PROVISIONER|GUARD|NOT_REPEATABLE|INTERPOLATION)/;

/** A good stack with something bad laid over it. */
function withBad(bad: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...account, ...bad, resource: { ...account.resource, ...Object(bad.resource) } };
}

it.each(UNREVIEWABLE)("synth finds what the engine refuses: %s", (_what, bad) => {
  expect(() => refuseUnreviewableConfig(withBad(bad), "account")).toThrow(/CONFIG_NOT_REVIEWABLE/);
  expect(scanStack("account", withBad(bad)).filter(({ parts }) => CODES.test(parts.code))).not.toEqual([]);
});

it("allows the same data sources", () => {
  expect([...ALLOWED_DATA].sort()).toEqual([...ALLOWED_BY_ENGINE].sort());
});

it.each([
  ["zone", renderStack({ kind: "zone", zone: zoneModel, account: accountConfig })],
  ["launch", renderStack({ kind: "launch", environment: environmentModel, account: accountConfig })],
  ["account", JSON.stringify(account)],
])("lets the %s stack through on both sides", (_what, text) => {
  expect(scanStack("stack", JSON.parse(text))).toEqual([]);
  expect(() => refuseUnreviewableConfig(JSON.parse(text), "stack")).not.toThrow();
});
