import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { slipway, temporaryProject } from "./program.ts";

// the real cdktf-cli against the local world; each of its commands synthesizes first
jest.setTimeout(300_000);

const root = join(__dirname, "..", "..");
const [ZONE, LAUNCH] = ["zone-opsdesk-example", "chatbot-staging"];

const project = temporaryProject();
afterAll(() => project.remove());
beforeAll(() => {
  const settings = JSON.parse(readFileSync(join(root, "cdktf.json"), "utf8"));
  writeFileSync(join(project.dir, "cdktf.json"), JSON.stringify({ ...settings, app: `node ${join(root, "dist/stacks/main.js")}` }));
  symlinkSync(join(root, "node_modules"), join(project.dir, "node_modules"));
});

async function approvedRun(target: string): Promise<string> {
  const planned = await slipway(["plan", target, "--rehearsal", "--json"], { cwd: project.dir });
  const { run, review } = JSON.parse(planned.stdout);
  const tokens: { readonly token: string }[] = review.acknowledgements;
  const admitted = tokens.flatMap(({ token }) => ["--acknowledge", token]);
  expect((await slipway(["approve", run, "--rehearsal", ...admitted], { cwd: project.dir })).code).toBe(0);
  return run;
}

async function cdktf(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly said: string }> {
  const child = spawn(process.execPath, [join(root, "node_modules/cdktf-cli/bundle/bin/cdktf"), ...args], {
    cwd: project.dir,
    env: {
      PATH: process.env.PATH,
      HOME: project.dir,
      CI: "1",
      CHECKPOINT_DISABLE: "1",
      SLIPWAY_REHEARSAL: "1",
      TERRAFORM_BINARY_NAME: join(root, "dist/cli/shim-main.js"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const [code] = await once(child, "close");
  return { code, said };
}

const composedOf = (run: string) => ({ SLIPWAY_CONTRIBUTIONS: `.slipway/rehearsal/runs/${run}/contributions` });

async function kinds(target: string): Promise<readonly string[]> {
  const { stdout } = await slipway(["history", target, "--rehearsal", "--json"], { cwd: project.dir });
  const entries: { readonly kind: string }[] = JSON.parse(stdout).entries;
  return entries.map(({ kind }) => kind);
}

it("deploys a zone and a launch as their approved runs, each once, and nothing else", async () => {
  const zone = await approvedRun("zone/opsdesk.example");
  const first = await cdktf(["deploy", ZONE, "--auto-approve"], composedOf(zone));
  expect(first.said).toContain(`applying ${zone} of zone/opsdesk.example as it was approved`);
  expect(first.code).toBe(0);

  const launch = await approvedRun("chatbot/staging");
  const forgotten = await cdktf(["deploy", ZONE, LAUNCH, "--auto-approve"]);
  expect(forgotten.code).toBe(1);
  expect(forgotten.said.replace(/\s+/g, " ")).toContain("SLIPWAY_CONTRIBUTIONS=");
  expect(await kinds("chatbot/staging")).toEqual(["planned", "approved"]);

  // side by side, and without --auto-approve: what asks is the approval, which is there
  const both = await cdktf(["deploy", ZONE, LAUNCH], composedOf(launch));
  expect(both.said.match(/applying the approved plan/g)).toHaveLength(2);
  expect(both.said).toContain(`${launch} of chatbot/staging is verified`);
  expect(both.code).toBe(0);
  expect(await kinds("chatbot/staging")).toEqual(["planned", "approved", "apply-started", "applied", "verified"]);

  const again = await cdktf(["deploy", ZONE, LAUNCH, "--parallelism", "1"], composedOf(launch));
  expect(again.said.match(/nothing is applied again/g)).toHaveLength(2);
  expect(again.code).toBe(0);
  expect(await kinds("chatbot/staging")).toHaveLength(5);

  for (const args of [
    ["deploy", "portal-production", "--auto-approve"],
    ["destroy", LAUNCH, "--auto-approve"],
    ["deploy", LAUNCH, "--refresh-only"],
  ]) {
    const refused = await cdktf(args, composedOf(launch));
    expect(refused.said).toContain("SHIM_REFUSED");
    expect(refused.code).toBe(1);
  }
});
