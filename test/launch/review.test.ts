import { foreignChanges } from "../../launch/foreign-change.ts";
import { buildReview, type ReviewInput } from "../../launch/review.ts";
import { CONCERNS, type Review, reviewSchema } from "../../launch/review-schema.ts";
import { type ChangeFixture, MX, plan, RECORD, rule, ruleset, SPF } from "./plan-fixtures.ts";

const LIMITS = "http_ratelimit";
const HSTS = (max_age: number, enabled = true) => ({
  zone_id: RECORD.zone_id,
  setting_id: "security_header",
  value: { strict_transport_security: { enabled, max_age, include_subdomains: true, preload: false, nosniff: true } },
});
const setting = (setting_id: string, value: string) => ({ zone_id: RECORD.zone_id, setting_id, value });
const SECRET = { name: "chatbot/production/llm-key", recovery_window_in_days: 30 };

function review(changes: readonly ChangeFixture[], more: Partial<ReviewInput> = {}): Review {
  return buildReview({
    run: "run-20261122T120000Z-0a1b2c",
    target: "chatbot/production",
    plannedAt: new Date("2026-11-22T12:00:00Z"),
    planner: "ana@opsdesk.example",
    commit: { sha: "4f0c2d9", authors: [], dirty: false },
    rollbackOf: null,
    approvers: { from: "genesis", list: [], quorum: 1 },
    nextApprovers: [],
    nextQuorum: 1,
    exceptions: [],
    standing: { none: "nothing was applied before" },
    residuals: [],
    contentDigest: "0".repeat(64),
    stacks: [{ stack: "s", plan: plan(changes), digest: "1".repeat(64), planSha256: "2".repeat(64), serial: 3, empty: false }],
    ...more,
  });
}

type Row = readonly [
  what: string,
  change: ChangeFixture,
  expected: readonly [concern: string, sentence: string, risk: string, undo: string, minutes: number | null, acknowledge?: string],
];

const update = (type: string, before: unknown, after: unknown): ChangeFixture => ({ type, actions: ["update"], before, after });
const create = (type: string, after: unknown): ChangeFixture => ({ type, actions: ["create"], after });
const remove = (type: string, before: unknown): ChangeFixture => ({ type, actions: ["delete"], before });
const DNS = "cloudflare_dns_record";
const RULESET = "cloudflare_ruleset";
const SETTING = "cloudflare_zone_setting";

