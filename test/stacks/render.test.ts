import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { AccountConfig } from "../../config/schema/account.ts";
import { AccountStack } from "../../stacks/account-stack.ts";
import { emptyApp } from "../../stacks/empty-app.ts";
import { LaunchStack } from "../../stacks/launch-stack.ts";
import { renderStack, type StackInputs } from "../../stacks/render.ts";
import { writeSynth } from "../../stacks/write-synth.ts";
import { ZoneStack } from "../../stacks/zone-stack.ts";
import { accountConfig, accountModel, environmentModel, model, s3AccountConfig, zoneModel } from "../fixtures/models.ts";

function inputs(account: AccountConfig): readonly StackInputs[] {
  return [
    { kind: "account", account: { ...accountModel, account } },
    { kind: "zone", zone: zoneModel, account },
    { kind: "launch", environment: environmentModel, account },
  ];
}

const stacks = { account: "account", zone: "zone-shop-example", launch: "shop-production" };
const local = inputs(accountConfig).map((each) => ({ kind: each.kind, stack: stacks[each.kind], inputs: each }));

describe.each(local)("the $kind stack", ({ stack, inputs: given }) => {
  const text = renderStack(given);
  const json = JSON.parse(text);

  it("pins every provider it uses, and Terraform", () => {
    const pins = {
      cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" },
      aws: { source: "hashicorp/aws", version: "6.25.0" },
    };
    const used = Object.entries(pins).filter(([provider]) => provider in json.provider);
    expect(used.length).toBeGreaterThan(0);
    expect(json.terraform.required_providers).toEqual(Object.fromEntries(used));
    expect(json.terraform.required_version).toBe(">= 1.11.0");
  });

  it("keeps its state beside the project, whichever folder terraform runs in", () => {
    expect(json.terraform.backend).toEqual({ local: { path: `../../../.slipway/state/${stack}.tfstate` } });
    const expected = resolve("/project/.slipway/state", `${stack}.tfstate`);
    expect(resolve("/project/cdktf.out/stacks", stack, json.terraform.backend.local.path)).toBe(expected);
    expect(resolve("/project/.slipway/work", stack, json.terraform.backend.local.path)).toBe(expected);
  });

  it("renders to the same bytes again, from any folder, in any environment", () => {
    const before = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), "slipway-cwd-"));
    try {
      process.chdir(folder);
      expect(renderStack(given)).toBe(text);
      expect(readdirSync(folder)).toEqual([]); // and leaves nothing behind
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
  });

  it("names no folder of this machine", () => {
    for (const place of [process.cwd(), tmpdir(), join(__dirname, "..", "..")]) expect(text).not.toContain(place);
  });

  it("shares nothing with another stack", () => {
    expect(json.data).toBeUndefined();
    expect(json.output).toBeUndefined();
    expect(text).not.toContain("remote_state");
  });
});

it.each(inputs(s3AccountConfig))("keeps the state of a $kind stack in the bucket, locked and encrypted", (given) => {
  const { terraform } = JSON.parse(renderStack(given));
  const key = `slipway/state/${stacks[given.kind]}.tfstate`;
  expect(terraform.backend).toEqual({ s3: { bucket: "shop-states", key, region: "eu-west-1", use_lockfile: true, encrypt: true } });
});

it("reaches no AWS account but its own, and tags what it makes", () => {
  const tags = { "slipway:target": "shop/production", "slipway:owner": "ana@shop.example" };
  const common = { allowed_account_ids: ["111122223333"], default_tags: [{ tags }] };
  expect(JSON.parse(renderStack({ kind: "launch", environment: environmentModel, account: accountConfig })).provider).toEqual({
    aws: [
      { ...common, region: "eu-west-1" },
      { ...common, region: "us-east-1", alias: "us_east_1" },
    ],
    cloudflare: [{}],
  });
});

it("holds no token and no value of a secret", () => {
  for (const each of inputs(accountConfig)) {
    expect(renderStack(each)).not.toMatch(/api_token|secret_string|access_key|secretsmanager_secret_version/);
  }
});

it("refuses to render a stack that fails the scan", () => {
  const records = environmentModel.records.map((record) => ({ ...record, ttlSeconds: 300 }));
  expect(() => renderStack({ kind: "launch", environment: { ...environmentModel, records }, account: accountConfig })).toThrow(
    "[SYNTH_PROXIED_TTL]",
  );
});

describe("writeSynth", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-out-"));
  const outdir = join(folder, "a", "cdktf.out");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("writes the bytes that renderStack gives, and the manifest", () => {
    expect(writeSynth(model, outdir)).toEqual(local.map(({ stack }) => join(outdir, "stacks", stack, "cdk.tf.json")));
    for (const { stack, inputs: given } of local) {
      expect(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")).toBe(renderStack(given));
    }
    const manifest = readFileSync(join(outdir, "manifest.json"), "utf8");
    expect(Object.keys(JSON.parse(manifest).stacks).sort()).toEqual(Object.values(stacks).sort());
    expect(manifest).not.toContain(folder);
  });

  it("writes for one target what it is asked for, and names it alone", () => {
    const alone = join(folder, "alone");
    expect(writeSynth(model, alone, "zone/shop.example")).toEqual([join(alone, "stacks", "zone-shop-example", "cdk.tf.json")]);
    expect(readdirSync(join(alone, "stacks"))).toEqual(["zone-shop-example"]);
    expect(Object.keys(JSON.parse(readFileSync(join(alone, "manifest.json"), "utf8")).stacks)).toEqual(["zone-shop-example"]);
  });

  it("writes the manifest that cdktf writes for all stacks in one app", () => {
    const together = mkdtempSync(join(folder, "together-"));
    const app = emptyApp(together);
    new AccountStack(app, model.account);
    new ZoneStack(app, zoneModel, accountConfig);
    new LaunchStack(app, environmentModel, accountConfig);
    app.synth();
    const manifestIn = (dir: string): unknown => JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"));
    writeSynth(model, outdir);
    expect(manifestIn(outdir)).toEqual(manifestIn(together));
  });

  it("makes no stack depend on another", () => {
    const { stacks: written } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
    expect(Object.values(written)).toEqual(
      Object.values(written).map((_each) => expect.objectContaining({ dependencies: [], annotations: [] })),
    );
    expect(Object.values(written)).toHaveLength(3);
  });

  it("writes over what is there", () => {
    const before = readFileSync(join(outdir, "stacks", "shop-production", "cdk.tf.json"), "utf8");
    writeSynth(model, outdir);
    expect(readFileSync(join(outdir, "stacks", "shop-production", "cdk.tf.json"), "utf8")).toBe(before);
  });
});
