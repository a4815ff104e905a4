import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfigs } from "../../config/check.ts";
import { loadConfigs } from "../../config/load.ts";
import { writeSynth } from "../../stacks/write-synth.ts";
import { type AddressLedger, addressesOf, lostAddresses, readStack } from "./addresses.ts";

const root = join(__dirname, "..", "..");
const ledger: AddressLedger = JSON.parse(readFileSync(join(__dirname, "addresses.json"), "utf8"));

describe("the configs in this repository", () => {
  let folder: string;
  let now: AddressLedger;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-addresses-"));
    const loaded = await loadConfigs(root);
    const model = loaded.ok ? checkConfigs(loaded.raw).model : undefined;
    const files = model === undefined ? [] : writeSynth(model, folder);
    now = Object.fromEntries(files.map((file) => [file.split("/").at(-2), addressesOf(readStack(file))]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(ledger))("still have every address of %s, or say where it went", (stack, recorded) => {
    expect(lostAddresses(recorded, readStack(join(folder, "stacks", stack, "cdk.tf.json")))).toEqual([]);
  });

  it("have no address that is not recorded in addresses.json", () => {
    const fresh = Object.entries(now).flatMap(([stack, addresses]) =>
      addresses.filter((address) => ledger[stack]?.includes(address) !== true).map((address) => `${stack}: ${address}`),
    );
    expect(fresh).toEqual([]);
    expect(Object.keys(now).sort()).toEqual(Object.keys(ledger).sort());
  });
});

describe("lostAddresses", () => {
  const resource = { cloudflare_dns_record: { "host-app": {} } };

  it.each<readonly [string, Parameters<typeof lostAddresses>[1], readonly string[]]>([
    ["kept", { resource }, []],
    ["renamed without a word", { resource: { cloudflare_dns_record: { app: {} } } }, ["cloudflare_dns_record.host-app"]],
    ["left out", {}, ["cloudflare_dns_record.host-app"]],
    [
      "renamed with a moved block",
      { resource: { cloudflare_dns_record: { app: {} } }, moved: [{ from: "cloudflare_dns_record.host-app" }] },
      [],
    ],
    ["given up with a removed block", { removed: [{ from: "cloudflare_dns_record.host-app" }] }, []],
    ["left out while another is moved", { moved: [{ from: "cloudflare_dns_record.host-api" }] }, ["cloudflare_dns_record.host-app"]],
  ])("judges an address that is %s", (_, stack, expected) => {
    expect(lostAddresses(["cloudflare_dns_record.host-app"], stack)).toEqual(expected);
  });
});
