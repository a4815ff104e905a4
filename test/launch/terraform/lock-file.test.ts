import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lockedProviders, lockFileFor, pinnedProviders } from "../../../launch/terraform/lock-file.ts";
import type { Terraform } from "../../../launch/terraform/terraform.ts";
import { prepareWorkFolder } from "../../../launch/terraform/work-folder.ts";
import { lockBlock } from "../../cli/fake-terraform.ts";
import { type Bench, openBench, stack } from "../bench-of-runs.ts";

const CLOUDFLARE = "registry.terraform.io/cloudflare/cloudflare";
const AWS = "registry.terraform.io/hashicorp/aws";
const HEADER = '# This file is maintained automatically by "terraform init".\n# Manual edits may be lost in future updates.\n\n';
const BOTH = `${HEADER}${lockBlock(CLOUDFLARE, "5.22.0")}\n${lockBlock(AWS, "6.25.0")}`;
const pin = (source: string, version: string) => ({ source, version });
const requiring = (providers: object) => ({ terraform: { required_providers: providers } });

describe("the lock file as text", () => {
  it("tells each provider and its version", () => {
    const expected = [
      { address: CLOUDFLARE, version: "5.22.0", text: lockBlock(CLOUDFLARE, "5.22.0").trimEnd() },
      { address: AWS, version: "6.25.0", text: lockBlock(AWS, "6.25.0").trimEnd() },
    ];
    expect(lockedProviders(BOTH)).toEqual(expected);
    expect(lockedProviders(BOTH.replaceAll("\n", "\r\n"))).toEqual(expected);
  });

  it.each([[""], ["hello"], [HEADER], [`provider "${AWS}" {`]])("finds none in %j", (text) => {
    expect(lockedProviders(text)).toEqual([]);
  });

  it.each([
    ["terraform", AWS],
    ["opentofu", "registry.opentofu.org/hashicorp/aws"],
  ] as const)("knows the registry of %s", (flavour, address) => {
    expect([...pinnedProviders(requiring({ aws: pin("hashicorp/aws", "6.25.0") }), flavour)]).toEqual([[address, "6.25.0"]]);
  });

  it("asks for no lock of what is built in", () => {
    expect([...pinnedProviders(requiring({ terraform: { source: "terraform.io/builtin/terraform" } }), "terraform")]).toEqual([]);
    expect([...pinnedProviders({}, "terraform")]).toEqual([]);
  });
});

describe("a stack's share of the lock file", () => {
  it("holds the providers that the stack pins and no other, the same when taken twice", () => {
    const share = lockFileFor("zone", BOTH, new Map([[CLOUDFLARE, "5.22.0"]]));
    expect(share).toBe(lockBlock(CLOUDFLARE, "5.22.0"));
    expect(lockFileFor("zone", share, new Map([[CLOUDFLARE, "5.22.0"]]))).toBe(share);
  });

  it.each([
    ["another version", BOTH.replaceAll("5.22.0", "5.21.0"), `got ${CLOUDFLARE} 5.21.0;`],
    ["no such provider", lockBlock(AWS, "6.25.0"), `got ${CLOUDFLARE} missing;`],
    ["the other registry", BOTH.replaceAll("registry.terraform.io/cloudflare", "registry.opentofu.org/cloudflare"), "missing;"],
    ["two other versions", BOTH.replaceAll(".0", ".9"), `got ${CLOUDFLARE} 5.22.9, ${AWS} 6.25.9;`],
    ["nothing readable", "{}", `got ${CLOUDFLARE} missing, ${AWS} missing;`],
  ])("is refused with %s, and says which moved", (_, text, said) => {
    const pinned = new Map([
      [CLOUDFLARE, "5.22.0"],
      [AWS, "6.25.0"],
    ]);
    expect(() => lockFileFor("config", text, pinned)).toThrow(said);
    expect(() => lockFileFor("config", text, pinned)).toThrow("run slipway lock and commit the file [LOCK_FILE_OUTDATED]");
  });
});

describe("the engine", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const config = (version = "6.25.0") => ({ stack: "account", config: JSON.stringify(requiring({ aws: pin("hashicorp/aws", version) })) });

  it.each([
    ["without a lock file", config(), "LOCK_FILE_MISSING"],
    ["with the lock file of another version", { ...config("6.26.0"), lockFile: BOTH }, "LOCK_FILE_OUTDATED"],
  ])("plans nothing %s, and keeps nothing of the try", async (_, input, code) => {
    await expect(bench.plan([input])).rejects.toMatchObject({ parts: { kind: "refused", code } });
    expect(await bench.store.list("runs")).toEqual([]);
    expect(existsSync(bench.store.path("work/account/.terraform"))).toBe(false);
  });

  it.each([
    ["lays the stack's share out and lets init only read it", [], { init: ["readonly"], lock: lockBlock(AWS, "6.25.0") }],
    ["lays no lock file out for attached providers", [AWS], { init: ["writable"], lock: undefined }],
  ])("%s", async (_, reattached, expected) => {
    const init: string[] = [];
    const recording: Terraform = { ...bench.terraform, reattached, init: async (_folder, lockFile) => void init.push(lockFile) };
    const { dir } = await prepareWorkFolder(bench.store.local, recording, { ...config(), lockFile: BOTH });
    const file = join(dir, ".terraform.lock.hcl");
    expect({ init, lock: existsSync(file) ? readFileSync(file, "utf8") : undefined }).toEqual(expected);
  });

  it("takes a lock file away that providers left behind which are attached now", async () => {
    const quiet: Terraform = { ...bench.terraform, init: async () => undefined };
    await prepareWorkFolder(bench.store.local, quiet, { ...config(), lockFile: BOTH });
    const attached = await prepareWorkFolder(bench.store.local, { ...quiet, reattached: [AWS] }, { ...config(), lockFile: BOTH });
    expect([attached.lockFileSha256, existsSync(join(attached.dir, ".terraform.lock.hcl"))]).toEqual([null, false]);
  });

  it.each([
    ["version", { version: "1.12.0" }, "terraform 1.12.0"],
    ["flavour", { flavour: "opentofu" }, "opentofu 1"],
  ] as const)("applies with no other %s of terraform than it planned with, and says which moved", async (_, moved, got) => {
    const run = await bench.plan([stack("chatbot-production", { api: "v1" })]);
    await bench.approve(run);
    const other: Terraform = { ...bench.terraform, binary: { ...bench.terraform.binary, ...moved } };
    const applied = bench.apply(run, { terraform: other });
    await expect(applied).rejects.toMatchObject({
      parts: { kind: "refused", code: "TERRAFORM_CHANGED", got: expect.stringContaining(got) },
    });
    await expect(applied).rejects.toThrow(`expected terraform ${bench.terraform.binary.version}`);
    expect((await bench.apply(run)).status).toBe("applied");
  });
});
