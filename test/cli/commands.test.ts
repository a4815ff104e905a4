import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMMAND_NAMES, commandsFor } from "../../cli/run.ts";
import { slipway, temporaryProject } from "./program.ts";

const project = temporaryProject();
afterAll(() => project.remove());

describe("help", () => {
  it("lists every command", async () => {
    const { code, stdout } = await slipway(["--help"]);
    expect(code).toBe(0);
    const unwrapped = stdout.replace(/\s+/g, " ");
    const commands = await commandsFor([]);
    expect(commands.map(({ name }) => name)).toEqual(COMMAND_NAMES);
    expect(commands.filter(({ summary }) => !unwrapped.includes(summary))).toEqual([]);
  });

  it.each(COMMAND_NAMES)("%s has an example", async (name) => {
    const { code, stdout } = await slipway([...name.split(" "), "--help"]);
    expect(code).toBe(0);
    // a value comes through a pipe
    expect(stdout).toMatch(/Example:\n {2}(\S.* \| )?slipway /);
  });

  it("says an unknown command is a mistake of the caller", async () => {
    expect(await slipway(["lunch"])).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown command 'lunch'") });
  });
});

describe("check", () => {
  it("passes the repository's configs", async () => {
    expect(await slipway(["check"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^0 errors/m) });
  });

  it("names every mistake in one run, with code and fix", async () => {
    const broken = temporaryProject();
    const file = join(broken.dir, "config/launches/chatbot.ts");
    const text = readFileSync(file, "utf8");
    writeFileSync(
      file,
      text
        .replace(
          'kind: "redirect", name: "www.opsdesk.example", to: "apex"',
          'kind: "redirect", name: "WWW.opsdesk.example", to: "nowhere"',
        )
        .replace('contains: \'"status":"ok"\', alertChannel: "oncall"', 'contains: "ok", alertChanel: "oncall"'),
    );
    const { code, stderr } = await slipway(["check"], { cwd: broken.dir });
    broken.remove();
    expect(code).toBe(2);
    const lines = stderr.split("\n").filter((line) => line.endsWith("]"));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) expect(line).toMatch(/^.+: expected .+, got .+; .+ \[[A-Z_]+\]$/);
  });

  it("says it in SARIF too, with rules and lines", async () => {
    const broken = temporaryProject();
    const file = join(broken.dir, "config/zones/opsdesk.example.ts");
    writeFileSync(file, readFileSync(file, "utf8").replace('mode: "strict"', 'mode: "flexible"'));
    const { code, stdout } = await slipway(["check", "--format", "sarif"], { cwd: broken.dir });
    const line =
      readFileSync(file, "utf8")
        .split("\n")
        .findIndex((each) => each.includes('mode: "flexible"')) + 1;
    broken.remove();
    expect(code).toBe(2);
    expect(JSON.parse(stdout).runs[0].results[0]).toMatchObject({
      ruleId: "TLS_MODE_INSECURE",
      level: "error",
      locations: [{ physicalLocation: { artifactLocation: { uri: "config/zones/opsdesk.example.ts" }, region: { startLine: line } } }],
    });
  });

  it("gives the line of a file that does not compile", async () => {
    const broken = temporaryProject();
    writeFileSync(join(broken.dir, "config/account.ts"), "export default {\n  name: ,\n};");
    const { stdout } = await slipway(["check", "--format", "sarif"], { cwd: broken.dir });
    broken.remove();
    expect(JSON.parse(stdout).runs[0].results[0]).toMatchObject({
      ruleId: "CONFIG_SYNTAX",
      locations: [{ physicalLocation: { artifactLocation: { uri: "config/account.ts" }, region: { startLine: 2 } } }],
    });
  });

  it("knows no other format", async () => {
    expect(await slipway(["check", "--format", "xml"])).toMatchObject({ code: 2, stderr: expect.stringContaining("[OPTION_VALUE]") });
  });

  it("says which targets there are when it does not know one", async () => {
    expect(await slipway(["check", "chatbot/moon"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/chatbot\/production.*\[TARGET_UNKNOWN\]/),
    });
  });

  it("answers machines in JSON", async () => {
    expect(JSON.parse((await slipway(["check", "--json"])).stdout)).toMatchObject({ ok: true, errors: [] });
  });
});

