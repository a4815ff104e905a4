import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfigs } from "../../../config/check.ts";
import { writeSynth } from "../../../stacks/write-synth.ts";
import { changed } from "../../config/change.ts";
import { isRecord } from "./facts.ts";
import { APPLY, EMPTY, PLAN, type Rehearsed, rehearse, worldOf } from "./harness.ts";

const ZONE = "opsdesk.example";
const EVERYTHING = {
  plan: "enterprise",
  addOns: ["acm"],
  "tls.certificates.eu": { authority: "google", hosts: [ZONE, `*.${ZONE}`, `*.eu.${ZONE}`] },
  "tls.totalTls": "lets_encrypt",
  "tls.originPulls": { kind: "zone" },
  "tls.zeroRtt": true,
  dnssec: "active",
  "settings.trueClientIpHeader": true,
  "settings.tieredCache": true,
  "settings.polish": "lossy",
  "bots.definitelyAutomated": "managed_challenge",
  "bots.aiBots": "block",
  errorPages: { "500_errors": "https://status.example/500.html", waf_block: "default" },
  "managedTransforms.request": ["add_true_client_ip_headers"],
  "managedTransforms.response": ["remove_x-powered-by_header"],
  apiShield: { mitigation: "log" },
  ddos: { sensitivity: "medium", reason: "load tests run every night" },
};

interface Zone {
  readonly resource: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly zone: {
    readonly zoneId: string;
    readonly domain: string;
    readonly plan: "free" | "enterprise";
    readonly addOns: readonly "acm"[];
  };
}

/** What the zone's stack synthesizes to, and the zone that it is for. */
function synthesized(change: Readonly<Record<string, unknown>>, plan: "free" | "enterprise", addOns: readonly "acm"[]): Zone {
  const { model, errors } = checkConfigs(changed({ zone: change }));
  expect(errors.map(({ message }) => message)).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), "slipway-zone-"));
  try {
    const file = model === undefined ? undefined : writeSynth(model, folder).find((each) => each.includes("zone-opsdesk-example"));
    const json: unknown = JSON.parse(file === undefined ? "{}" : readFileSync(file, "utf8"));
    const resource = isRecord(json) && isRecord(json.resource) ? json.resource : {};
    const { zoneId } = model?.zones.get(`zone/${ZONE}`)?.base.zone ?? { zoneId: "" };
    const cloudflare = Object.fromEntries(Object.entries(resource).map(([type, named]) => [type, Object(named)]));
    return { resource: cloudflare, zone: { zoneId, domain: ZONE, plan, addOns } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a zone that uses everything", () => {
  let site: Rehearsed | undefined;
  afterEach(() => site?.close());

  it("applies, and plans nothing afterwards", async () => {
    const { resource, zone } = synthesized(EVERYTHING, "enterprise", ["acm"]);
    expect(Object.keys(resource).sort()).toEqual([
      "cloudflare_authenticated_origin_pulls_settings",
      "cloudflare_bot_management",
      "cloudflare_certificate_pack",
      "cloudflare_custom_pages",
      "cloudflare_dns_record",
      "cloudflare_leaked_credential_check",
      "cloudflare_managed_transforms",
      "cloudflare_ruleset",
      "cloudflare_schema_validation_settings",
      "cloudflare_tiered_cache",
      "cloudflare_total_tls",
      "cloudflare_universal_ssl_setting",
      "cloudflare_url_normalization_settings",
      "cloudflare_zone_dnssec",
      "cloudflare_zone_setting",
    ]);
    site = await rehearse({ world: worldOf({ zones: [zone] }) });
    site.write(resource);
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
  });

  it("refuses to take DNSSEC away, whatever the config forgets", async () => {
    const { resource, zone } = synthesized(EVERYTHING, "enterprise", ["acm"]);
    site = await rehearse({ world: worldOf({ zones: [zone] }) });
    site.write(resource);
    expect(await site.run(...APPLY)).toMatchObject({ code: 0 });
    const { errors } = await site.run("plan", "-destroy", "-target=cloudflare_zone_dnssec.zone", "-json");
    expect(errors.join()).toContain("prevent_destroy");
  });
});
