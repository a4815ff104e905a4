import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contentOf, contentText } from "../../launch/content-digest.ts";
import { sha256Hex } from "../../launch/json.ts";
import type { StackPlanInput } from "../../launch/plan.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import { type PlanJson, parsePlan } from "../../launch/terraform/plan-json.ts";
import { openTerraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type Bench, openBench, stack, stateInputs, TARGET } from "./bench-of-runs.ts";
import { create, DNS, planText, RECORD } from "./plan-fixtures.ts";
import { refusedWith, type Scenario, STACK } from "./scenario.ts";
import { withOverride, withProgram } from "./with-program.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** Made here, so that no file holds anything that looks like a secret. */
const VALUE = ["correct", "horse", "battery"].join("-");

/** What somebody's shell may hold when they type the command. */
function terraformFrom(more: Readonly<Record<string, string>>): Bench["terraform"] {
  const environment = terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir, ...more });
  return openTerraform({ binary: bench.terraform.binary, environment });
}

/** Real terraform whose plans say something more. */
function saying(more: Readonly<Record<string, unknown>>): Bench["terraform"] {
  const { terraform } = bench;
  return { ...terraform, show: async (...call) => JSON.stringify({ ...JSON.parse(await terraform.show(...call)), ...more }) };
}

const configured = (resource: object, more: object = {}): StackPlanInput => ({
  stack: STACK,
  config: JSON.stringify({ resource: { terraform_data: resource }, ...more }),
});

