import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Outcome, slipway, temporaryProject } from "./program.ts";

// An operator after a crash, with nothing but commands.

const root = join(__dirname, "..", "..");
const TARGET = "zone/opsdesk.example";
const STACK = "zone-opsdesk-example";
const LIMIT_MILLISECONDS = 240_000;
jest.setTimeout(LIMIT_MILLISECONDS);

let project: ReturnType<typeof temporaryProject>;
beforeEach(() => {
  project = temporaryProject();
});
afterEach(() => project.remove());

const command = (...args: readonly string[]): Promise<Outcome> => slipway([...args, "--rehearsal"], { cwd: project.dir });
const record = (key: string): string => join(project.dir, ".slipway/rehearsal", key);

async function planned(): Promise<string> {
  return await approved(await command("plan", TARGET, "--json"));
}

/** @param outcome of a command that planned a run, in JSON */
async function approved({ code, stdout }: Outcome): Promise<string> {
  expect(code).toBe(0);
  const { run, review }: { run: string; review: { acknowledgements: { token: string }[] } } = JSON.parse(stdout);
  const acknowledged = review.acknowledgements.flatMap(({ token }) => ["--acknowledge", token]);
  expect(await command("approve", run, ...acknowledged)).toMatchObject({ code: 0 });
  return run;
}

interface Running {
  readonly child: ChildProcess;
  readonly exit: Promise<unknown[]>;
  /** Waits for a line of progress. */
  readonly says: (text: string) => Promise<void>;
}

function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), ...args, "--rehearsal"], {
    cwd: project.dir,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  return { child, exit: once(child, "exit"), says: async (text) => await until(() => said.includes(text)) };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > LIMIT_MILLISECONDS / 2) throw new Error("it never happened");
    await delay(20);
  }
}

/** The process group that applies. */
function terraformOf(run: string): number {
  const { pid }: { pid: number } = JSON.parse(readFileSync(record(`runs/${run}/journal/${STACK}.jsonl.process.json`), "utf8"));
  return pid;
}

it.each([
  { what: "slipway itself, after the first created resource", moment: " done", isNode: true, lockHolder: "(gone)" },
  { what: "terraform, with creates in flight", moment: " started", isNode: false, lockHolder: undefined },
])("leads an operator out of a kill of $what", async ({ moment, isNode, lockHolder }) => {
  const run = await planned();
  const { child, exit, says } = start("apply", run);
  await says(moment);
  if (isNode) child.kill("SIGKILL");
  else process.kill(-terraformOf(run), "SIGKILL");
  expect(await exit).toEqual(isNode ? [null, "SIGKILL"] : [4, null]);

  const status = await command("status");
  expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining(`${run} began to apply and has not ended`) });
  expect(status.stdout).toContain(`slipway recover ${TARGET}`);
  expect(await command("plan", TARGET)).toMatchObject({ code: 3, stderr: expect.stringContaining("[RUN_INTERRUPTED]") });
  expect(await command("apply", run)).toMatchObject({ code: 3 });
  // the lock of an apply that never ended is evidence
  expect(await command("unlock", "--reason", "in a hurry")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(lockHolder === undefined ? "[NOTHING_TO_UNLOCK]" : "[RUN_INTERRUPTED]"),
  });
  if (lockHolder !== undefined) expect((await command("unlock")).stderr).toContain(lockHolder);

  expect(await command("recover", TARGET, "--import", "nonsense")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("[OPTION_VALUE]"),
  });
  expect(await command("recover", TARGET, "--acknowledge-unknown", "cloudflare_dns_record.nowhere")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("[ACKNOWLEDGEMENT_UNKNOWN]"),
  });
  const recovered = await command("recover", TARGET, "--reason", "the runner died", "--json");
  const answer: { interruptedRun: string; findings: { kind: string }[]; target: string } = JSON.parse(recovered.stdout);
  expect(answer).toMatchObject({ interruptedRun: run, target: TARGET });
  expect(answer.findings.length).toBeGreaterThan(0);
  expect(answer.findings.map(({ kind }) => kind).filter((kind) => !["in-state", "finished", "found", "absent"].includes(kind))).toEqual([]);

  const recovery = await approved(recovered);
  expect(await command("apply", recovery, "--json")).toMatchObject({ code: 0 });
  expect(JSON.parse((await command("status", "--json")).stdout)).toMatchObject({
    targets: [{ target: TARGET, run: recovery, state: "verified", interruptedRun: null, pendingRun: null }],
  });
  expect(await command("recover", TARGET)).toMatchObject({ code: 3, stderr: expect.stringContaining("[NOTHING_TO_RECOVER]") });
  const again = await command("plan", TARGET, "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ review: { counts: { create: 0, update: 0, delete: 0, import: 0 } } });
});

it("gives back the lock of a plan that was killed, with a reason and not without", async () => {
  expect(await command("unlock")).toMatchObject({ code: 3, stderr: expect.stringContaining("[NOTHING_TO_UNLOCK]") });
  const { child, exit } = start("plan", TARGET);
  await until(() => existsSync(record("lock.json")));
  child.kill("SIGSTOP"); // alive, and at work for all that anybody can see
  expect(await command("unlock", "--reason", "tired of waiting")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("[LOCK_HOLDER_ALIVE]"),
  });
  child.kill("SIGKILL");
  await exit;
  expect(await command("unlock")).toMatchObject({ code: 3, stderr: expect.stringMatching(/\(gone\)[\s\S]*\[REASON_MISSING\]/) });
  const unlocked = await command("unlock", "--reason", "the machine was restarted", "--as", "ana@opsdesk.example", "--json");
  expect(unlocked.code).toBe(0);
  expect(JSON.parse(unlocked.stdout)).toMatchObject({ ok: true, by: "ana@opsdesk.example", reason: "the machine was restarted" });
  expect(JSON.parse((await command("history", "--json")).stdout)).toMatchObject({
    entries: [{ kind: "unlocked", by: "ana@opsdesk.example" }],
  });
  expect(await command("plan", TARGET)).toMatchObject({ code: 0 });
});
