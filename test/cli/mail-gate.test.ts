import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseUnreadyMail } from "../../cli/mail-gate.ts";
import { checkConfigs } from "../../config/check.ts";
import { parsePlan } from "../../launch/terraform/plan-json.ts";
import { judgePolicy } from "../../verify/checks/mail-transport.ts";
import { changed } from "../config/change.ts";
import { slipway, temporaryProject } from "./program.ts";

const mtaSts = { mode: "testing", policyHostedAt: "x.example.net", announced: true };
const zone = checkConfigs(changed({ zone: { "mail.mtaSts": mtaSts } })).model?.zones.get("zone/opsdesk.example");
const nowhere = {
  dns: { address: "127.0.0.1", port: 9 },
  connect: () => ({ address: "127.0.0.1", port: 9 }),
  timeoutMs: 500,
  allowBursts: false,
};
const plan = (actions: readonly string[], name: string) => ({
  plan: parsePlan(
    JSON.stringify({
      format_version: "1.2",
      resource_changes: [
        {
          address: "cloudflare_dns_record.x",
          type: "cloudflare_dns_record",
          name: "x",
          change: { actions, before: { name }, after: { name } },
        },
      ],
    }),
    "s",
  ),
});

it.each([
  { actions: ["create"], name: "_mta-sts.opsdesk.example", refused: true },
  { actions: ["update"], name: "_mta-sts.opsdesk.example", refused: true },
  { actions: ["no-op"], name: "_mta-sts.opsdesk.example", refused: false },
  { actions: ["delete"], name: "_mta-sts.opsdesk.example", refused: false },
  { actions: ["create"], name: "mta-sts.opsdesk.example", refused: false },
])("asks for the policy where its record is written: $actions $name", async ({ actions, name, refused }) => {
  if (zone === undefined) throw new Error("no zone");
  const outcome = await refuseUnreadyMail([plan(actions, name)], zone, nowhere).catch((error) => error.parts.code);
  expect(outcome).toBe(refused ? "MTA_STS_NOT_SERVED" : undefined);
});

const POLICY = "version: STSv1\r\nmode: testing\r\nmx: a.example\r\nmax_age: 86400\r\n";
const served = (status: number, type: string, body: string) => ({
  get: async () => ({ status, headers: new Map([["content-type", [type]]]), body }),
});

it.each([
  [served(200, "text/plain; charset=utf-8", POLICY), "pass"],
  [served(200, "text/plain", POLICY.replaceAll("\r\n", "\n")), "pass"],
  [served(301, "text/plain", POLICY), "fail"],
  [served(200, "text/html", POLICY), "fail"],
  [served(200, "text/plain", POLICY.replace("a.example", "b.example")), "fail"],
] as const)("believes what mail servers would believe: %#", async (net, outcome) => {
  const { url, ask } = judgePolicy("opsdesk.example", POLICY);
  expect(url).toBe("https://mta-sts.opsdesk.example/.well-known/mta-sts.txt");
  expect((await ask(net)).outcome).toBe(outcome);
});

it("prints no policy where none is declared", async () => {
  const project = temporaryProject();
  try {
    for (const target of ["zone/opsdesk.example", "chatbot/production"]) {
      const outcome = await slipway(["mail", "policy", target], { cwd: project.dir });
      expect(outcome).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("[MTA_STS_NOT_DECLARED]") });
    }
    const zone = join(project.dir, "config/zones/opsdesk.example.ts");
    const declared = 'mail: { mtaSts: { mode: "testing", policyHostedAt: "smtp.google.com" },';
    writeFileSync(zone, readFileSync(zone, "utf8").replace("mail: {", declared));
    expect(await slipway(["mail", "policy", "zone/opsdesk.example"], { cwd: project.dir })).toMatchObject({
      code: 0,
      stdout: "version: STSv1\nmode: testing\nmx: smtp.google.com\nmax_age: 604800\n",
      stderr: expect.stringContaining("https://mta-sts.opsdesk.example/.well-known/mta-sts.txt as text/plain"),
    });
  } finally {
    project.remove();
  }
});