const SCENARIOS: readonly Scenario[] = [
  [
    22,
    "the environment changed between plan and apply: none of it reaches terraform",
    async () => {
      const run = await bench.plan([stack(STACK, { api: "v1", note: "v1" })]);
      await bench.approve(run);
      const terraform = terraformFrom({
        TF_CLI_ARGS: "-destroy",
        TF_CLI_ARGS_plan: "-target=terraform_data.note",
        TF_CLI_CONFIG_FILE: join(bench.dir, "evil.tfrc"),
        TF_VAR_slipway_run: "mine",
        TF_DATA_DIR: join(bench.dir, "elsewhere"),
        TF_WORKSPACE: "other",
        TF_REATTACH_PROVIDERS: "{}",
      });
      await bench.apply(run, { terraform });
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1", note: "v1" });
      expect(existsSync(join(bench.dir, "elsewhere"))).toBe(false);

      // and where what reaches it would mean another place, the apply is refused by name
      const planned = { AWS_REGION: "eu-north-1", AWS_PROFILE: "planner", AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" };
      const next = await bench.plan([stack(STACK, { api: "v2" })], { terraform: terraformFrom(planned) });
      expect(next.environment.names).toEqual(expect.arrayContaining(["AWS_ENDPOINT_URL_S3", "AWS_PROFILE", "AWS_REGION", "HOME", "PATH"]));
      expect(JSON.stringify(next.environment)).not.toMatch(/eu-north-1|planner|127\.0\.0\.1/);
      await bench.approve(next);
      const moved = terraformFrom({ AWS_REGION: "us-east-1", AWS_PROFILE: "applier", AWS_USE_FIPS_ENDPOINT: "true" });
      const got = "AWS_ENDPOINT_URL_S3 is not set, AWS_REGION has another value, AWS_USE_FIPS_ENDPOINT is set";
      await expect(bench.apply(next, { terraform: moved })).rejects.toMatchObject(refusedWith("ENVIRONMENT_CHANGED", { got }));
      await bench.apply(next, { terraform: terraformFrom({ ...planned, AWS_PROFILE: "applier" }) });
      expect(stateInputs(bench, STACK)).toEqual({ api: "v2" });
    },
  ],
  [
    23,
    "an ephemeral or write-only input could be another one at apply: no stack has one, and none is taken from the environment",
    async () => {
      const variable = { key: { type: "string", ephemeral: true, default: "as approved" } };
      const inputs: readonly (readonly [StackPlanInput, string])[] = [
        [configured({ api: { input: "v1" } }, { variable }), "an ephemeral variable key"],
        [configured({ api: { input: "${ephemeral.random_password.x.result}" } }), "ephemeral. in"],
        [configured({ api: { input: "v1", secret_string_wo: "${var.key}" } }), "a write-only value"],
      ];
      for (const [input, got] of inputs) {
        const refused = refusedWith("CONFIG_NOT_REVIEWABLE", { got: expect.stringContaining(got) });
        await expect(bench.plan([input])).rejects.toMatchObject(refused);
      }
      const plain = { key: { type: "string", default: "as approved" } };
      const run = await bench.plan([configured({ api: { input: "${var.key}" } }, { variable: plain })]);
      await bench.approve(run);
      await bench.apply(run, { terraform: terraformFrom({ TF_VAR_key: "EVIL" }) });
      expect(stateInputs(bench, STACK)).toEqual({ api: "as approved" });
    },
  ],
  [
    24,
    "a plan is made for a part, or without a look at the world: own arguments only, and a part is refused",
    async () => {
      const terraform = terraformFrom({ TF_CLI_ARGS_plan: "-refresh=false -target=terraform_data.note" });
      const run = await bench.plan([stack(STACK, { api: "v1", note: "v1" })], { terraform });
      expect(run.review.counts.create).toBe(2);
      expect(run.stacks[0]?.argv).toEqual(["plan", "-input=false", "-no-color"]);
      await expect(bench.plan([stack(STACK, { api: "v2" })], { terraform: saying({ complete: false }) })).rejects.toMatchObject(
        refusedWith("PLAN_INCOMPLETE"),
      );
    },
  ],
  [
    26,
    "a secret is in the difference: the review says that it changes and never what it is",
    async () => {
      const secret = join(bench.dir, "secret.txt");
      writeFileSync(secret, VALUE);
      const secretly = withOverride(bench.terraform, STACK, { resource: { terraform_data: { api: { input: sensitive(secret) } } } });
      const run = await bench.plan([stack(STACK, { api: "v1" })], { terraform: secretly });
      expect(JSON.stringify(run.review)).not.toContain(VALUE);
      const leaking = { resource_changes: [leak()], variables: { key: { value: VALUE } }, configuration: SENSITIVE_KEY };
      await expect(bench.plan([stack(STACK, { api: "v2" })], { terraform: saying(leaking) })).rejects.toMatchObject(
        refusedWith("SECRET_IN_REVIEW", { got: expect.not.stringContaining(VALUE) }),
      );
    },
  ],
  [
    27,
    "a secret goes through plan, approval and an apply that fails: no record, journal or message holds it",
    async () => {
      const secret = join(bench.dir, "secret.txt");
      writeFileSync(secret, VALUE);
      // a value that came by another way than the configuration, and a provider that repeats it when it fails
      const secretly = withOverride(bench.terraform, STACK, { resource: { terraform_data: { api: { input: sensitive(secret) } } } });
      const [command, environment] = ['echo "failed with $KEY" >&2; exit 1', { KEY: sensitive(secret) }];
      const terraform = withProgram(secretly, { stack: STACK, resource: "fails", command, environment });
      const run = await bench.plan([stack(STACK, { api: "v1", fails: "x" })], { terraform });
      await bench.approve(run);
      const said = await bench.apply(run, { terraform }).catch((error: unknown) => String(error));
      expect(said).toContain("APPLY_FAILED");
      expect(said).not.toContain(VALUE);
      const files = readdirSync(bench.store.dir, { recursive: true, encoding: "utf8" }).filter((file) => !file.includes(".terraform"));
      const holding = files.filter((file) => {
        const path = join(bench.store.dir, file);
        return statSync(path).isFile() && readFileSync(path, "utf8").includes(VALUE);
      });
      expect(holding).toEqual([`state/${STACK}.tfstate`]); // terraform's own, which has to know
    },
  ],
  [
    28,
    "a value is markup, or steers a terminal, or runs backwards: shown as text",
    async () => {
      const [esc, backwards] = [String.fromCharCode(27), String.fromCharCode(0x202e)];
      const evil = `<img src=x onerror=alert(1)> | [x](javascript:1) \`\` ${esc}[2J${esc}]0;pwned${backwards}gnp.exe`;
      const run = await bench.plan([stack(STACK, { api: evil })]);
      const text = reviewMarkdown(run.review);
      for (const raw of [esc, backwards]) expect(text).not.toContain(raw);
      const spans = text.split("\n").filter((line) => line.includes("<img"));
      expect(spans).toEqual([expect.stringMatching(/^ {2}- ```input: [^\n]*```$/)]); // in a code span that its own backticks cannot end
    },
  ],
  [
    29,
    "a name climbs out, runs a command or is an option: refused before anything is made",
    async () => {
      for (const name of ["../../x", "$(touch x)", "a;b", "-out=x", "a b", "A", "a\nb", "", "a/b"]) {
        await expect(bench.plan([stack(name, { api: "v1" })])).rejects.toMatchObject(refusedWith("NAME_INVALID"));
        const target = { target: `${name}/production` };
        if (name !== "a/b") await expect(bench.plan([stack(STACK, {})], target)).rejects.toMatchObject(refusedWith("NAME_INVALID"));
      }
      expect(await bench.store.list("runs")).toEqual([]);
    },
  ],
  [
    31,
    "terraform leaves a change for another plan: refused, or said aloud, and the launch is not complete",
    async () => {
      const deferred_changes = [{ reason: "provider_config_unknown", resource_change: { address: "terraform_data.later" } }];
      const terraform = saying({ complete: false, deferred_changes });
      const config = [stack(STACK, { api: "v1" })];
      await expect(bench.plan(config, { terraform })).rejects.toMatchObject(
        refusedWith("PLAN_INCOMPLETE", { got: expect.stringContaining("terraform_data.later (provider_config_unknown)") }),
      );
      const consent = { reintroduce: false, foreignState: false, incomplete: true, reason: "the region is new" };
      await expect(bench.plan(config, { terraform, consent: { ...consent, reason: "" } })).rejects.toMatchObject(
        refusedWith("REASON_MISSING"),
      );
      const run = await bench.plan(config, { terraform, consent });
      expect(run.review.notices).toMatchObject([
        expect.stringContaining(`another plan of ${STACK} will be needed, for terraform_data.later`),
      ]);
      await expect(bench.approve(run, { acknowledgements: [] })).rejects.toMatchObject(refusedWith("ACKNOWLEDGEMENT_MISSING"));
      await bench.approve(run);
      const applied = await bench.apply(run, { terraform });
      expect(applied).toMatchObject({ status: "applied-unverified", leftovers: [expect.stringContaining("terraform_data.later")] });
    },
  ],
  [
    44,
    "a rollback crosses a secret: no record holds its value, so both ways say that it has to be supplied",
    async () => {
      const first = await bench.launch([stack(STACK, { api: "v1" })]);
      const address = "aws_secretsmanager_secret_version.x";
      const version = { type: "aws_secretsmanager_secret_version", name: "x", mode: "managed", address };
      const supplied = { class: "not-reversible", minutes: null, note: expect.stringContaining("supply it again") };
      const changed = (actions: readonly string[], before: object, after: object): Bench["terraform"] =>
        saying({ resource_changes: [{ ...version, change: { actions, before, after } }] });
      const ways: readonly (readonly [string, Bench["terraform"]])[] = [
        ["write-only", changed(["update"], { secret_string_wo_version: 1 }, { secret_string_wo_version: 2 })],
        ["immutable", changed(["delete", "create"], { version_id: "1" }, { version_id: "2" })],
      ];
      for (const [, terraform] of ways) {
        const run = await bench.plan([stack(STACK, { api: "v2" })], { terraform });
        expect(run.review.changes[0]?.reversibility).toMatchObject(supplied);
        expect(run.review.undo).toContain("cannot be undone by writing old values back");
        expect(run.review.acknowledgements.map(({ token }) => token)).toContain(`NOT_REVERSIBLE:${STACK}/${address}`);
        await expect(bench.approve(run, { acknowledgements: [] })).rejects.toMatchObject(refusedWith("ACKNOWLEDGEMENT_MISSING"));
        expect(reviewMarkdown(run.review)).toContain("not reversible");
      }
      // another type's write-only value, of which a plan shows nothing but its version
      const database = { type: "aws_db_instance", name: "x", mode: "managed", address: "aws_db_instance.x" };
      const change = { actions: ["update"], before: { password_wo_version: 1 }, after: { password_wo_version: 2 } };
      const other = await bench.plan([stack(STACK, { api: "v2" })], { terraform: saying({ resource_changes: [{ ...database, change }] }) });
      expect(other.review.changes[0]?.reversibility).toMatchObject(supplied);

      await bench.launch([stack(STACK, { api: "v2" })]);
      for (const [, terraform] of ways) {
        const { store, people } = bench;
        const commit = { sha: undefined, authors: [], dirty: false };
        const now = new Date(bench.now.getTime() + 1000);
        const back = await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now });
        expect(back.rollbackOf?.to).toBe(first.id);
        expect(back.review.changes[0]?.reversibility).toMatchObject(supplied);
      }
    },
  ],
  [
    53,
    "a plan has ten thousand changes: the summary comes first and short, and the digest is that of the content, however it is spelled",
    async () => {
      const many = Array.from({ length: 10_000 }, (_, index) => ({
        ...create(DNS, { ...RECORD, name: `h${index}.opsdesk.example` }),
        name: `h${index}`,
      }));
      const text = planText(many);
      const respelled = JSON.stringify(reversed(JSON.parse(text)), null, 2);
      const digest = (json: string): string => sha256Hex(contentText(contentOf(parsePlan(json, STACK), Buffer.alloc(32))));
      expect(digest(respelled)).toBe(digest(text));
      const { resource_changes, configuration } = JSON.parse(text);
      const run = await bench.plan([stack(STACK, { api: "v1" })], { terraform: saying({ resource_changes, configuration }) });
      const lines = reviewMarkdown(run.review).split("\n");
      const rest = lines.findIndex((line) => /^- and \d+ more, below$/.test(line));
      expect(rest).toBeGreaterThan(0);
      expect(rest).toBeLessThan(30);
    },
  ],
  [
    54,
    "terraform says something that we do not know: an action or a major format is never taken for a harmless one",
    async () => {
      const strange = { ...create(DNS, RECORD), actions: ["transmogrify"] };
      expect(() => planOf([strange]).resource_changes).toThrow(/PLAN_ACTION_UNKNOWN/);
      const refused = refusedWith("PLAN_FORMAT_UNKNOWN", { got: "2.0" });
      await expect(bench.plan([stack(STACK, { api: "v1" })], { terraform: saying({ format_version: "2.0" }) })).rejects.toMatchObject(
        refused,
      );
      expect((await bench.plan([stack(STACK, { api: "v1" })], { terraform: saying({ format_version: "1.9", new_field: 1 }) })).status).toBe(
        "planned",
      );
    },
  ],
];

it.each(SCENARIOS)("%i. %s", async (_number, _sentence, drive) => await drive());

const SENSITIVE_KEY = { root_module: { variables: { key: { sensitive: true } } } };

function sensitive(file: string): string {
  return `\${sensitive(file("${file}"))}`;
}

/** A provider that does not mark what it was given. */
function leak(): object {
  const change = { actions: ["create"], before: null, after: { input: `key is ${VALUE}` }, after_unknown: {}, after_sensitive: {} };
  return { address: "terraform_data.api", mode: "managed", type: "terraform_data", name: "api", change };
}

function planOf(changes: Parameters<typeof planText>[0]): PlanJson {
  return parsePlan(planText(changes), STACK);
}

/** The same JSON with its keys the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}
