import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApplyEvent } from "../../launch/apply-event.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { StackPlanInput } from "../../launch/plan.ts";
import { openTerraform, type Terraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { type Bench, openBench } from "../launch/bench-of-runs.ts";
import { withProgram } from "../launch/with-program.ts";
import { type Emulator, startMoto } from "./emulator.ts";
import { backendOf, stateBucket, stateKey } from "./state-bucket.ts";

const STACK = "chatbot-production";

/** Why a small disk cannot be made here; undefined where it can. */
const obstacle = ((): string | undefined => {
  const dir = mkdtempSync(join(tmpdir(), "slipway-mount-"));
  try {
    const { status, stderr, error } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dir], { encoding: "utf8" });
    if (status === 0) execFileSync("umount", [dir]);
    return status === 0 ? undefined : (error?.message ?? stderr).trim();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
})();
const may = obstacle === undefined ? describe : describe.skip;

may(`a run store on a small disk${obstacle === undefined ? "" : ` (SKIPPED, no tmpfs may be mounted here: ${obstacle})`}`, () => {
  let moto: Emulator;
  let bench: Bench;
  let disk: string;
  let terraform: Terraform;

  beforeAll(async () => {
    moto = await startMoto();
    await stateBucket(moto.endpoint).create();
  });
  afterAll(async () => await moto?.stop());
  beforeEach(async () => {
    bench = await openBench();
    disk = join(bench.dir, ".slipway");
    mkdirSync(disk, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]);
    const emulated = ["emulated", "credential"].join("-");
    const environment = {
      PATH: process.env.PATH,
      HOME: bench.dir,
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_ACCESS_KEY_ID: emulated,
      AWS_SECRET_ACCESS_KEY: emulated,
    };
    const plain = openTerraform({ binary: bench.terraform.binary, environment: terraformEnvironment(environment) });
    terraform = withProgram(plain, { stack: STACK, resource: "first", command: "sleep 1" });
  });
  afterEach(() => {
    execFileSync("umount", [disk]);
    bench.close();
  });

  const slow = (input: string): StackPlanInput => {
    const resource = { terraform_data: { first: { input }, second: { input, depends_on: ["terraform_data.first"] } } };
    return { stack: STACK, config: JSON.stringify({ terraform: { backend: { s3: backendOf(STACK) } }, resource }) };
  };
  const resize = (size: string): void => void execFileSync("mount", ["-o", `remount,size=${size}`, disk]);
  const kinds = async (): Promise<readonly string[]> => (await verifyLedger(bench.store)).entries.map(({ kind }) => kind);

  it("starts nothing that it could not write down, goes on when there is room, and writes down what a full disk did not stop", async () => {
    const run = await bench.plan([slow("v1")], { terraform });
    await bench.approve(run);
    await expect(bench.apply(run, { terraform })).rejects.toMatchObject({
      parts: { kind: "refused", code: "NO_ROOM", where: disk, got: expect.stringMatching(/^\d+ MB$/) },
    });
    expect(await kinds()).toEqual(["planned", "approved"]);
    expect(await stateBucket(moto.endpoint).read(stateKey(STACK))).toBeUndefined();

    resize("80m");
    const said: string[] = [];
    const onEvent = ({ kind, message }: ApplyEvent): void => {
      said.push(message);
      if (kind === "stack-started") fill(disk);
    };
    const applied = await bench.apply(run, { terraform, onEvent });
    expect(said.join("\n")).toContain(`${STACK}: applied; its journal ends before the summary`);
    expect(applied).toMatchObject({ outcomes: [{ stack: STACK, outcome: "applied", serial: 1 }] });
    expect(await kinds()).toEqual(expect.arrayContaining(["apply-started", "applied"]));
    expect(await stateBucket(moto.endpoint).read(stateKey(STACK))).toMatchObject({ resources: [{ name: "first" }, { name: "second" }] });
  });
});

/** To the last byte. */
function fill(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(join(disk, "filler"), Buffer.alloc(bavail * bsize + 1));
  } catch {
    // as full as it gets
  }
}
