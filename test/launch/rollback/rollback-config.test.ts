import { ownerOfRef } from "../../../edge/rule.ts";
import { ownerOfRule } from "../../../launch/names.ts";
import { keepRulesOf, withPinsOf, withSafetyBlocks } from "../../../launch/rollback/rollback-config.ts";

const rule = (ref: string, expression = "true") => ({ ref, expression });
const zone = (rules: readonly unknown[], ssl = "strict") => ({
  resource: {
    cloudflare_ruleset: {
      limits: { zone_id: "z", phase: "http_ratelimit", rules },
      redirects: { zone_id: "z", phase: "http_request_dynamic_redirect", rules: [rule("zone--www")] },
    },
    cloudflare_zone_setting: { ssl: { setting_id: "ssl", value: ssl } },
  },
});

it("replaces one environment's rules and leaves the neighbours' and the zone's settings alone", () => {
  const standing = zone([
    rule("zone--base"),
    rule("chatbot--production--chat", "new"),
    rule("chatbot--staging--chat", "theirs"),
    rule("portal--production--api", "theirs"),
  ]);
  const recorded = zone(
    [
      rule("zone--old-base"),
      rule("chatbot--production--login", "old"),
      rule("chatbot--production--chat", "old"),
      rule("portal--production--api", "stale"),
    ],
    "off",
  );
  expect(keepRulesOf(standing, recorded, (owner) => owner === "chatbot--production")).toEqual(
    zone([
      rule("zone--base"),
      rule("chatbot--production--login", "old"),
      rule("chatbot--production--chat", "old"),
      rule("chatbot--staging--chat", "theirs"),
      rule("portal--production--api", "theirs"),
    ]),
  );
});

it("takes an environment that had no rules then out of the zone, and puts one back that has none now", () => {
  const empty = zone([rule("zone--base")]);
  const full = zone([rule("zone--base"), rule("chatbot--production--chat")]);
  const mine = (owner: string): boolean => owner === "chatbot--production";
  expect(keepRulesOf(full, empty, mine)).toEqual(empty);
  expect(keepRulesOf(empty, full, mine)).toEqual(full);
});

it("takes a zone back without taking the launches' rules back", () => {
  const standing = zone([rule("zone--new"), rule("chatbot--production--chat", "today")], "full");
  const recorded = zone([rule("zone--old"), rule("chatbot--production--chat", "then"), rule("portal--production--gone")]);
  expect(keepRulesOf(recorded, standing, (owner) => owner !== "zone")).toEqual(
    zone([rule("zone--old"), rule("chatbot--production--chat", "today")]),
  );
});

it.each(["zone--base", "chatbot--production--limit-chat", "a-b--c-d--e-f", "odd"])("reads the owner of %s as the edge does", (ref) => {
  expect(ownerOfRule(ref)).toBe(ownerOfRef(ref));
});

describe("safety blocks", () => {
  const declares = (...names: readonly string[]) => ({ resource: { terraform_data: Object.fromEntries(names.map((name) => [name, {}])) } });

  it("turn renames round, newest first", () => {
    const since = [
      { moved: [{ from: "terraform_data.a", to: "terraform_data.b" }] },
      { moved: { from: "terraform_data.b", to: "terraform_data.c" } },
    ];
    expect(withSafetyBlocks(declares("a"), since)).toEqual({
      ...declares("a"),
      moved: [
        { from: "terraform_data.c", to: "terraform_data.b" },
        { from: "terraform_data.b", to: "terraform_data.a" },
      ],
    });
  });

  it("leave out a rename whose origin is declared again", () => {
    const since = [{ moved: [{ from: "terraform_data.a", to: "terraform_data.b" }] }];
    expect(withSafetyBlocks(declares("a", "b"), since)).toEqual(declares("a", "b"));
  });

  it("let go of what was adopted since, unless it is declared", () => {
    const since = [
      {
        import: [
          { to: "terraform_data.mine", id: "1" },
          { to: "${terraform_data.theirs}", id: "2" },
        ],
      },
    ];
    expect(withSafetyBlocks(declares("mine"), since)).toEqual({
      ...declares("mine"),
      removed: [{ from: "terraform_data.theirs", lifecycle: [{ destroy: false }] }],
    });
  });

  it("replace whatever blocks the record held", () => {
    const recorded = {
      ...declares("a"),
      import: [{ to: "terraform_data.a", id: "1" }],
      moved: [{ from: "x", to: "y" }],
      removed: [{ from: "z" }],
    };
    expect(withSafetyBlocks(recorded, [])).toEqual(declares("a"));
  });
});

describe("withPinsOf", () => {
  const pinned = (providers: object) => ({ terraform: { required_version: ">= 1.11.0", required_providers: providers } });
  const [old, now] = [
    { source: "hashicorp/aws", version: "6.24.0" },
    { source: "hashicorp/aws", version: "6.25.0" },
  ];

  it("never goes back to an older provider than the one that wrote the state", () => {
    expect(withPinsOf(pinned({ aws: now }), pinned({ aws: old }))).toEqual(pinned({ aws: now }));
  });

  it("keeps a provider that only the recorded configuration uses, and brings none that it does not use", () => {
    const random = { source: "hashicorp/random", version: "3.7.2" };
    expect(withPinsOf(pinned({ cloudflare: now }), pinned({ random }))).toEqual(pinned({ random }));
  });

  it("leaves a configuration without providers as it is", () => {
    expect(withPinsOf(pinned({ aws: now }), { resource: {} })).toEqual({ resource: {} });
  });
});
