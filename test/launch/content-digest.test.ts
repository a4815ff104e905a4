import { contentOf, contentText, differences, parseContent, runDigest } from "../../launch/content-digest.ts";
import { canonicalText, parseExactJson, sha256Hex } from "../../launch/json.ts";
import { parsePlan, remainingWork } from "../../launch/terraform/plan-json.ts";
import { type ChangeFixture, plan, planText } from "./plan-fixtures.ts";

const KEY = Buffer.alloc(32, 7);
const change: ChangeFixture = { type: "aws_x", actions: ["update"], before: { a: 1, seen: "x" }, after: { a: 2, seen: "x" } };
const digest = (changes: readonly ChangeFixture[], more: Readonly<Record<string, unknown>> = {}, key = KEY): string =>
  sha256Hex(contentText(contentOf(plan(changes, more), key)));

it("is the SHA-256 of its text, which reads back to the same content", () => {
  const content = contentOf(plan([change]), KEY);
  expect(contentText(parseContent(contentText(content)))).toBe(contentText(content));
  expect(digest([change])).toMatch(/^[0-9a-f]{64}$/);
});

const SAME: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["the time", { timestamp: "2027-01-01T00:00:00Z" }],
  ["planned_values", { planned_values: { root_module: {} } }],
  ["relevant_attributes in another order", { relevant_attributes: [{ resource: "b" }, { resource: "a" }] }],
  ["the state before", { prior_state: { values: { a: 1 } } }],
];
it.each(SAME)("does not depend on %s", (_what, more) => {
  expect(digest([change], more)).toBe(digest([change]));
});

const OTHER: readonly (readonly [string, readonly ChangeFixture[], Readonly<Record<string, unknown>>])[] = [
  ["a value", [{ ...change, after: { a: 3, seen: "x" } }], {}],
  ["the value before", [{ ...change, before: { a: 0, seen: "x" } }], {}],
  ["the action", [{ ...change, actions: ["delete", "create"] }], {}],
  [
    "the configuration",
    [change],
    { configuration: { root_module: { resources: [{ address: "aws_x.x", provisioners: [{ type: "local-exec" }] }] } } },
  ],
  ["an output", [change], { output_changes: { o: { actions: ["create"], before: null, after: "x" } } }],
  ["a move", [{ ...change, more: { previous_address: "aws_x.y" } }], {}],
  ["an import", [{ ...change, change: { importing: { id: "1" } } }], {}],
  ["an unknown value", [{ ...change, change: { after_unknown: { a: true } } }], {}],
  ["one change more", [change, { ...change, name: "y" }], {}],
];
it.each(OTHER)("depends on %s", (_what, changes, more) => {
  expect(digest(changes, more)).not.toBe(digest([change]));
});

it("does not depend on computed attributes that nobody set and that do not change", () => {
  const configured = { configuration: { root_module: { resources: [{ address: "aws_x.x", expressions: { a: {} } }] } } };
  const at = (modified: string): ChangeFixture => ({
    type: "aws_x",
    actions: ["no-op"],
    before: { a: 1, modified_on: modified },
    after: { a: 1, modified_on: modified },
  });
  expect(digest([at("today")], configured)).toBe(digest([at("yesterday")], configured));
  const set = { configuration: { root_module: { resources: [{ address: "aws_x.x", expressions: { a: {}, modified_on: {} } }] } } };
  expect(digest([at("today")], set)).not.toBe(digest([at("yesterday")], set));
});

it("holds sensitive values as HMACs under the store's key, in resources, outputs and variables", () => {
  const secret: ChangeFixture = { ...change, after: { a: ["hunter2"], seen: "x" }, change: { after_sensitive: { a: [true] } } };
  const more = {
    output_changes: { o: { actions: ["create"], before: null, after: "hunter2", after_sensitive: true } },
    variables: { v: { value: "hunter2" } },
    configuration: { root_module: { variables: { v: { sensitive: true } } } },
  };
  expect(contentText(contentOf(plan([secret], more), KEY))).not.toContain("hunter2");
  expect(digest([secret], more, Buffer.alloc(32, 8))).not.toBe(digest([secret], more));
  expect(digest([{ ...secret, after: { a: ["hunter3"], seen: "x" } }], more)).not.toBe(digest([secret], more));
});

it("does not show that two secrets are equal, but shows that one stays as it is", () => {
  const values = { a: "hunter2", b: "hunter2", list: ["hunter2", "hunter2"] };
  const mask = { a: true, b: true, list: [true, true] };
  const sensitive = { before_sensitive: mask, after_sensitive: mask };
  const one: ChangeFixture = { type: "aws_x", actions: ["update"], before: values, after: values, change: sensitive };
  const changes = [one, { ...one, name: "y" }, { ...one, more: { deposed: "0a1b2c3d" } }];
  const output = { actions: ["create"], before: null, after: "hunter2", after_sensitive: true };
  const more = {
    output_changes: { o: output, p: output },
    variables: { o: "hunter2" },
    configuration: { root_module: { variables: { o: { sensitive: true } } } },
  };
  const text = contentText(contentOf(plan(changes, more), KEY));
  const counts = new Map<string, number>();
  for (const [hmac] of text.matchAll(/hmac-sha256:[0-9a-f]{64}/g)) counts.set(hmac, (counts.get(hmac) ?? 0) + 1);
  expect([...counts.values()].sort()).toEqual([1, 1, 1, ...Array.from({ length: 12 }, () => 2)]);
});