const ROWS: readonly Row[] = [
  [
    "a new host",
    create(DNS, RECORD),
    ["hosts", "api.opsdesk.example starts to answer: CNAME a.origin.example through Cloudflare", "low", "after-ttl", 5],
  ],
  [
    "a proxied host that moves",
    update(DNS, RECORD, { ...RECORD, content: "b.origin.example" }),
    ["hosts", "traffic of api.opsdesk.example moves from a.origin.example to b.origin.example", "high", "reversible", 1],
  ],
  [
    "an unproxied host that moves",
    update(DNS, { ...RECORD, proxied: false, ttl: 600 }, { ...RECORD, proxied: false, ttl: 600, content: "b" }),
    ["hosts", "traffic of api.opsdesk.example moves from a.origin.example to b", "medium", "after-ttl", 10],
  ],
  [
    "a host that leaves Cloudflare",
    update(DNS, RECORD, { ...RECORD, proxied: false }),
    [
      "hosts",
      "api.opsdesk.example no longer goes through Cloudflare: no rule applies to it, and the origin's address becomes public",
      "high",
      "after-ttl",
      5,
    ],
  ],
  [
    "a host that goes",
    remove(DNS, RECORD),
    ["hosts", "api.opsdesk.example stops answering with CNAME a.origin.example", "high", "after-ttl", 30],
  ],
  [
    "mail that goes elsewhere",
    update(DNS, MX, { ...MX, content: "mx.other.example" }),
    ["mail", "mail to opsdesk.example moves from smtp.google.com to mx.other.example", "medium", "after-ttl", 5],
  ],
  [
    "mail that stops",
    remove(DNS, MX),
    [
      "mail",
      "mail to opsdesk.example is no longer delivered to smtp.google.com",
      "high",
      "after-ttl",
      30,
      "DELETES_MX:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "SPF that goes",
    remove(DNS, SPF),
    [
      "mail",
      "SPF of opsdesk.example disappears, and receivers treat mail from it accordingly",
      "high",
      "after-ttl",
      30,
      "DELETES_SPF:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "SPF that turns into something else",
    update(DNS, SPF, { ...SPF, content: '"hello"' }),
    [
      "hosts",
      'traffic of opsdesk.example moves from "v=spf1 include:_spf.google.com ~all" to "hello"',
      "medium",
      "after-ttl",
      5,
      "DELETES_SPF:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "DMARC that goes",
    remove(DNS, { ...SPF, name: "_dmarc.opsdesk.example", content: '"v=DMARC1; p=none"' }),
    [
      "mail",
      "DMARC of _dmarc.opsdesk.example disappears, and receivers treat mail from it accordingly",
      "high",
      "after-ttl",
      30,
      "DELETES_DMARC:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "DKIM that goes",
    remove(DNS, { ...SPF, name: "google._domainkey.opsdesk.example" }),
    [
      "mail",
      "DKIM of google._domainkey.opsdesk.example disappears, and receivers treat mail from it accordingly",
      "high",
      "after-ttl",
      30,
      "DELETES_DKIM:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "limits that come",
    update(RULESET, ruleset(LIMITS, []), ruleset(LIMITS, [rule("chatbot--production--chat")])),
    ["rate-limits", "rules of phase http_ratelimit: 1 added", "medium", "reversible", 1],
  ],
  [
    "blocks that go",
    update(RULESET, ruleset("http_request_firewall_custom", [rule("zone--git")]), ruleset("http_request_firewall_custom", [])),
    ["access", "rules of phase http_request_firewall_custom: 1 removed", "medium", "reversible", 1],
  ],
  [
    "a permanent redirect",
    update(
      RULESET,
      ruleset("http_request_dynamic_redirect", []),
      ruleset("http_request_dynamic_redirect", [rule("zone--www", { action_parameters: { from_value: { status_code: 301 } } })]),
    ),
    ["redirects", "rules of phase http_request_dynamic_redirect: 1 added", "medium", "after-ttl", null],
  ],
  [
    "a ruleset that goes",
    remove(RULESET, ruleset(LIMITS, [rule("zone--a")])),
    [
      "rate-limits",
      "all rules of phase http_ratelimit are deleted, whoever added them",
      "high",
      "reversible",
      1,
      "DELETES_RULESET:s/cloudflare_ruleset.x",
    ],
  ],
  [
    "TLS that weakens",
    update(SETTING, setting("ssl", "strict"), setting("ssl", "flexible")),
    ["tls", "zone setting ssl (TLS between Cloudflare and the origins) changes from strict to flexible", "high", "reversible", 1],
  ],
  [
    "TLS that hardens",
    update(SETTING, setting("min_tls_version", "1.0"), setting("min_tls_version", "1.2")),
    ["tls", "zone setting min_tls_version (lowest TLS version that visitors may use) changes from 1.0 to 1.2", "medium", "reversible", 1],
  ],
  [
    "HSTS that lengthens",
    update(SETTING, HSTS(300), HSTS(31_536_000)),
    ["tls", expect.stringContaining("HSTS"), "high", "not-reversible", null, "NOT_REVERSIBLE:s/cloudflare_zone_setting.x"],
  ],
  [
    "HSTS that is switched off",
    update(SETTING, HSTS(300), HSTS(300, false)),
    ["tls", expect.stringContaining("HSTS"), "high", "reversible", 1],
  ],
  [
    "a setting that is let go",
    remove(SETTING, setting("ssl", "strict")),
    [
      "tls",
      "zone setting ssl (TLS between Cloudflare and the origins) is no longer looked after and keeps its value strict",
      "medium",
      "delete-is-a-no-op",
      null,
    ],
  ],
  [
    "a new slot",
    create("aws_secretsmanager_secret", SECRET),
    ["secrets", "secret chatbot/production/llm-key gets a place, still without a value", "low", "needs-restore", null],
  ],
  [
    "a slot that goes",
    remove("aws_secretsmanager_secret", SECRET),
    [
      "secrets",
      "secret chatbot/production/llm-key is scheduled for deletion: the application can no longer read it, and it can be restored for 30 days",
      "high",
      "needs-restore",
      null,
      "DELETES_SECRET:s/aws_secretsmanager_secret.x",
    ],
  ],
  [
    "an application parameter",
    update(
      "aws_ssm_parameter",
      { name: "/chatbot/production/LOG_LEVEL", value: "info" },
      { name: "/chatbot/production/LOG_LEVEL", value: "debug" },
    ),
    ["environment", "application parameter /chatbot/production/LOG_LEVEL changes from info to debug", "medium", "reversible", 1],
  ],
  [
    "a health check",
    create("aws_route53_health_check", { fqdn: "api.opsdesk.example" }),
    ["monitoring", "health check of api.opsdesk.example is created", "low", "reversible", 1],
  ],
  [
    "an alarm",
    create("aws_cloudwatch_metric_alarm", { alarm_name: "api-down" }),
    ["alerting", "alarm api-down is created", "low", "reversible", 1],
  ],
  [
    "an alert recipient that goes",
    remove("aws_sns_topic_subscription", { endpoint: "oncall@opsdesk.example" }),
    ["alerting", "alert recipient oncall@opsdesk.example is deleted", "medium", "needs-restore", null],
  ],
  [
    "a thing nobody knows that goes",
    remove("aws_unheard_of", {}),
    ["environment", "aws_unheard_of x is deleted", "high", "not-reversible", null, "NOT_REVERSIBLE:s/aws_unheard_of.x"],
  ],
  [
    "an adoption",
    { ...update(DNS, RECORD, RECORD), actions: ["no-op"], change: { importing: { id: "1" } } },
    ["hosts", "record api.opsdesk.example exists already and is taken over as it is", "low", "reversible", 0],
  ],
  [
    "a rename",
    { ...update(DNS, RECORD, RECORD), actions: ["no-op"], more: { previous_address: "cloudflare_dns_record.old" } },
    ["hosts", "record api.opsdesk.example gets another address in the configuration; nothing else happens", "low", "reversible", 0],
  ],
  [
    "a letting go",
    { ...remove(DNS, RECORD), actions: ["forget"] },
    ["hosts", "record api.opsdesk.example stays in place and is no longer looked after", "low", "reversible", 0],
  ],
];

it.each(ROWS)("says what it means for the business: %s", (_what, change, [concern, sentence, risk, undo, minutes, acknowledge]) => {
  const { changes, acknowledgements } = review([change]);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({
    concern,
    sentence,
    risk: { level: risk },
    reversibility: { class: undo, minutes },
  });
  expect(acknowledgements.map(({ token }) => token)).toEqual(acknowledge === undefined ? [] : [acknowledge]);
});

it("is plain data that survives being stored", () => {
  const built = review(ROWS.map(([, change], index) => ({ ...change, name: `x${index}` })));
  expect(reviewSchema.parse(JSON.parse(JSON.stringify(built)))).toEqual(built);
  const order = built.changes.map(({ concern }) => CONCERNS.indexOf(concern));
  expect(order).toEqual([...order].sort((one, other) => one - other));
});

it("tells rules apart by ref: added, removed, changed with their fields, moved", () => {
  const before = ruleset(LIMITS, [
    rule("zone--a"),
    rule("zone--b"),
    rule("zone--c"),
    rule("zone--d", { ratelimit: { period: 60, requests_per_period: 60 } }),
  ]);
  const after = ruleset(LIMITS, [
    rule("zone--c"),
    rule("zone--a"),
    rule("zone--d", { ratelimit: { period: 60, requests_per_period: 30 } }),
    rule("zone--e"),
  ]);
  const [change] = review([update(RULESET, before, after)]).changes;
  expect(change?.sentence).toBe("rules of phase http_ratelimit: 1 added, 1 removed, 1 changed, 1 moved");
  expect(change?.details).toEqual([
    "rule zone--b removed (zone--b)",
    "rule zone--e added (zone--e)",
    "rule zone--d changed (zone--d): ratelimit.requests_per_period: 60 -> 30",
    "rule zone--a moved (zone--a)",
  ]);
});

it("does not take ids that the API gives to rules for changes", () => {
  const before = ruleset(LIMITS, [rule("zone--a", { id: "1", version: "1", last_updated: "then" })]);
  const after = ruleset(LIMITS, [rule("zone--a", { id: "2", version: "2", last_updated: "now" })]);
  expect(review([update(RULESET, before, after)]).changes[0]?.details).toEqual([]);
});

it("says how long the whole run takes to undo, and what does not come back", () => {
  const { undo } = review([create(DNS, RECORD), { ...remove("aws_secretsmanager_secret", SECRET), name: "s" }]);
  expect(undo).toBe(
    "can be undone in about 5 minutes, except: secret chatbot/production/llm-key (has to be restored within 30 days, then imported)",
  );
});

it("masks what is sensitive, by the provider's word and by the attribute's name, and still sees that it changes", () => {
  const change = { before_sensitive: { value: true }, after_sensitive: { value: true }, after_unknown: { version: true } };
  const parameter = (value: string) => ({ name: "/chatbot/production/KEY", value, password: value });
  const built = review([{ ...update("aws_ssm_parameter", parameter("hunter-one"), parameter("hunter-two")), change }]);
  expect(JSON.stringify(built)).not.toContain("hunter");
  expect(built.changes[0]?.details).toEqual(["value: (sensitive) -> (sensitive)", "password: (sensitive) -> (sensitive)"]);
});

it("asks about many destructions at once, by number and by share", () => {
  const kept = (count: number): ChangeFixture[] =>
    Array.from({ length: count }, (_, index) => ({ type: "terraform_data", name: `k${index}`, actions: ["no-op"], before: {}, after: {} }));
  const gone = (count: number): ChangeFixture[] =>
    Array.from({ length: count }, (_, index) => ({ ...remove("terraform_data", {}), name: `g${index}` }));
  const tokens = (changes: readonly ChangeFixture[]): string[] => review(changes).acknowledgements.map(({ token }) => token);
  expect(tokens(gone(5))).toEqual([]);
  expect(tokens(gone(6))).toEqual(["DESTROYS_MANY:s"]);
  expect(tokens([...gone(3), ...kept(7)])).toEqual([]);
  expect(tokens([...gone(4), ...kept(6)])).toEqual(["DESTROYS_MANY:s"]);
});

it("shows drift, but not the null for empty that providers report after a clean apply", () => {
  const drift = (before: unknown, after: unknown) => ({
    address: "aws_x.y",
    type: "aws_x",
    name: "y",
    change: { actions: ["update"], before, after },
  });
  const planned = (...entries: unknown[]) => ({
    stack: "s",
    plan: plan([], { resource_drift: entries }),
    digest: "",
    planSha256: "",
    serial: 1,
    empty: true,
  });
  expect(review([], { stacks: [planned(drift({ tags: null, days: 30 }, { tags: {}, days: 30 }))] }).drift).toEqual([]);
  expect(review([], { stacks: [planned(drift({ tags: null, days: 30 }, { tags: {}, days: 90 }))] }).drift).toEqual([
    { stack: "s", address: "aws_x.y", attributes: ["days"] },
  ]);
});

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
