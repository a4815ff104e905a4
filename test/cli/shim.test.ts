import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge } from "../../cli/shim.ts";
import { guardVariable } from "../../stacks/guard-variable.ts";
import { PROVIDER_PINS } from "../../stacks/provider-pins.ts";
import { stack as benchStack, openBench } from "../launch/bench-of-runs.ts";
import { type FakeTerraform, fakeTerraform, lockBlock } from "./fake-terraform.ts";

const root = join(__dirname, "..", "..");

describe("a terraform command line", () => {
  it.each([
    ["read", ["-v"]],
    ["read", ["version", "-json"]],
    ["read", ["output", "-json"]],
    ["read", ["show", "-json", "plan"]],
    ["read", ["state", "list"]],
    ["read", ["providers", "schema", "-json"]],
    ["plan", ["plan", "-input=false", "-out", "plan", "-no-color"]],
    ["init", ["init"]],
    ["init", ["init", "-upgrade", "-no-color"]],
    ["providers lock", ["providers", "lock", "-platform=linux_amd64"]],
    ["refused", ["init", "-migrate-state"]],
    ["refused", ["init", "-force-copy"]],
    ["refused", ["init", "-backend-config=key=other"]],
    ["deploy", ["apply"]],
    ["deploy", ["apply", "-auto-approve", "-no-color"]],
    ["refused", ["apply", "-refresh-only"]],
    ["refused", ["apply", "-var=slipway_run=mine"]],
    ["refused", ["apply", "-parallelism=1"]],
    ["refused", ["apply", "-destroy"]],
    ["refused", ["apply", "plan"]],
    ["refused", ["destroy", "-auto-approve"]],
    ["refused", ["refresh"]],
    ["refused", ["import", "terraform_data.x", "id"]],
    ["refused", ["state", "rm", "terraform_data.x"]],
    ["refused", ["state", "mv", "a.x", "a.y"]],
    ["refused", ["state", "push", "-force", "x"]],
    ["refused", ["state"]],
    ["refused", ["taint", "terraform_data.x"]],
    ["refused", ["untaint", "terraform_data.x"]],
    ["refused", ["force-unlock", "-force", "id"]],
    ["refused", ["workspace", "new", "x"]],
    ["refused", ["test"]],
    ["refused", ["login"]],
    ["refused", ["-chdir=elsewhere", "plan"]],
    ["refused", ["what-a-later-terraform-brings"]],
  ] as const)("is judged %s: %j", (verdict, argv) => {
    expect(judge(argv)).toBe(verdict);
  });
});

/** The compiled program, called as cdktf calls it: in the folder of a synthesized stack. */
describe("the shim", () => {
  let project: string;
  let stack: string;
  let fake: FakeTerraform;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "slipway-shim-"));
    stack = join(project, "cdktf.out/stacks/chatbot-production");
    mkdirSync(stack, { recursive: true });
    mkdirSync(join(project, "config"));
    const config = {
      terraform: { required_providers: { aws: PROVIDER_PINS.aws } },
      variable: { slipway_run: guardVariable("chatbot/production") },
    };
    writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify(config));
    fake = fakeTerraform(join(project, "fake"), { exitCode: 7 });
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  function call(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    return spawnSync(process.execPath, [join(root, "dist/cli/shim-main.js"), ...args], {
      cwd: stack,
      encoding: "utf8",
      env: { PATH: `${fake.bin}:${process.env.PATH}`, ...env },
    });
  }

  it("passes a plan on, as a run that only looks, and hands back what terraform ends with", () => {
    const plan = ["plan", "-input=false", "-out", "plan"];
    expect(call(plan, { TF_CLI_ARGS: "-destroy", TF_VAR_slipway_run: "mine" }).status).toBe(7);
    expect(fake.calls().at(-1)).toEqual({ cwd: stack, args: plan.join(" "), run: "run-00000000T000000Z-d1ff00", cliArgs: "" });
  });

  it("gives no run to anything but a plan", () => {
    call(["output", "-json"]);
    expect(fake.calls().at(-1)).toMatchObject({ args: "output -json", run: "" });
  });

  it("answers a lock of providers by itself", () => {
    expect(call(["providers", "lock", "-platform=linux_amd64"])).toMatchObject({ status: 0, stderr: "" });
    expect(fake.calls()).toEqual([]);
  });

  it("initialises with the stack's share of the committed lock file", () => {
    const blocks = Object.values(PROVIDER_PINS).map(({ source, version }) => lockBlock(`registry.terraform.io/${source}`, version));
    writeFileSync(join(project, "config/.terraform.lock.hcl"), blocks.join("\n"));
    expect(call(["init", "-upgrade"]).status).toBe(7);
    expect(fake.calls().at(-1)?.args).toBe("init -lockfile=readonly");
    expect(readFileSync(join(stack, ".terraform.lock.hcl"), "utf8")).toBe(blocks[1]);
  });

  it("does not initialise without a lock file", () => {
    expect(call(["init"])).toMatchObject({ status: 3, stderr: expect.stringContaining("[LOCK_FILE_MISSING]") });
    expect(fake.calls().filter(({ args }) => args.startsWith("init"))).toEqual([]);
  });

  it("takes the lock file away from attached providers", () => {
    writeFileSync(join(stack, ".terraform.lock.hcl"), "old");
    expect(call(["init"], { TF_REATTACH_PROVIDERS: "{}" }).status).toBe(7);
    expect(fake.calls().at(-1)?.args).toBe("init");
    expect(existsSync(join(stack, ".terraform.lock.hcl"))).toBe(false);
  });

  it.each([
    ["apply", "an approved run that holds what cdktf has synthesized, got no records: ", "run slipway plan chatbot/production"],
    ["destroy", "a terraform command that only reads, got terraform destroy", "change the configs and run slipway plan chatbot/production"],
  ])("refuses %s, which wants %s, and names the way: %s", (command, why, way) => {
    const { status, stderr } = call([command, "-auto-approve"]);
    expect(stderr).toContain(`chatbot-production: expected ${why}`);
    expect(stderr).toContain(`; ${way} [SHIM_REFUSED]\n`);
    expect(status).toBe(3);
    expect(fake.calls()).toEqual([]);
  });

  it("names the run that waits for approval, then the approved one, then the next plan", async () => {
    const bench = await openBench();
    try {
      cpSync(join(project, "cdktf.out"), join(bench.dir, "cdktf.out"), { recursive: true });
      stack = join(bench.dir, "cdktf.out/stacks/chatbot-production");
      const run = await bench.plan([benchStack("chatbot-production", { api: "v1" })]);
      expect(call(["apply"]).stderr).toContain(`; have slipway approve ${run.id} run by an approver [SHIM_REFUSED]`);
      await bench.approve(run);
      expect(call(["apply"]).stderr).toContain(`or run slipway apply ${run.id} [SHIM_REFUSED]`);
      await bench.apply(run);
      expect(call(["apply"]).stderr).toContain("; run slipway plan chatbot/production [SHIM_REFUSED]");
      expect(fake.calls()).toEqual([]);
    } finally {
      bench.close();
    }
  });

  it("refuses in a folder that is no stack, too", () => {
    rmSync(join(stack, "cdk.tf.json"));
    expect(call(["apply"])).toMatchObject({ status: 3, stderr: expect.stringContaining("; run slipway --help [SHIM_REFUSED]") });
  });
});
