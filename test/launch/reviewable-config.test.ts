import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseUnreviewableConfig } from "../../launch/reviewable-config.ts";
import { guardVariable } from "../../stacks/guard-variable.ts";
import { UNREVIEWABLE } from "../fixtures/unreviewable.ts";
import { type Bench, openBench, stack } from "./bench-of-runs.ts";

const STACK = "chatbot-production";

it.each(UNREVIEWABLE)("refuses %s", (_what, config, place) => {
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
