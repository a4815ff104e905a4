import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, slipway, temporaryProject } from "../cli/program.ts";

/** `npm run rehearse` takes about a minute, as `npm run bench` shows; here other suites share the machine. */
const LIMIT_SECONDS = 400;

describe("slipway rehearse", () => {
  const project = temporaryProject();
  let outcome: Outcome;
  let seconds = 0;

  beforeAll(
    async () => {
      const started = performance.now();
      outcome = await slipway(["rehearse", "--json"], { cwd: project.dir });
      seconds = (performance.now() - started) / 1000;
    },
    (LIMIT_SECONDS + 60) * 1000,
  );

  afterAll(() => project.remove());

  it("ends well and in time", () => {
    expect({ code: outcome.code, stderr: outcome.code === 0 ? "" : outcome.stderr }).toEqual({ code: 0, stderr: "" });
    expect(seconds).toBeLessThan(LIMIT_SECONDS);
  });

  it("tells every step in plain lines", () => {
    const titles = outcome.stderr.split("\n").flatMap((line) => /^\[ ?\d+\/\d+\] (.*) \.\.\.$/.exec(line)?.[1] ?? []);
    expect(titles).toEqual([
      "Plan zone/opsdesk.example",
      "Apply zone/opsdesk.example without approval",
      "Approve and apply zone/opsdesk.example",
      "Verify zone/opsdesk.example from outside",
      "Mail of opsdesk.example: deliver, judge, break",
      "Plan chatbot/staging",
      "Approve and apply chatbot/staging",
      "Verify chatbot/staging from outside",
      "Plan portal/staging",
      "Approve and apply portal/staging",
      "Verify portal/staging from outside",
      "Plan chatbot/production at stage slots",
      "Apply chatbot/production at stage slots without approval",
      "Approve and apply chatbot/production at stage slots",
      "Verify chatbot/production at stage slots from outside",
      "Put a value into every secret slot of chatbot/production",
      "Plan chatbot/production at stage prepare",
      "Approve and apply chatbot/production at stage prepare",
      "Verify chatbot/production at stage prepare from outside",
      "Plan chatbot/production at stage live",
      "Approve and apply chatbot/production at stage live before its monitors have seen it",
      "Apply chatbot/production at stage live once they have",
      "Verify chatbot/production at stage live from outside",
      "Bad change: a redirect loop",
      "Harmful but legal change: the health host moves to a broken origin",
      "Roll back by a reviewed plan",
      "Neighbours' rules in the zone are untouched",
      "Ledger",
    ]);
  });

  it("shows the risk, the failed verification and the way back", () => {
    expect(outcome.stderr).toMatch(
      /traffic of api\.opsdesk\.example moves from api\.opsdesk-origin\.example to broken\.chatbot-origin\.example/,
    );
    expect(outcome.stderr).toMatch(/verification failed as it must: .*health/);
    expect(outcome.stderr).toMatch(/refused \[APPROVAL_MISSING\]/);
    expect(outcome.stderr).toMatch(/refused \[LIVE_GATE_CLOSED\]/);
    expect(outcome.stderr).toMatch(/check refused it \[REDIRECT_LOOP\]/);
  });

  it("leaves records that verify offline", async () => {
    const { store, ledger, reviews } = JSON.parse(outcome.stdout);
    expect(existsSync(join(project.dir, ledger))).toBe(true);
    expect(reviews).toHaveLength(6);
    for (const review of reviews) expect(readFileSync(join(project.dir, review), "utf8")).toMatch(/^# /);
    const history = await slipway(["history", "--rehearsal", "--verify"], { cwd: project.dir });
    expect(history).toMatchObject({ code: 0, stdout: expect.stringMatching(/chain unbroken/) });
    const status = await slipway(["status", "--rehearsal", "--json"], { cwd: project.dir });
    const states = JSON.parse(status.stdout).targets.map((each: { target: string; state: string }) => [each.target, each.state]);
    expect(new Map(states)).toEqual(
      new Map([
        ["zone/opsdesk.example", "verified"],
        ["chatbot/staging", "verified"],
        ["portal/staging", "verified"],
        ["chatbot/production", "verified"],
      ]),
    );
    expect(statSync(join(project.dir, store)).mode & 0o077).toBe(0);
  });

  it("keeps every signed approval so that ssh-keygen alone can check it", () => {
    const { store } = JSON.parse(outcome.stdout);
    const approved = filesUnder(join(project.dir, store, "runs")).filter((file) => file.endsWith("approval.sig"));
    expect(approved.length).toBeGreaterThanOrEqual(5);
    for (const signature of approved) {
      const run = signature.slice(0, -"/approval.sig".length);
      const verified = execFileSync(
        "ssh-keygen",
        ["-Y", "verify", "-f", join(run, "allowed_signers"), "-I", "approver@rehearsal.example", "-n", "slipway-approval", "-s", signature],
        { input: readFileSync(join(run, "approval.json")), encoding: "utf8" },
      );
      expect(verified).toMatch(/^Good "slipway-approval" signature/);
    }
  });

  it("leaves no secret in any artefact", () => {
    const { store } = JSON.parse(outcome.stdout);
    const secrets = [
      /BEGIN [A-Z ]*PRIVATE KEY/,
      /AKIA[0-9A-Z]{16}/,
      /\bsk-[A-Za-z0-9]{20,}/,
      /\bSG\.[\w-]{16,}/,
      /"secret_string"\s*:\s*"/,
    ];
    const keys = join(project.dir, store, "keys");
    const leaks = filesUnder(join(project.dir, ".slipway"))
      .filter((file) => !file.startsWith(keys)) // the throw-away signing keys themselves
      .filter((file) => secrets.some((secret) => secret.test(readFileSync(file, "latin1"))));
    expect(leaks).toEqual([]);
  });

  it("leaves no process behind", () => {
    const commands = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
    expect(commands.filter((command) => command.includes(project.dir))).toEqual([]);
  });
});

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
