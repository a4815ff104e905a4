import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROVIDER_PINS } from "../../stacks/provider-pins.ts";
import { type FakeTerraform, fakeTerraform, lockBlock } from "./fake-terraform.ts";
import { slipway, temporaryProject } from "./program.ts";

const LOCK = "config/.terraform.lock.hcl";
const PLATFORMS = "-platform=linux_amd64 -platform=linux_arm64 -platform=darwin_amd64 -platform=darwin_arm64";
const addressOf = ({ source }: { readonly source: string }) => `registry.terraform.io/${source}`;
const GOOD = Object.values(PROVIDER_PINS)
  .map((pin) => lockBlock(addressOf(pin), pin.version))
  .join("\n");

let project: ReturnType<typeof temporaryProject>;
let dir: string;
beforeEach(() => {
  project = temporaryProject();
  dir = mkdtempSync(join(tmpdir(), "slipway-fake-"));
});
afterEach(() => {
  project.remove();
  rmSync(dir, { recursive: true, force: true });
});

function withFake(fake: FakeTerraform, ...args: readonly string[]) {
  const env = { PATH: `${fake.bin}:${process.env.PATH}`, CLOUDFLARE_API_TOKEN: "none", AWS_PROFILE: "none" };
  return slipway(args, { cwd: project.dir, env });
}

describe("slipway lock", () => {
  it("has terraform lock the pins for every platform, and writes the file beside the configs", async () => {
    const fake = fakeTerraform(dir, { lockFile: GOOD });
    const { code, stdout, stderr } = await withFake(fake, "lock", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      file: LOCK,
      providers: Object.values(PROVIDER_PINS).map((pin) => ({ address: addressOf(pin), version: pin.version })),
      platforms: ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"],
    });
    expect(readFileSync(join(project.dir, LOCK), "utf8")).toBe(GOOD);
    const [called] = fake.calls().filter(({ args }) => args.startsWith("providers"));
    expect(called?.args).toBe(`providers lock -no-color ${PLATFORMS}`);
    expect(existsSync(called?.cwd ?? "")).toBe(false); // the folder of pins is gone
  });

  it("takes a mirror, relative to where the caller stands", async () => {
    const fake = fakeTerraform(dir, { lockFile: GOOD });
    expect(await withFake(fake, "lock", "--fs-mirror", "mirror")).toMatchObject({ code: 0, stderr: `next: commit ${LOCK}\n` });
    expect(fake.calls().at(-1)?.args).toContain(`-fs-mirror=${join(project.dir, "mirror")} `);
  });

  it("keeps the file that is there when terraform locks something else than the pins", async () => {
    writeFileSync(join(project.dir, LOCK), "old");
    const fake = fakeTerraform(dir, { lockFile: GOOD.replaceAll(PROVIDER_PINS.aws.version, "6.99.0") });
    expect(await withFake(fake, "lock")).toMatchObject({ code: 3, stderr: expect.stringContaining("[LOCK_FILE_OUTDATED]") });
    expect(readFileSync(join(project.dir, LOCK), "utf8")).toBe("old");
  });
});

describe("a plan for real", () => {
  const plan = ["plan", "zone/opsdesk.example", "--as", "ana@opsdesk.example", "--key", "none"];

  it("is refused without a lock file, before terraform looks at anything", async () => {
    const fake = fakeTerraform(dir);
    const { code, stderr } = await withFake(fake, ...plan);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^config\/\.terraform\.lock\.hcl: .*; run slipway lock and commit the file \[LOCK_FILE_MISSING\]$/m);
    expect(fake.calls().map(({ args }) => args)).toEqual(["version"]);
  });

  it("is refused with another version in the lock file, and says which", async () => {
    writeFileSync(join(project.dir, LOCK), GOOD.replaceAll(PROVIDER_PINS.cloudflare.version, "5.21.0"));
    const { code, stderr } = await withFake(fakeTerraform(dir), ...plan);
    expect(code).toBe(3);
    expect(stderr).toMatch(/expected \S+cloudflare 5\.22\.0, got \S+cloudflare 5\.21\.0; .*\[LOCK_FILE_OUTDATED\]/);
  });

  it("lets init only read the stack's share of the lock file", async () => {
    writeFileSync(join(project.dir, LOCK), GOOD);
    const fake = fakeTerraform(dir, { exitCode: 1 }); // init is as far as this goes
    expect(await withFake(fake, ...plan)).toMatchObject({ code: 4, stderr: expect.stringContaining("[TERRAFORM_FAILED]") });
    expect(fake.calls().map(({ args }) => args)).toEqual(["version", "init -reconfigure -input=false -no-color -lockfile=readonly"]);
    const { cloudflare } = PROVIDER_PINS;
    const share = readFileSync(join(project.dir, ".slipway/work/zone-opsdesk-example/.terraform.lock.hcl"), "utf8");
    expect(share).toBe(lockBlock(addressOf(cloudflare), cloudflare.version));
  });
});
