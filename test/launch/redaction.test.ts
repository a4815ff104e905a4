import { readFileSync, writeFileSync } from "node:fs";
import { contentOf, differences } from "../../launch/content-digest.ts";
import { driftedResources } from "../../launch/drift.ts";
import { requireReason } from "../../launch/reason.ts";
import { plannedChanges } from "../../launch/review/planned-change.ts";
import { semanticDifferences } from "../../launch/review/semantic-drift.ts";
import { refuseSecrets, secretValuesOf } from "../../launch/secrets/secret-scan.ts";
import { type Bench, openBench, stack } from "./bench-of-runs.ts";
import { plan } from "./plan-fixtures.ts";

/** Made here, so that no file holds anything that looks like a secret. */
const VALUE = ["hunter", "two", "thousand"].join("-");
const TOKEN = `ghp_${"a1B2".repeat(9)}`;

const refusedAt = (where: string) =>
  expect.objectContaining({
    parts: expect.objectContaining({ kind: "refused", code: "SECRET_IN_REVIEW", got: expect.stringContaining(where) }),
  });

it.each<[string, string, unknown]>([
  ["a secret's value", "aws_secretsmanager_secret_version", { secret_string: VALUE }],
  ["a secure parameter", "aws_ssm_parameter", { type: "SecureString", value: VALUE }],
  ["a secret two levels down", "cloudflare_zero_trust_access_identity_provider", { config: { client_id: "x", client_secret: VALUE } }],
  ["a secret in a list", "cloudflare_workers_script", { bindings: [{ name: "KEY", text: VALUE }] }],
  ["a name that always means a secret", "unheard_of", { settings: [{ password: VALUE }] }],
])("masks %s although the plan marks nothing", (_what, type, after) => {
  const made = plan([{ type, actions: ["create"], after }]);
  expect(JSON.stringify(plannedChanges(made, "s"))).not.toContain(VALUE);
  expect(JSON.stringify(contentOf(made, Buffer.alloc(32)))).not.toContain(VALUE);
  expect([...secretValuesOf(made)]).toEqual([VALUE]);
});

it("leaves plain parameters readable", () => {
  const made = plan([{ type: "aws_ssm_parameter", actions: ["create"], after: { type: "String", value: "debug" } }]);
  expect(plannedChanges(made, "s")[0]?.after).toEqual({ type: "String", value: "debug" });
});

it.each([
  { what: "plain", after: { type: "String", value: VALUE, insecure_value: VALUE }, mask: { value: true }, secrets: [] },
  { what: "not declared as plain", after: { type: "String", value: VALUE, insecure_value: null }, mask: { value: true }, secrets: [VALUE] },
  { what: "secure", after: { type: "SecureString", value: VALUE, insecure_value: VALUE }, mask: { value: true }, secrets: [VALUE] },
  { what: "masked as a whole", after: { type: "String", value: VALUE, insecure_value: VALUE }, mask: true, secrets: [VALUE] },
])("knows what of a parameter is a secret: $what", ({ after, mask, secrets }) => {
  const made = plan([{ type: "aws_ssm_parameter", actions: ["create"], after }]);
  const changes = made.resource_changes.map((each) => ({ ...each, change: { ...each.change, after_sensitive: mask } }));
  expect([...secretValuesOf({ ...made, resource_changes: changes })]).toEqual(secrets);
});

it.each([
  { declared: VALUE, secrets: [] },
  { declared: "something else", secrets: [VALUE] },
])("knows a plain parameter by its declaration while it is imported: $declared", ({ declared, secrets }) => {
  const expressions = { insecure_value: { constant_value: declared } };
  const before = { type: "String", value: VALUE, insecure_value: null };
  const made = plan([{ type: "aws_ssm_parameter", actions: ["update"], before, after: { type: "String" } }]);
  const [only] = made.resource_changes;
  const change = { ...only?.change, actions: ["update"], before_sensitive: { value: true } };
  const configuration = { root_module: { resources: [{ address: only?.address, expressions }] } };
  const changes = made.resource_changes.map((each) => ({ ...each, change }));
  expect([...secretValuesOf({ ...made, resource_changes: changes, configuration })]).toEqual(secrets);
});

it.each<[string, unknown, string]>([
  ["a known value inside a sentence", { changes: [{ sentence: `x is ${VALUE} now` }] }, "at changes[0].sentence"],
  ["the shape of a token", { changes: [{ details: ["comment", TOKEN] }] }, "at changes[0].details[1]"],
])("refuses a review that holds %s, and says where and never what", (_what, review, where) => {
  const check = (): void => refuseSecrets(review, new Set([VALUE]), "review");
  expect(check).toThrow(refusedAt(where));
  expect(check).not.toThrow(new RegExp(`${VALUE}|${TOKEN}`));
});

