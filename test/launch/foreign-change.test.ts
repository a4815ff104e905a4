import { foreignChanges, refuseForeignChanges } from "../../launch/foreign-change.ts";
import { type ChangeFixture, create, LIMITS, plan, RULESET, rule, ruleset, SETTING, setting, update } from "./plan-fixtures.ts";

describe("a launch's share of its zone", () => {
  const zone = [rule("zone--base"), rule("portal--production--api")];
  const mine = rule("chatbot--production--chat");
  const foreign = (changes: readonly ChangeFixture[], more: Readonly<Record<string, unknown>> = {}): readonly string[] =>
    foreignChanges(plan(changes, more), "s", "chatbot--production");
  const ADDRESS = "cloudflare_ruleset.x";
  const CASES: readonly (readonly [string, readonly ChangeFixture[], readonly string[]])[] = [
    ["its own rule comes", [update(RULESET, ruleset(LIMITS, zone), ruleset(LIMITS, [...zone, mine]))], []],
    [
      "its own rule changes",
      [update(RULESET, ruleset(LIMITS, [...zone, mine]), ruleset(LIMITS, [...zone, { ...mine, expression: "false" }]))],
      [],
    ],
    [
      "a neighbour's rule goes",
      [update(RULESET, ruleset(LIMITS, zone), ruleset(LIMITS, [rule("zone--base"), mine]))],
      [`${ADDRESS}: rule portal--production--api removed`],
    ],
    [
      "the zone's rule changes",
      [
        update(
          RULESET,
          ruleset(LIMITS, zone),
          ruleset(LIMITS, [rule("zone--base", { expression: "false" }), rule("portal--production--api")]),
        ),
      ],
      [`${ADDRESS}: rule zone--base changed`],
    ],
    [
      "rules change places",
      [update(RULESET, ruleset(LIMITS, zone), ruleset(LIMITS, [...zone].reverse()))],
      [expect.stringContaining("moved"), expect.stringContaining("before a rule of the zone")],
    ],
    [
      "its rule comes before the zone's",
      [update(RULESET, ruleset(LIMITS, zone), ruleset(LIMITS, [mine, ...zone]))],
      [`${ADDRESS}: rule chatbot--production--chat before a rule of the zone`],
    ],
    [
      "a prefix of its name is somebody else",
      [update(RULESET, ruleset(LIMITS, zone), ruleset(LIMITS, [...zone, rule("chatbot--production-2--chat")]))],
      [`${ADDRESS}: rule chatbot--production-2--chat added`],
    ],
    ["the ruleset is made", [create(RULESET, ruleset(LIMITS, [mine]))], [`${ADDRESS} (create)`]],
    ["a setting changes", [update(SETTING, setting("ssl", "strict"), setting("ssl", "off"))], ["cloudflare_zone_setting.x (update)"]],
    [
      "the ruleset is renamed",
      [
        {
          ...update(RULESET, ruleset(LIMITS, zone), ruleset(LIMITS, zone)),
          actions: ["no-op"],
          more: { previous_address: "cloudflare_ruleset.y" },
        },
      ],
      [`${ADDRESS} (move)`],
    ],
  ];

  it.each(CASES)("%s", (_what, changes, expected) => {
    expect(foreign(changes)).toEqual(expected);
  });

  it("an output changes", () => {
    expect(foreign([], { output_changes: { ip: { actions: ["update"], before: "1", after: "2" } } })).toEqual(["output ip"]);
  });
});

it("refuses a launch's plan that changes an output of the zone, and lets one without changes pass", () => {
  const foreign = plan([], { output_changes: { ip: { actions: ["update"], before: "1", after: "2" } } });
  expect(() => refuseForeignChanges(foreign, "zone-a", "chatbot--production")).toThrow(
    expect.objectContaining({ parts: expect.objectContaining({ kind: "refused", code: "FOREIGN_CHANGE" }) }),
  );
  expect(() => refuseForeignChanges(plan([]), "zone-a", "chatbot--production")).not.toThrow();
});