describe("what the machine lacks", () => {
  it.each([
    { tools: ["ssh-keygen"], code: "TERRAFORM_MISSING" },
    { tools: ["terraform"], code: "SSH_KEYGEN_MISSING" },
  ])("with only $tools says $code in one line, exit 2", async ({ tools, code }) => {
    const bin = mkdtempSync(join(tmpdir(), "slipway-bin-"));
    for (const tool of ["git", ...tools]) symlinkSync(which(tool), join(bin, tool));
    const outcome = await slipway(["rehearse"], { cwd: project.dir, env: { PATH: bin } });
    rmSync(bin, { recursive: true });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr.split("\n").filter((line) => line.includes(`[${code}]`))).toHaveLength(1);
  });

  it("refuses a rehearsal beside real credentials and does not print them", async () => {
    const fake = ["fake", "credential", "made", "here"].join("-");
    const outcome = await slipway(["rehearse"], { cwd: project.dir, env: { CLOUDFLARE_API_TOKEN: fake } });
    expect(outcome).toMatchObject({ code: 3, stderr: expect.stringContaining("[REHEARSAL_REAL_CREDENTIALS]") });
    expect(outcome.stderr + outcome.stdout).not.toContain(fake);
  });

  it("says that credentials are missing before it plans for real", async () => {
    expect(await slipway(["plan", "zone/opsdesk.example"], { cwd: project.dir })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("[CREDENTIALS_MISSING]"),
    });
  });

  it("does not go where an environment sends it that only part of the program would follow", async () => {
    const env = { CLOUDFLARE_API_TOKEN: "x", AWS_PROFILE: "x", AWS_ENDPOINT_URL: "https://aws.elsewhere.example" };
    expect(await slipway(["plan", "zone/opsdesk.example"], { cwd: project.dir, env })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/AWS_ENDPOINT_URL; unset AWS_ENDPOINT_URL \[ENVIRONMENT_REDIRECTS\]/),
    });
  });
});

describe("single commands against the local world", () => {
  it("refuses a launch whose zone is not live", async () => {
    expect(await slipway(["plan", "chatbot/production", "--rehearsal"], { cwd: project.dir })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("[ZONE_NOT_LAUNCHED]"),
    });
  });

  it("plans, approves and applies a zone in separate processes", async () => {
    const planned = await slipway(["plan", "zone/opsdesk.example", "--rehearsal", "--json"], { cwd: project.dir });
    expect(planned).toMatchObject({ code: 0 });
    const { run, review } = JSON.parse(planned.stdout);
    const tokens = review.acknowledgements.flatMap(({ token }: { token: string }) => ["--acknowledge", token]);
    expect(await slipway(["apply", run, "--rehearsal"], { cwd: project.dir })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("[APPROVAL_MISSING]"),
    });
    expect(await slipway(["approve", run, "--rehearsal"], { cwd: project.dir })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("[ACKNOWLEDGEMENT_MISSING]"),
    });
    expect(await slipway(["approve", run, "--rehearsal", ...tokens], { cwd: project.dir })).toMatchObject({ code: 0 });
    expect(await slipway(["apply", run, "--rehearsal"], { cwd: project.dir })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ 0 failed, 0 unknown/),
    });
    expect(await slipway(["apply", run, "--rehearsal"], { cwd: project.dir })).toMatchObject({ code: 3 });
    expect(await slipway(["verify", "zone/opsdesk.example", "--rehearsal"], { cwd: project.dir })).toMatchObject({ code: 0 });
    expect(await slipway(["show", run, "--rehearsal"], { cwd: project.dir })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("verified"),
    });
  });

  it("reads a torn world file as a mistake, not as an empty world", async () => {
    mkdirSync(join(project.dir, ".slipway/rehearsal"), { recursive: true });
    writeFileSync(join(project.dir, ".slipway/rehearsal/world.json"), '{"objects": [');
    expect((await slipway(["verify", "zone/opsdesk.example", "--rehearsal"], { cwd: project.dir })).code).not.toBe(0);
  });
});

describe("wrong input", () => {
  it.each([
    { args: ["plan", "zone/opsdesk.example"], env: { CLOUDFLARE_API_TOKEN: "x", AWS_PROFILE: "x" }, code: "IDENTITY_MISSING", exit: 2 },
    { args: ["approve", "run-1", "--rehearsal", "--valid-hours", "soon"], env: {}, code: "RUN_ID_UNCLEAR", exit: 2 },
    { args: ["show", "nothing", "--rehearsal"], env: {}, code: "RUN_ID_UNCLEAR", exit: 2 },
    { args: ["explain", "WHAT"], env: {}, code: "CODE_UNKNOWN", exit: 2 },
    { args: ["rehearse", "chatbot/moon"], env: {}, code: "TARGET_UNKNOWN", exit: 2 },
  ])("$args gives $code", async ({ args, env, code, exit }) => {
    expect(await slipway(args, { cwd: project.dir, env })).toMatchObject({ code: exit, stderr: expect.stringContaining(`[${code}]`) });
  });

  it("says which values an option can have", async () => {
    const [run = ""] = readdirSync(join(project.dir, ".slipway/rehearsal/runs"));
    expect(await slipway(["approve", run, "--rehearsal", "--valid-hours", "soon"], { cwd: project.dir })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("[OPTION_VALUE]"),
    });
  });
});

describe("explain", () => {
  it("tells the whole story of a code", async () => {
    expect((await slipway(["explain", "ZONE_NOT_LAUNCHED"])).stdout).toMatch(/Live: .*\nFix: .*\nSource: /);
  });

  it("offers the nearest code", async () => {
    expect(await slipway(["explain", "ZONE_NOT_LUNCHED"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("did you mean ZONE_NOT_LAUNCHED"),
    });
  });
});

function which(tool: string): string {
  const dirs = (process.env.PATH ?? "").split(":");
  const found = dirs
    .map((dir) => join(dir, tool))
    .find((file) => {
      try {
        readFileSync(file);
        return true;
      } catch {
        return false;
      }
    });
  if (found === undefined) throw new Error(`${tool} is not on the PATH`);
  return found;
}
