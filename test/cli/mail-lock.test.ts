import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { honest } from "../../cli/mail-resolver.ts";
import type { LookUp } from "../../config/refresh-lock.ts";
import { slipway, temporaryProject } from "./program.ts";

const LOCK = "config/dns.lock.json";
let project: ReturnType<typeof temporaryProject>;
beforeEach(() => {
  project = temporaryProject();
});
afterEach(() => project.remove());

const run = (...args: readonly string[]) => slipway(args, { cwd: project.dir });

describe("slipway mail lock", () => {
  it("asks the rehearsal's name server, says what each sender costs, and leaves the committed lock alone", async () => {
    const before = readFileSync(join(project.dir, LOCK), "utf8");
    const { code, stdout, stderr } = await run("mail", "lock", "zone/opsdesk.example", "--rehearsal");
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "nothing has changed\nopsdesk.example SPF: 3 lookups (google 1, sendgrid 2, total 3/10, voids 0/2)\n",
      stderr: "written to .slipway/rehearsal/dns.lock.json; the committed lock is as it was\n",
    });
    expect(readFileSync(join(project.dir, LOCK), "utf8")).toBe(before);
    expect(readFileSync(join(project.dir, ".slipway/rehearsal/dns.lock.json"), "utf8")).toContain('"name":"_spf.google.com"');
  });

  it("says where nobody answers, and leaves the lock as it was", async () => {
    rmSync(join(project.dir, LOCK));
    const { code, stderr } = await run("mail", "lock", "--rehearsal");
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringContaining("[DNS_LOCK_UNANSWERED]") });
  });

  it.each([
    { args: ["zone/opsdesk.exmple"], stderr: "did you mean zone/opsdesk.example? [TARGET_UNKNOWN]" },
    { args: ["chatbot/production"], stderr: "name a zone that the configs declare [TARGET_UNKNOWN]" },
  ])("refuses $args", async ({ args, stderr }) => {
    expect(await run("mail", "lock", ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(stderr) });
  });

  it("refuses a lock that is no JSON, as every command does", async () => {
    writeFileSync(join(project.dir, LOCK), "{");
    for (const args of [["mail", "lock", "--rehearsal"], ["check"]]) {
      expect(await run(...args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("config/dns.lock.json: expected what slipway mail lock writes, got other text"),
      });
    }
  });
});

it("believes no denial of a resolver that denies every name", async () => {
  const denies: LookUp = async () => ({ answer: { kind: "nxdomain" } });
  const knows: LookUp = async (name) => ({
    answer: name === "a.root-servers.net" ? { kind: "found", values: ["198.41.0.4"] } : { kind: "nxdomain" },
  });
  expect(await honest(denies)("x.example", "TXT")).toEqual({ answer: { kind: "failed" } });
  expect(await honest(knows)("x.example", "TXT")).toEqual({ answer: { kind: "nxdomain" } });
});
