import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRunId } from "../../launch/run.ts";
import { guardVariable, targetOfGuard } from "../../stacks/guard-variable.ts";
import { renderStack } from "../../stacks/render.ts";
import { accountConfig, accountModel, environmentModel, zoneModel } from "../fixtures/models.ts";

const RUN = newRunId(new Date("2026-11-22T12:00:00Z"));

describe("the guard of a stack", () => {
  it.each([
    ["account", renderStack({ kind: "account", account: accountModel })],
    ["zone/shop.example", renderStack({ kind: "zone", zone: zoneModel, account: accountConfig })],
    ["shop/production", renderStack({ kind: "launch", environment: environmentModel, account: accountConfig })],
  ])("is the only variable of %s and names it", (target, text) => {
    const { variable } = JSON.parse(text);
    expect(variable).toEqual({ slipway_run: guardVariable(target) });
    expect(targetOfGuard(variable.slipway_run)).toBe(target);
  });

  it.each([[undefined], [null], ["text"], [{}], [{ description: 1 }], [{ description: "a variable" }]])(
    "is not taken from %j",
    (variable) => {
      expect(targetOfGuard(variable)).toBeUndefined();
    },
  );
});

/** Real terraform, a resource that lives in the state alone. */
describe("what the guard stops", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "slipway-guard-"));
    const config = { variable: { slipway_run: guardVariable("shop/production") }, resource: { terraform_data: { api: { input: "v1" } } } };
    writeFileSync(join(dir, "cdk.tf.json"), JSON.stringify(config));
    expect(terraform(["init", "-input=false"])).toMatchObject({ status: 0 });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function terraform(args: readonly string[], run?: string): { readonly status: number | null; readonly said: string } {
    const env = { PATH: process.env.PATH, HOME: dir, CHECKPOINT_DISABLE: "1", ...(run === undefined ? {} : { TF_VAR_slipway_run: run }) };
    const { status, stdout, stderr } = spawnSync("terraform", [...args, "-no-color"], { cwd: dir, env, encoding: "utf8" });
    return { status, said: `${stdout}${stderr}`.replace(/[\s\u2500-\u257f]+/g, " ") };
  }

  it.each([
    ["plan", ["plan", "-input=false"]],
    ["apply", ["apply", "-auto-approve", "-input=false"]],
    ["refresh-only apply", ["apply", "-refresh-only", "-auto-approve", "-input=false"]],
    ["import", ["import", "-input=false", "terraform_data.api", "id"]],
  ])("stops a bare %s and says the way to go", (_, args) => {
    const { status, said } = terraform(args);
    expect(status).toBe(1);
    expect(said).toContain("shop/production is changed by reviewed runs only: run slipway plan shop/production.");
    expect(terraform(["state", "list"]).said.trim()).not.toContain("terraform_data.api");
  });

  it.each(["yes", "run-1", ` ${RUN}`, `${RUN}0`, RUN.toUpperCase()])("takes %j for no run", (run) => {
    expect(terraform(["plan", "-input=false"], run)).toMatchObject({ status: 1 });
  });

  it("stops a bare destroy of what a run has made", () => {
    expect(terraform(["apply", "-auto-approve", "-input=false"], RUN)).toMatchObject({ status: 0 });
    expect(terraform(["destroy", "-auto-approve", "-input=false"])).toMatchObject({ status: 1 });
    expect(terraform(["state", "list"]).said).toContain("terraform_data.api");
  });

  it("asks for the run again at the apply of a saved plan, before anything is touched", () => {
    expect(terraform(["plan", "-input=false", "-out=saved"], RUN)).toMatchObject({ status: 0 });
    expect(terraform(["apply", "-input=false", "saved"])).toMatchObject({
      status: 1,
      said: expect.stringContaining("must also be set during the apply phase"),
    });
    expect(terraform(["state", "list"]).said).not.toContain("terraform_data.api");
    expect(terraform(["apply", "-input=false", "saved"], RUN)).toMatchObject({ status: 0 });
  });
});
