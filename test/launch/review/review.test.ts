import { buildReview, type ReviewInput } from "../../../launch/review/review.ts";
import { CONCERNS, type Review, reviewSchema } from "../../../launch/review/review-schema.ts";
import { type ChangeFixture, create, DNS, LIMITS, plan, RECORD, RULESET, remove, rule, ruleset, SECRET, update } from "../plan-fixtures.ts";
import { ROWS } from "../review-rows.ts";

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

it("asks about a share of the records in a zone of any size, and lets a restore pass", () => {
  const RECORD = "cloudflare_dns_record";
  const many = (count: number, make: (index: number) => ChangeFixture): ChangeFixture[] =>
    Array.from({ length: count }, (_, index) => ({ ...make(index), name: `r${count}${index}` }));
  const kept = (count: number) => many(count, () => ({ type: RECORD, actions: ["no-op"], before: {}, after: {} }));
  const gone = (count: number) => many(count, () => remove(RECORD, { type: "A", name: "x.opsdesk.example" }));
  const made = (count: number) => many(count, () => ({ type: RECORD, actions: ["create"], before: null, after: { type: "MX" } }));
  const anew = (count: number) => many(count, () => ({ type: RECORD, actions: ["delete", "create"], before: {}, after: {} }));
  const tokens = (changes: readonly ChangeFixture[]): string[] => review(changes).acknowledgements.map(({ token }) => token);
  expect(tokens([...gone(1), ...kept(2)])).toEqual([]);
  expect(tokens([...gone(2), ...kept(5)])).toEqual([]);
  expect(tokens([...gone(2), ...kept(4)])).toEqual(["DESTROYS_MANY:s"]);
  expect(tokens([...anew(4), ...kept(1)])).toEqual([]);
  expect(tokens([...made(9), ...kept(1)])).toEqual([]);
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
