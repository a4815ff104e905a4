import type { IResolvable } from "cdktf";
import { ZoneSetting } from "../../constructs/cloudflare.ts";
import { dyn } from "../../constructs/dyn.ts";
import { ZoneSettings } from "../../constructs/zone-settings.ts";
import { zoneModel } from "../fixtures/models.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const zoneId = "0123456789abcdef0123456789abcdef";

it("writes every setting with its explicit value", () => {
  const { settings } = zoneModel.base;
  expect(resourcesOf((stack) => new ZoneSettings(stack, "settings", { zoneId, settings }))).toEqual({
    cloudflare_zone_setting: {
      ssl: { zone_id: zoneId, setting_id: "ssl", value: "strict" },
      min_tls_version: { zone_id: zoneId, setting_id: "min_tls_version", value: "1.2" },
      tls_1_3: { zone_id: zoneId, setting_id: "tls_1_3", value: "on" },
      always_use_https: { zone_id: zoneId, setting_id: "always_use_https", value: "off" },
      automatic_https_rewrites: { zone_id: zoneId, setting_id: "automatic_https_rewrites", value: "on" },
      security_header: {
        zone_id: zoneId,
        setting_id: "security_header",
        value: {
          strict_transport_security: { enabled: true, include_subdomains: true, max_age: 31_536_000, nosniff: true, preload: false },
        },
      },
    },
  });
});

describe("dyn", () => {
  const synth = (value: IResolvable): unknown =>
    resourcesOf((stack) => new ZoneSetting(stack, "setting", { zoneId, settingId: "any", value }));
  const corrupted: readonly (readonly [unknown, unknown])[] = [
    [14_400, {}],
    [true, {}],
    [["A", "B"], { 0: "A", 1: "B" }],
  ];

  it.each([...corrupted.map(([value]) => value), "strict", { a: 1 }, [], 0, false])(
    "carries %j through a dynamic attribute unharmed",
    (value) => {
      expect(synth(dyn(value))).toEqual({ cloudflare_zone_setting: { setting: { zone_id: zoneId, setting_id: "any", value } } });
    },
  );

  it.each(corrupted)("is needed, because without it %j becomes %j", (value, spoilt) => {
    const bare = JSON.parse(JSON.stringify(value)); // of type any, as a careless caller's value would be
    expect(synth(bare)).toEqual({ cloudflare_zone_setting: { setting: { zone_id: zoneId, setting_id: "any", value: spoilt } } });
  });
});
