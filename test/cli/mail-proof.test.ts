import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { failedProof } from "../../cli/commands/mail-proof.ts";
import { messageRows } from "../../verify/checks/message.ts";
import { slipway, temporaryProject } from "./program.ts";

let project: ReturnType<typeof temporaryProject>;
beforeEach(() => {
  project = temporaryProject();
});
afterEach(() => project.remove());

it.each([
  { why: "no message", text: "hello", args: [], got: "a message that starts with its headers" },
  {
    why: "a message that does not say who delivered it",
    text: "From: a@opsdesk.example\n\nHi",
    args: [],
    got: "no Received header with one",
  },
  { why: "an address that is none", text: "From: a@opsdesk.example\n\nHi", args: ["--client-ip", "300.1.1.1"], got: "got 300.1.1.1" },
  { why: "no envelope sender", text: "From: a@opsdesk.example\n\nHi", args: ["--client-ip", "192.0.2.1"], got: "no Return-Path header" },
])("refuses $why", async ({ text, args, got }) => {
  writeFileSync(join(project.dir, "x.eml"), text);
  const { code, stderr } = await slipway(["mail", "proof", "x.eml", ...args, "--rehearsal"], { cwd: project.dir });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("[MAIL_MESSAGE_UNUSABLE]") });
  expect(stderr).toContain(got);
});

it("says that a message is not there", async () => {
  const { code, stderr } = await slipway(["mail", "proof", "nowhere.eml", "--rehearsal"], { cwd: project.dir });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("nowhere.eml: expected a saved message, got no such file") });
});

it("fails with the rows that do not pass, and with none of those that do", () => {
  const verdict = {
    author: "opsdesk.example",
    spf: { result: "pass", domain: "opsdesk.example" },
    dkim: [{ result: "neutral", domain: "opsdesk.example", selector: "s1" }],
    dmarc: { result: "pass", policy: "reject", spfAligned: true, dkimAligned: false },
  };
  expect(failedProof("x.eml", messageRows(verdict))?.parts).toMatchObject({
    code: "MAIL_PROOF_FAILED",
    got: "mail.message-dkim: neutral for opsdesk.example (selector s1)",
  });
  const signed = {
    ...verdict,
    dkim: [{ result: "pass", domain: "opsdesk.example", selector: "s1" }],
    dmarc: { ...verdict.dmarc, dkimAligned: true },
  };
  expect(failedProof("x.eml", messageRows(signed))).toBeUndefined();
});