it("names the places where two plans part, without their values", () => {
  const one = contentOf(plan([change]), KEY);
  const other = contentOf(
    plan([
      { ...change, after: { a: 3, seen: "x" } },
      { ...change, name: "y" },
    ]),
    KEY,
  );
  expect(differences(one, other)).toEqual(["aws_x.x.change.after.a", "aws_x.y", "configuration.root_module.resources"]);
  expect(differences(one, one)).toEqual([]);
});

it("covers the stacks of a run, their order and the target", () => {
  const [a, b] = [
    { stack: "a", digest: "1" },
    { stack: "b", digest: "2" },
  ];
  const digests = [runDigest("t/x", [a, b]), runDigest("t/x", [b, a]), runDigest("t/x", [a]), runDigest("t/y", [a, b])];
  expect(new Set(digests).size).toBe(4);
});

const NUMBERS: readonly (readonly [string, boolean])[] = [
  ["9007199254740991", true],
  ["9007199254740993", false],
  ["-9007199254740993", false],
  ["123456789012345678901234567890", false],
  ["0.1", true],
  ["0.12345678901234567891234", false],
  ['"9007199254740993"', true],
  ['"a \\" 9007199254740993"', true],
  ["1e3", true],
];
it.each(NUMBERS)("reads %s exactly, or refuses: %s", (text, exact) => {
  const read = (): unknown => parseExactJson(`{"n":${text}}`, "s");
  if (exact) expect(read()).toEqual(JSON.parse(`{"n":${text}}`));
  else expect(read).toThrow(/PLAN_NUMBER_TOO_LARGE/);
});

const REFUSED: readonly (readonly [string, string, string])[] = [
  ["an unknown action", "PLAN_ACTION_UNKNOWN", planText([{ ...change, actions: ["obliterate"] }])],
  ["an unknown pair of actions", "PLAN_ACTION_UNKNOWN", planText([{ ...change, actions: ["delete", "forget"] }])],
  ["an unknown action of an output", "PLAN_ACTION_UNKNOWN", planText([], { output_changes: { o: { actions: ["shout"] } } })],
  ["an unknown format", "PLAN_FORMAT_UNKNOWN", planText([change], { format_version: "2.0" })],
  ["no plan at all", "PLAN_FORMAT_UNKNOWN", '{"format_version":1}'],
  ["a plan with errors", "PLAN_INCOMPLETE", planText([change], { errored: true })],
  ["a plan with targets", "PLAN_INCOMPLETE", planText([change], { complete: false })],
  ["a plan with deferred changes", "PLAN_INCOMPLETE", planText([change], { deferred_changes: [{}] })],
  ["a read during apply", "PLAN_READ_DEFERRED", planText([{ ...change, actions: ["read"], more: { mode: "data" } }])],
];
it.each(REFUSED)("refuses %s", (_what, code, text) => {
  expect(() => parsePlan(text, "s")).toThrow(expect.objectContaining({ parts: expect.objectContaining({ kind: "refused", code }) }));
});

it("accepts a newer minor format, and reads a policy document during apply", () => {
  expect(parsePlan(planText([change], { format_version: "1.9" }), "s").resource_changes).toHaveLength(1);
  expect(
    parsePlan(planText([{ ...change, type: "aws_iam_policy_document", actions: ["read"], more: { mode: "data" } }]), "s").resource_changes,
  ).toHaveLength(1);
});

it("finds work that hides in a no-op", () => {
  const still: ChangeFixture = { type: "aws_x", actions: ["no-op"], before: {}, after: {} };
  expect(remainingWork(plan([still]))).toEqual([]);
  expect(remainingWork(plan([{ ...still, more: { previous_address: "aws_x.y" } }]))).toEqual(["aws_x.x"]);
  expect(remainingWork(plan([{ ...still, change: { importing: { id: "1" } } }]))).toEqual(["aws_x.x"]);
  expect(remainingWork(plan([], { output_changes: { o: { actions: ["update"] } } }))).toEqual(["output.o"]);
});

it("digests a plan of 10,000 changes well within a second or two", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ ...change, name: `n${index}` }));
  const text = planText(many);
  const started = performance.now();
  contentText(contentOf(parsePlan(text, "s"), KEY));
  expect(performance.now() - started).toBeLessThan(8_000); // generous: the machine may be busy
  expect(canonicalText({ b: 1, a: 2 })).toBe('{"a":2,"b":1}');
});
