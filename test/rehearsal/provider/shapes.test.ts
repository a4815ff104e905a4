import type { WorldZone } from "../../../rehearsal/world.ts";
import { isRecord, itWithFacts, readFacts } from "./facts.ts";
import { APPLY, DESTROY, EMPTY, PLAN, rehearse, worldOf, ZONE_ID } from "./harness.ts";

// Shapes that the real Cloudflare provider validates, applies and plans empty afterwards must do so here.

const FACTS = "cloudflare-verified-shapes.json";

const ZONE: WorldZone = { zoneId: ZONE_ID, domain: "example.com", plan: "enterprise", addOns: ["acm"] };
const expression = 'http.host eq "api.example.com"';
const ruleset = (phase: string, ...rules: object[]) => ({ zone_id: ZONE_ID, kind: "zone", name: "default", phase, rules });
const record = (type: string, name: string, value: object) => ({ zone_id: ZONE_ID, name: `${name}example.com`, type, ttl: 300, ...value });

const OWN = {
  cloudflare_dns_record: {
    caa: record("CAA", "", { data: { flags: 0, tag: "issue", value: "letsencrypt.org" } }),
    ds: record("DS", "sub.", { data: { key_tag: 2371, algorithm: 13, digest_type: 2, digest: "ab".repeat(32) } }),
    https: record("HTTPS", "svc.", { data: { priority: 1, target: ".", value: 'alpn="h3,h2"' } }),
    nullmx: record("MX", "parked.", { content: ".", priority: 0 }),
    srv: record("SRV", "_sip._tcp.", { data: { priority: 1, weight: 5, port: 5060, target: "sip.example.com" } }),
    sshfp: record("SSHFP", "h.", { data: { algorithm: 4, type: 2, fingerprint: "ab".repeat(32) } }),
    tlsa: record("TLSA", "_25._tcp.mx.", { data: { usage: 3, selector: 1, matching_type: 1, certificate: "ab".repeat(32) } }),
    uri: record("URI", "_x._tcp.", { priority: 1, data: { weight: 1, target: "https://example.com/" } }),
  },
  cloudflare_zone_setting: {
    hsts: {
      zone_id: ZONE_ID,
      setting_id: "security_header",
      value: { strict_transport_security: { enabled: true, max_age: 300, include_subdomains: false, nosniff: true, preload: false } },
    },
    cache: { zone_id: ZONE_ID, setting_id: "browser_cache_ttl", value: 14_400 },
    ciphers: { zone_id: ZONE_ID, setting_id: "ciphers", value: ["ECDHE-ECDSA-AES128-GCM-SHA256"] },
  },
  cloudflare_ruleset: {
    config: ruleset("http_config_settings", {
      ref: "c",
      action: "set_config",
      expression,
      action_parameters: { bic: false, ssl: "strict" },
    }),
    compress: ruleset("http_response_compression", {
      ref: "c",
      action: "compress_response",
      expression,
      action_parameters: { algorithms: [{ name: "zstd" }, { name: "auto" }] },
    }),
    cache: ruleset("http_request_cache_settings", {
      ref: "c",
      action: "set_cache_settings",
      expression,
      action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 7200 } },
    }),
    ddos: ruleset("ddos_l7", {
      ref: "d",
      action: "execute",
      expression: "true",
      action_parameters: { id: "4d21379b4f9f4bb088e0729962c8b3cf", overrides: { sensitivity_level: "medium" } },
    }),
    late: ruleset("http_request_late_transform", {
      ref: "l",
      action: "rewrite",
      expression: "true",
      action_parameters: {
        headers: { "X-Client": { operation: "set", expression: "ip.src.country" }, "X-Real-IP": { operation: "remove" } },
      },
    }),
    managed: ruleset(
      "http_request_firewall_managed",
      {
        ref: "e",
        action: "skip",
        expression,
        action_parameters: { rules: { efb7b8c949ac4650a09736fc376e9aee: ["5de7edfa648c4d6891dc3e7f84534ffa"] } },
      },
      {
        ref: "o",
        action: "execute",
        expression: "true",
        action_parameters: {
          id: "4814384a9e5d4991b9815dcfc25d2f1f",
          overrides: { categories: [{ category: "paranoia-level-3", enabled: false }] },
        },
      },
    ),
    origin: ruleset("http_request_origin", { ref: "o", action: "route", expression, action_parameters: { origin: { port: 8443 } } }),
    rewrite: ruleset("http_request_transform", {
      ref: "r",
      action: "rewrite",
      expression,
      action_parameters: { uri: { path: { value: "/.well-known/security.txt" } } },
    }),
    waf: ruleset("http_request_firewall_custom", {
      ref: "s",
      action: "skip",
      expression,
      action_parameters: { phases: ["http_ratelimit"], products: ["bic"], ruleset: "current" },
      logging: { enabled: true },
    }),
  },
};

it("takes examples of every kind, and plans nothing afterwards", () => expectFixpoint(OWN, [ZONE]));

const COUNT = 87;
const FREE_ZONE: WorldZone = { zoneId: "f".repeat(32), domain: "example.com", plan: "free" };

/** What the stand-in that the instances were taken on did not ask for, and the API does. */
const NEEDS: Readonly<Record<string, object>> = {
  // Bot Fight Mode is for free zones
  cloudflare_bot_management: { zone_id: FREE_ZONE.zoneId },
  // terraform does not see that a name stands for a resource
  cloudflare_pages_domain: { depends_on: ["cloudflare_pages_project.pp"] },
  // a CIDR is no single address
  cloudflare_zone_lockdown: { configurations: [{ target: "ip_range", value: "192.0.2.0/24" }] },
  cloudflare_workers_route: { depends_on: ["cloudflare_workers_script.ws"] },
};

itWithFacts(FACTS)("takes every instance that the real provider has taken, and plans nothing afterwards", async () => {
  const { resource } = readFacts(FACTS, isRecord);
  if (!isRecord(resource)) throw new Error("no instances");
  const instances = Object.entries(resource).flatMap(([type, each]) =>
    Object.entries(isRecord(each) ? each : {}).map(([name, attributes]) => ({
      type,
      name,
      attributes: { ...(isRecord(attributes) ? attributes : {}), ...NEEDS[type] },
    })),
  );
  expect(instances.length).toBe(COUNT);
  // one entry point per phase: each ruleset of a zone gets a zone of its own
  const rulesets = instances.filter(({ type, attributes }) => type === "cloudflare_ruleset" && "zone_id" in attributes);
  const zones = [ZONE, FREE_ZONE, ...rulesets.map((_, index) => ({ ...ZONE, zoneId: zoneIdAt(index) }))];
  const shapes: Record<string, Record<string, object>> = {};
  for (const instance of instances) {
    const { type, name, attributes } = instance;
    const at = rulesets.indexOf(instance);
    // the account's ruleset names a list
    const owner = at >= 0 ? { zone_id: zoneIdAt(at) } : type === "cloudflare_ruleset" ? { depends_on: ["cloudflare_list.redirects"] } : {};
    shapes[type] = { ...shapes[type], [name]: { ...attributes, ...owner } };
  }
  await expectFixpoint(shapes, zones);
});

function zoneIdAt(index: number): string {
  return (index + 1).toString(16).padStart(32, "0");
}

async function expectFixpoint(shapes: object, zones: readonly WorldZone[]): Promise<void> {
  const site = await rehearse({ world: worldOf({ zones }) });
  try {
    site.write({}, { resource: shapes });
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
    expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [] });
  } finally {
    await site.close();
  }
}
