import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfigs } from "../../config/check.ts";
import { loadAdopted } from "../../config/load/adopted-files.ts";
import { realConfigs } from "./real-configs.ts";

const FILE = "config/adopted/zone-opsdesk-example.json";
const foreign = { ref: "office-only", action: "skip", expression: '(http.host eq "tools.opsdesk.example")', enabled: true };

function adopted(change: object = {}) {
  const data = {
    version: 1,
    target: "zone/opsdesk.example",
    stack: "zone-opsdesk-example",
    takenAt: "2026-11-25T12:00:00.000Z",
    resources: [
      { address: "cloudflare_zone_setting.ssl", importId: "z/ssl", attributes: { setting_id: "ssl", value: "full" } },
      {
        address: "cloudflare_ruleset.http_request_firewall_custom",
        importId: "zones/z/r",
        attributes: { phase: "http_request_firewall_custom", rules: [foreign, { ref: "zone--ours" }] },
      },
    ],
    ...change,
  };
  return { ...realConfigs(), adopted: [{ file: FILE, data }] };
}

const zoneOf = (raw: Parameters<typeof checkConfigs>[0]) => checkConfigs(raw).model?.zones.get("zone/opsdesk.example");

it("imports what exists, and keeps foreign rules in front of the zone's own", () => {
  const zone = zoneOf(adopted());
  expect(zone?.imports?.map(({ address, id }) => [address, id])).toEqual([
    ["cloudflare_zone_setting.ssl", "z/ssl"],
    ["cloudflare_ruleset.http_request_firewall_custom", "zones/z/r"],
  ]);
  const ruleset = zone?.rulesets.find(({ phase }) => phase === "http_request_firewall_custom");
  expect(ruleset?.adopted).toEqual([foreign]);
  expect(zone?.base.adoptedRules).toEqual([{ phase: "http_request_firewall_custom", rule: foreign }]);
});

it("counts foreign rules against the plan", () => {
  const rules = Array.from({ length: 101 }, (_, index) => ({ ...foreign, ref: `old-${index}` }));
  const resources = [{ address: "cloudflare_ruleset.x", importId: "i", attributes: { phase: "http_request_firewall_custom", rules } }];
  const { errors } = checkConfigs(adopted({ resources }));
  expect(errors.map(({ parts }) => parts.code)).toEqual(["PLAN_SLOTS_EXCEEDED"]);
});

it.each<[string, object, string, string]>([
  ["a target that nobody declares", { target: "zone/other.example", stack: "zone-other-example" }, "ADOPTED_STRAY", `${FILE}: stack`],
  ["a stack of another target", { stack: "zone-clientdesk-example" }, "ADOPTED_STRAY", `${FILE}: stack`],
  ["a field that nobody knows", { extra: 1 }, "CONFIG_UNKNOWN_FIELD", FILE],
  [
    "an address that is none",
    { resources: [{ address: "${evil}", importId: "1", attributes: {} }] },
    "CONFIG_VALUE",
    `${FILE}: resources.0.address`,
  ],
])("refuses %s", (_what, change, code, where) => {
  expect(checkConfigs(adopted(change)).errors.map(({ parts }) => [parts.code, parts.where])).toEqual([[code, where]]);
});

it("takes any character in what somebody else wrote", () => {
  const comment = `tab\u0009 and \u202e turned`;
  const resources = [{ address: "cloudflare_dns_record.x", importId: "1", attributes: { comment } }];
  expect(checkConfigs(adopted({ resources })).errors).toEqual([]);
});

it("belongs to the target that it was made for", () => {
  expect(checkConfigs(adopted({ extra: 1 }), "account").errors).toEqual([]);
  expect(checkConfigs(adopted({ extra: 1 }), "zone/opsdesk.example").errors).toHaveLength(1);
});

describe("the folder", () => {
  const dir = mkdtempSync(join(tmpdir(), "slipway-adopted-"));
  afterAll(() => rmSync(dir, { recursive: true }));

  it("need not be there", async () => {
    expect(await loadAdopted(dir)).toEqual({ ok: true, raw: [] });
  });

  it("is read in the order of names, and says what is no JSON", async () => {
    mkdirSync(join(dir, "config/adopted"), { recursive: true });
    writeFileSync(join(dir, "config/adopted/b.json"), "{}");
    writeFileSync(join(dir, "config/adopted/a.json"), "[]");
    writeFileSync(join(dir, "config/adopted/notes.md"), "#");
    expect(await loadAdopted(dir)).toEqual({
      ok: true,
      raw: [
        { file: "config/adopted/a.json", data: [] },
        { file: "config/adopted/b.json", data: {} },
      ],
    });
    writeFileSync(join(dir, "config/adopted/b.json"), "{");
    expect(await loadAdopted(dir)).toMatchObject({
      ok: false,
      errors: [{ parts: { code: "CONFIG_SYNTAX", where: "config/adopted/b.json", expected: "JSON" } }],
    });
  });
});
