import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseUnreviewableConfig } from "../../launch/reviewable-config.ts";
import { guardVariable } from "../../stacks/guard-variable.ts";
import { type Bench, openBench, stack } from "./bench-of-runs.ts";

const STACK = "chatbot-production";

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["an ephemeral resource", { ephemeral: { random_password: { a: { length: 8 } } } }, "a block ephemeral"],
  ["a module, which hides what it holds", { module: { a: { source: "./a" } } }, "a block module"],
  ["a check, which may fetch", { check: { a: { data: { http: { a: { url: "https://x" } } } } } }, "a block check"],
  ["an action", { action: { aws_lambda_invoke: { a: {} } } }, "a block action"],
  ["a program as data", { data: { external: { a: { program: ["sh"] } } } }, "a data source external"],
  ["a fetched value", { data: { http: { a: { url: "https://x" } } } }, "a data source http"],
  ["a secret as data", { data: { aws_secretsmanager_secret_version: { a: {} } } }, "a data source aws_secretsmanager_secret_version"],
  ["an ephemeral variable", { variable: { word: { ephemeral: true } } }, "an ephemeral variable word"],
  ["one that is ephemeral by an expression", { variable: { word: [{ ephemeral: "${true}" }] } }, "an ephemeral variable word"],
  ["a provisioner", resource({ provisioner: [{ "local-exec": { command: "x" } }] }), "a provisioner in aws_x.a"],
  ["a provisioner of a list of one", { resource: { aws_x: { a: [{ provisioner: {} }] } } }, "a provisioner in aws_x.a"],
  ["a provisioner on the way out", { removed: [{ from: "aws_x.a", provisioner: {} }] }, "a provisioner in removed"],
  [
    "a write-only value",
    resource({ secret_string_wo: "${var.x}", secret_string_wo_version: 1 }),
    "a write-only value in aws_x.a.secret_string_wo",
  ],
  ["a write-only value further down", resource({ block: [{ password_wo: "x" }] }), "a write-only value in aws_x.a.password_wo"],
  ["the time", resource({ at: "${timestamp()}" }), "timestamp() in resource.aws_x.a.at"],
  ["the time of the plan, inside an object", resource({ at: "${jsonencode({a = {}, b = plantimestamp()})}" }), "plantimestamp() in"],
  ["a random name", resource({ at: "${ uuid () }" }), "uuid () in"],
  ["a file of the machine", resource({ at: '${file("/etc/hostname")}' }), "file() in"],
  ["a file of the machine in a directive", resource({ at: '%{ if fileexists("/x") }a%{ endif }' }), "fileexists() in"],
  ["the time in a key", resource({ tags: { "${timestamp()}": "x" } }), "timestamp() in resource.aws_x.a.tags"],
  ["the run's name", resource({ at: "${var.slipway_run}" }), "var.slipway_run in"],
  [
    "whether it applies",
    { provider: { aws: [{ region: "${terraform.applying ? 1 : 2}" }] } },
    "terraform.applying in provider.aws[0].region",
  ],
  ["an ephemeral value", { provider: { aws: { token: "${ephemeral.x.a.b}" } } }, "ephemeral. in provider.aws.token"],
])("refuses %s", (_what, config, place) => {
  expect(() => refuseUnreviewableConfig(config, STACK)).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({ kind: "refused", code: "CONFIG_NOT_REVIEWABLE", got: expect.stringContaining(place) }),
    }),
  );
});

it("lets through what stacks are made of", () => {
  const config = {
    "//": { metadata: "uuid()" },
    terraform: { required_version: ">= 1.11" },
    variable: { slipway_run: guardVariable("chatbot/production"), plain: { default: "x", ephemeral: false } },
    data: { aws_iam_policy_document: { a: {} } },
    resource: {
      aws_x: { a: { at: "${aws_x.b.arn}", text: "$${timestamp()} and uuid() in words", secret_string_wo: null } },
    },
    moved: [{ from: "aws_x.b", to: "aws_x.a" }],
    output: { a: { value: "${aws_x.a.id}" } },
  };
  expect(() => refuseUnreviewableConfig(JSON.parse(JSON.stringify(config)), STACK)).not.toThrow();
});

describe("on a whole run", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it("refuses before terraform is started, so that no program runs even once", async () => {
    const mark = join(bench.dir, "ran");
    const data = { data: { external: { a: { program: ["touch", mark] } } } };
    const planned = bench.plan([stack(STACK, { api: "v1" }, data)]);
    await expect(planned).rejects.toMatchObject({ parts: { kind: "refused", code: "CONFIG_NOT_REVIEWABLE" } });
    expect(await bench.store.list("runs")).toEqual([]);
  });

  it.each(["extra.tf", "terraform.tfvars", "x.auto.tfvars.json", "override.tf.json", "main.tofu"])(
    "refuses a %s that somebody laid beside the configuration, at plan and at apply",
    async (file) => {
      const run = await bench.plan([stack(STACK, { api: "v1" })]);
      await bench.approve(run);
      writeFileSync(join(bench.store.path(`work/${STACK}`), file), "");
      const refused = { parts: { kind: "refused", code: "WORK_FOLDER_FOREIGN", got: file } };
      await expect(bench.apply(run)).rejects.toMatchObject(refused);
      await expect(bench.plan([stack(STACK, { api: "v2" })])).rejects.toMatchObject(refused);
    },
  );
});

function resource(body: Readonly<Record<string, unknown>>) {
  return { resource: { aws_x: { a: body } } };
}
