import { composeZone } from "../compose-zone.ts";
import type { Contribution, ZoneBase, ZoneIdentity, ZoneModel, ZoneSettingModel } from "../model.ts";
import { zoneStackName, zoneTarget } from "../names.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { resolveMail } from "./mail.ts";
import { extraRecords } from "./records.ts";

export function zoneIdentity({ domain, zoneId, plan, addOns }: ZoneConfig): ZoneIdentity {
  return { domain, zoneId, plan, ...(addOns.length === 0 ? {} : { addOns }) };
}

export function resolveZone(config: ZoneConfig, contributions: readonly Contribution[]): ZoneModel {
  const mail = resolveMail(config);
  // the owner has no rules of its own yet: all behaviour is host-scoped, and comes with the environments
  const base: ZoneBase = {
    zone: zoneIdentity(config),
    settings: settingsOf(config),
    records: [...mail.records, ...extraRecords(config.records)],
    rules: [],
  };
  return {
    target: zoneTarget(config.domain),
    stack: zoneStackName(config.domain),
    base,
    rulesets: composeZone(base, contributions),
    mail: mail.promise,
    people: config.people,
  };
}

/**
 * Plain HTTP is dealt with for each host by its kind, not for the whole zone: an API host that redirects has already seen the token in
 * clear. Source: OWASP ASVS 5.0, 4.1.2.
 */
const ALWAYS_USE_HTTPS = "off";

function settingsOf({ tls }: ZoneConfig): ZoneSettingModel[] {
  return [
    { settingId: "ssl", value: tls.mode },
    { settingId: "min_tls_version", value: tls.minVersion },
    { settingId: "tls_1_3", value: onOff(tls.tls13) },
    { settingId: "always_use_https", value: ALWAYS_USE_HTTPS },
    { settingId: "automatic_https_rewrites", value: onOff(tls.automaticHttpsRewrites) },
    {
      settingId: "security_header",
      value: {
        strict_transport_security: {
          // on even for a max-age of 0: only a header that says so makes browsers forget. RFC 6797 section 6.1.1
          enabled: true,
          max_age: tls.hsts.maxAgeSeconds,
          include_subdomains: tls.hsts.includeSubdomains,
          nosniff: true,
          preload: tls.hsts.preload,
        },
      },
    },
  ];
}

function onOff(value: boolean): "on" | "off" {
  return value ? "on" : "off";
}
