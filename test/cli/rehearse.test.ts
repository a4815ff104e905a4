import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { slipway, temporaryProject } from "./program.ts";

const project = temporaryProject();
afterAll(() => project.remove());

const terraform = execFileSync("sh", ["-c", "command -v terraform || command -v tofu"], { encoding: "utf8" }).trim();

it.each<[string, Record<string, string>, number, string]>([
  ["without ssh-keygen", { SLIPWAY_TERRAFORM: terraform, PATH: "/nowhere" }, 2, "SSH_KEYGEN_MISSING"],
  ["without terraform", { SLIPWAY_TERRAFORM: "/nowhere/terraform" }, 2, "TERRAFORM_MISSING"],
  ["beside real credentials", { CLOUDFLARE_API_TOKEN: "t" }, 3, "REHEARSAL_REAL_CREDENTIALS"],
])("keeps the records of the last rehearsal when it cannot begin another: %s", async (_why, env, code, says) => {
  const records = join(project.dir, ".slipway/rehearsal");
  mkdirSync(records, { recursive: true });
  writeFileSync(join(records, "ledger.jsonl"), "");
  const outcome = await slipway(["rehearse"], { cwd: project.dir, env });
  expect(outcome.stderr).toContain(`[${says}]`);
  expect(outcome.code).toBe(code);
  expect(existsSync(join(records, "ledger.jsonl"))).toBe(true);
});
