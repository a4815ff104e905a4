import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { originIn } from "../../cli/rehearsal-lookup.ts";
import { checkConfigs } from "../../config/check.ts";
import { type Rehearsal, startRehearsal } from "../../rehearsal/start.ts";
import { plainList } from "../../rehearsal/value.ts";
import { renderStack } from "../../stacks/render.ts";
import { runChecks } from "../../verify/check.ts";
import { ORIGIN_CHECKS } from "../../verify/checks/origin.ts";
import { createNet } from "../../verify/net.ts";
import type { ProbeWorld } from "../../verify/world.ts";
import { changed } from "../config/change.ts";
import { inContainers } from "../fixtures/container.ts";
import { ask } from "./net/fixture.ts";

// a launch in containers, with real terraform, against the rehearsal's provider and behind its edge

const STAGING = "environments.staging";
const TARGET = "chatbot/staging";
const CONFIG = { ...inContainers("staging"), "jobs.ingest": { purpose: "reads documents in", timeoutSeconds: 300 } };

let dir: string;
let rehearsal: Rehearsal;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-container-"));
  const model = modelOf(CONFIG);
  rehearsal = await startRehearsal({
    worldFile: join(dir, "world.json"),
    zones: [...model.zones.values()].map((zone) => ({ ...zone.base.zone, accountId: model.account.account.cloudflare.accountId })),
    awsAccountId: model.account.account.aws.accountId,
    origins: { "app-staging.opsdesk-origin.example": "healthy" },
    products: { healthPages: [{ path: "/healthz", contains: '"status":"ok"' }] },
  });
});

afterAll(async () => {
  await rehearsal?.close();
  rmSync(dir, { recursive: true, force: true });
});

it("applies, and a second plan is empty", async () => {
  write(CONFIG);
  await terraform("init", "-input=false");
  await terraform("apply", "-input=false", "-auto-approve");
  await expect(terraform("plan", "-input=false", "-detailed-exitcode")).resolves.toContain("No changes");
});

it("is reached through the edge by the load balancer's name", async () => {
  const [record] = rehearsal.world
    .objects("cloudflare_dns_record")
    .filter(({ attributes }) => attributes.name === "api-staging.opsdesk.example");
  const [balancer] = rehearsal.world.objects("aws_lb");
  expect(record?.attributes.content).toBe(balancer?.attributes.dns_name);
  const answer = await ask(netOf(rehearsal), "https://api-staging.opsdesk.example/healthz");
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"status":"ok"') });
});

it("answers nobody who goes around the edge, unless its firewall is opened", async () => {
  const lock = async (): Promise<readonly string[]> => {
    const environment = modelOf(CONFIG).environments.get(TARGET);
    const zone = modelOf(CONFIG).zones.get("zone/opsdesk.example");
    if (environment === undefined || zone === undefined) throw new Error("no such target");
    const world: ProbeWorld = {
      dns: rehearsal.dns,
      connect: () => undefined,
      originOf: async (zoneId, hostname) => originIn(rehearsal.world, zoneId, hostname),
      around: () => ({ address: "127.0.0.1", port: rehearsal.aroundPort }),
      timeoutMs: 2000,
      allowBursts: false,
    };
    const findings = await runChecks(ORIGIN_CHECKS, { environment, zone }, createNet(world, "opsdesk.example"));
    return findings.map(({ subject, outcome }) => `${subject} ${outcome}`);
  };
  const hosts = ["app-staging", "api-staging", "admin-staging"].map((name) => `${name}.opsdesk.example`);
  expect(await lock()).toEqual(hosts.map((name) => `${name} pass`));

  const [group] = rehearsal.world
    .objects("aws_security_group")
    .filter(({ attributes }) => String(attributes.name).endsWith("-load-balancer"));
  const [rule] = plainList(group?.attributes.ingress);
  const opened = { ingress: [{ ...Object(rule), cidr_blocks: ["0.0.0.0/0"] }] };
  rehearsal.world.drift("aws_security_group", group?.id ?? "", opened);
  expect(await lock()).toEqual(hosts.map((name) => `${name} fail`));
  // what somebody opened by hand is what the next plan closes
  await expect(terraform("plan", "-input=false")).resolves.toMatch(/aws_security_group\.load-balancer will be updated in-place/);
  await terraform("apply", "-input=false", "-auto-approve");
  expect(await lock()).toEqual(hosts.map((name) => `${name} pass`));
});

it("rolls a new image out as a revision, and changes the service in place", async () => {
  write({ ...CONFIG, [`${STAGING}.target.image`]: `registry.example/chatbot@sha256:${"1e".repeat(32)}` });
  const plan = await terraform("plan", "-input=false");
  expect(plan).toMatch(/aws_ecs_task_definition\.container must be replaced/);
  expect(plan).toMatch(/aws_ecs_service\.container will be updated in-place/);
  await terraform("apply", "-input=false", "-auto-approve");
  const revisions = rehearsal.world
    .objects("aws_ecs_service")
    .map(({ attributes }) => String(attributes.task_definition).split(":").at(-1));
  expect(revisions).toEqual(["2"]);
  await expect(terraform("plan", "-input=false", "-detailed-exitcode")).resolves.toContain("No changes");
});

it("gives way to an origin elsewhere, and nothing of it stays", async () => {
  write({});
  await terraform("apply", "-input=false", "-auto-approve");
  for (const type of ["aws_ecs_service", "aws_lb", "aws_security_group", "aws_wafv2_web_acl", "aws_acm_certificate", "aws_sqs_queue"])
    expect(rehearsal.world.objects(type)).toEqual([]);
  await expect(terraform("plan", "-input=false", "-detailed-exitcode")).resolves.toContain("No changes");
});

function modelOf(launch: Readonly<Record<string, unknown>>) {
  const { model, errors } = checkConfigs(changed({ launch }));
  if (model === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return model;
}

function write(launch: Readonly<Record<string, unknown>>): void {
  const model = modelOf(launch);
  const environment = model.environments.get(TARGET);
  if (environment === undefined) throw new Error(`${TARGET} is not in the configs`);
  writeFileSync(join(dir, "cdk.tf.json"), renderStack({ kind: "launch", environment, account: model.account.account }));
  writeFileSync(
    join(dir, "slipway_override.tf.json"),
    JSON.stringify({ terraform: { backend: { local: { path: "terraform.tfstate" } } } }),
  );
}

function netOf({ httpsPort, httpPort, caPem }: Rehearsal) {
  return {
    https: { port: httpsPort },
    http: { port: httpPort },
    caPem,
    around: { port: 0 },
    dns: { address: "", port: 0 },
    advanceSeconds: () => undefined,
    setOrigin: () => undefined,
    setForeign: () => undefined,
    close: async () => undefined,
  };
}

async function terraform(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("terraform", [...args, "-no-color"], {
    cwd: dir,
    timeout: 120_000,
    killSignal: "SIGINT",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CHECKPOINT_DISABLE: "1",
      TF_VAR_slipway_run: "run-20261122T120000Z-0a1b2c", // the guard
      TF_REATTACH_PROVIDERS: rehearsal.reattach,
    },
  });
  return stdout;
}