it("finds the value of a sensitive variable, too", () => {
  const made = plan([], {
    variables: { key: { value: VALUE }, plain: { value: "not a secret at all" } },
    configuration: { root_module: { variables: { key: { sensitive: true }, plain: {} } } },
  });
  expect([...secretValuesOf(made)]).toEqual([VALUE]);
  expect(differences(contentOf(made, Buffer.alloc(32)), contentOf(made, Buffer.alloc(32)))).toEqual([]);
});

describe("drift by meaning", () => {
  it.each<[string, string, unknown, unknown, readonly string[]]>([
    ["null is empty", "aws_x", { tags: null, list: [], text: "" }, { tags: {}, list: null, text: null }, []],
    ["hollow is empty", "aws_x", { block: null }, { block: [{ a: null, b: [] }] }, []],
    ["absent is the default", "cloudflare_dns_record", { ttl: null }, { ttl: 1 }, []],
    ["and no other value is", "cloudflare_dns_record", { ttl: null }, { ttl: 60 }, ["ttl"]],
    [
      "counters of a ruleset say nothing",
      "cloudflare_ruleset",
      { version: "1", rules: [{ id: "a", version: "1" }] },
      { version: "2", rules: [{ id: "b", version: "2" }] },
      [],
    ],
    [
      "its rules do",
      "cloudflare_ruleset",
      { rules: [{ ref: "a", enabled: true }] },
      { rules: [{ ref: "a", enabled: false }] },
      ["rules[0].enabled"],
    ],
    ["tags count once", "aws_x", { tags: { a: "1" }, tags_all: { a: "1" } }, { tags: { a: "2" }, tags_all: { a: "2" } }, ["tags.a"]],
    [
      "a mirror of another resource says nothing",
      "aws_s3_bucket",
      { versioning: [{ enabled: false }] },
      { versioning: [{ enabled: true }] },
      [],
    ],
    ["false is not null", "aws_x", { enabled: null }, { enabled: false }, ["enabled"]],
  ])("%s", (_what, type, before, after, paths) => {
    expect(semanticDifferences(type, before, after).map(({ path }) => path)).toEqual(paths);
  });

  it("names address and attribute, masks what is secret, and says what is gone", () => {
    const entry = (name: string, actions: readonly string[], before: unknown, after: unknown, more: object = {}) => ({
      address: `aws_x.${name}`,
      type: "aws_x",
      name,
      change: { actions, before, after, ...more },
    });
    const made = plan([], {
      resource_drift: [
        entry("a", ["update"], { days: 30, tags: null }, { days: 90, tags: {} }),
        entry("b", ["update"], { token: "one-value-here" }, { token: VALUE }),
        entry("c", ["delete"], { days: 30 }, null),
        entry("d", ["update"], { tags: null }, { tags: {} }),
      ],
    });
    expect(driftedResources(made, "s")).toEqual([
      { stack: "s", address: "aws_x.a", gone: false, attributes: [{ path: "days", before: "30", after: "90" }] },
      { stack: "s", address: "aws_x.b", gone: false, attributes: [{ path: "token", before: "(sensitive)", after: "(sensitive)" }] },
      { stack: "s", address: "aws_x.c", gone: true, attributes: [] },
    ]);
  });
});

describe("a whole run", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it("cuts what terraform quotes out of the error and the ledger, known value or known shape", async () => {
    const variables = { variable: { word: { default: VALUE, sensitive: true } } };
    const made = {
      stack: "chatbot-production",
      config: JSON.stringify({ resource: { terraform_data: { api: { input: "x" } } }, ...variables }),
    };
    await expect(bench.plan([made])).rejects.toMatchObject({
      parts: { code: "SECRET_IN_REVIEW", where: "configuration of chatbot-production", got: expect.not.stringContaining(VALUE) },
    });
    const run = await bench.plan([stack("chatbot-production", { api: "x" })]);
    await bench.approve(run);
    const diagnostic = { severity: "error", summary: "The API refused", detail: `it was given ${TOKEN}`, snippet: { code: VALUE } };
    const terraform = {
      ...bench.terraform,
      apply: async ({ journalFile }: { readonly journalFile: string }) => {
        writeFileSync(journalFile, `${JSON.stringify({ type: "diagnostic", diagnostic })}\n`);
        return { code: 1, signal: null };
      },
    };
    const said = await bench.apply(run, { terraform }).catch((error: unknown) => String(error));
    expect(said).toContain("it was given (sensitive)");
    const ledger = readFileSync(bench.store.path("ledger.jsonl"), "utf8");
    expect(ledger).toContain("it was given (sensitive)");
    for (const text of [said, ledger]) expect(text).not.toMatch(new RegExp(`${TOKEN}|${VALUE}`));
  });

  it("takes no reason that holds a secret", () => {
    expect(() => requireReason(`the key is ${TOKEN}`, "bad")).toThrow(
      expect.objectContaining({ parts: expect.objectContaining({ code: "SECRET_IN_REVIEW" }) }),
    );
    expect(() => requireReason(`the key is ${TOKEN}`, "bad")).not.toThrow(new RegExp(TOKEN));
  });
});
