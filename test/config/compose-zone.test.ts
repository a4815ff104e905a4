import { composeZone } from "../../config/compose-zone.ts";
import { parseContribution, parseZoneBase } from "../../config/contribution.ts";
import type { Contribution, ZoneBase } from "../../config/model.ts";
import { parseConfigs } from "../../config/parse.ts";
import { resolve } from "../../config/resolve.ts";
import { PHASES } from "../../edge/rule.ts";
import { realConfigs } from "./real-configs.ts";

function block(ref: string): Contribution["rules"][number] {
  return { phase: "http_request_firewall_custom", action: "block", ref, description: ref, expression: "ssl", enabled: true };
}

const base: ZoneBase = {
  zone: { domain: "opsdesk.example", zoneId: "0".repeat(32), plan: "free" },
  settings: [],
  records: [],
  rules: [block("zone--own")],
};
const of = (owner: string): Contribution => ({ owner, domain: "opsdesk.example", rules: [block(`${owner}--b`), block(`${owner}--a`)] });

it("puts the base first and then the owners in codepoint order, each in its own order, in every phase", () => {
  const rulesets = composeZone(base, [of("chatbot--staging"), of("chatbot--production"), of("api--production")]);
  expect(rulesets.map(({ phase }) => phase)).toEqual(PHASES);
  expect(rulesets.map(({ rules }) => rules.map(({ ref }) => ref))).toEqual([
    [],
    [
      "zone--own",
      "api--production--b",
      "api--production--a",
      "chatbot--production--b",
      "chatbot--production--a",
      "chatbot--staging--b",
      "chatbot--staging--a",
    ],
    ...PHASES.slice(2).map(() => []),
  ]);
});

it.each([
  ["a contribution for another zone", [{ ...of("a--b"), domain: "other.example" }]],
  ["two of one owner", [of("a--b"), of("a--b")]],
])("refuses %s", (_, contributions) => {
  expect(() => composeZone(base, contributions)).toThrow(/\[CONTRIBUTION_FOREIGN\]$/);
});

it("reads back what was stored as JSON", () => {
  const parsed = parseConfigs(realConfigs());
  if (!parsed.ok) throw new Error("the real configs are right");
  const model = resolve(parsed.configs);
  const { base: zoneBase, rulesets } = [...model.zones.values()][0] ?? { base, rulesets: [] };
  const contributions = [...model.environments.values()].map(({ contribution }) => contribution);
  const stored = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));
  expect(parseZoneBase("base.json", stored(zoneBase))).toEqual(zoneBase);
  expect(contributions.map((each) => parseContribution("c.json", stored(each)))).toEqual(contributions);
  expect(composeZone(zoneBase, contributions)).toEqual(rulesets);
});

it.each([
  ["a rule of somebody else", { ...of("a--b"), rules: [block("c--d--x")] }],
  ["a rule of the zone", { ...of("a--b"), rules: [block("zone--x")] }],
  ["one reference twice", { ...of("a--b"), rules: [block("a--b--x"), block("a--b--x")] }],
  ["an owner who is the zone", { ...of("a--b"), owner: "zone", rules: [] }],
  ["an unknown field", { ...of("a--b"), extra: 1 }],
  ["a torn file", undefined],
])("does not read %s", (_, data) => {
  expect(() => parseContribution("runs/c.json", data)).toThrow(
    /^runs\/c\.json: expected a stored contribution, .*\[CONTRIBUTION_MALFORMED\]$/,
  );
});
