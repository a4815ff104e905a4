import { makeOutside } from "./outside.ts";
import type { PlainObject } from "./value.ts";
import type { World, WorldZone } from "./world.ts";

/**
 * Lets a zone look as if somebody had used it for years: records of every fate (the same as declared, to be changed, to be left alone),
 * an entry point with clicked-together rules, and settings of yesterday.
 */
export function settle(world: World, { zoneId, domain }: WorldZone): void {
  const make = (type: string, attributes: PlainObject): void =>
    void makeOutside({ world, type, attributes: { zone_id: zoneId, ...attributes } });
  const record = (type: string, label: string, content: string, more: PlainObject = {}): void =>
    make("cloudflare_dns_record", { type, name: label === "" ? domain : `${label}.${domain}`, content, ttl: 3600, ...more });

  record("MX", "", "mx.old-mail.example", { priority: 10 });
  record("TXT", "", '"v=spf1 include:spf.old-mail.example ~all"');
  record("TXT", "", '"site-verification=4f1c2d"');
  record("TXT", "_dmarc", `"v=DMARC1; p=quarantine; rua=mailto:postmaster@${domain}"`);
  record("A", "status", "192.0.2.80");
  record("CNAME", "shop", "shops.old-host.example");
  make("cloudflare_ruleset", {
    kind: "zone",
    name: "default",
    phase: "http_request_firewall_custom",
    rules: [
      { ref: "office-only", description: "staff tools", action: "block", expression: `(http.host eq "tools.${domain}")`, enabled: true },
      {
        ref: "no-scanners",
        description: "clicked together in 2021",
        action: "managed_challenge",
        expression: '(http.user_agent contains "scan")',
        enabled: false,
      },
    ],
  });
  make("cloudflare_zone_setting", { setting_id: "ssl", value: "full" });
  make("cloudflare_zone_setting", { setting_id: "min_tls_version", value: "1.0" });
  make("cloudflare_zone_setting", { setting_id: "http3", value: "off" });
}
