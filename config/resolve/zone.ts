import { PLANS } from "../../edge/plan-tier.ts";
import { recordsOf } from "../../mail/senders/catalogue.ts";
import { composeZone } from "../compose-zone.ts";
import type { Contribution, RecordModel, ZoneBase, ZoneIdentity, ZoneModel, ZoneSettingModel } from "../model.ts";
import { zoneStackName, zoneTarget } from "../names.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { resolveMail } from "./mail.ts";
import { managedRules } from "./managed-rules.ts";
import { inOrder } from "./record-order.ts";
import { extraRecords } from "./records.ts";
import { zoneEdge } from "./zone-edge.ts";

export function zoneIdentity({ domain, zoneId, plan, addOns }: ZoneConfig): ZoneIdentity {
  return { domain, zoneId, plan, ...(addOns.length === 0 ? {} : { addOns }) };
}

/** @param forOthers mail records that other domains need in this zone */
export function resolveZone(config: ZoneConfig, contributions: readonly Contribution[], forOthers: readonly RecordModel[] = []): ZoneModel {
  const mail = resolveMail(config);
  const base: ZoneBase = {
    zone: zoneIdentity(config),
    settings: settingsOf(config),
    records: inOrder([...mail.records, ...forOthers, ...extraRecords(config.records)]),
    rules: managedRules(config),
    edge: zoneEdge(config),
  };
  return {
    target: zoneTarget(config.domain),
    stack: zoneStackName(config.domain),
    base,
    rulesets: composeZone(base, contributions),
    mail: mail.promise,
    ...(config.mail.senders.length === 0
      ? {}
      : { senders: config.mail.senders.map((sender) => ({ ...recordsOf(sender), from: sender.from ?? [config.domain] })) }),
    people: config.people,
  };
}

/**
 * Plain HTTP is dealt with for each host by its kind, not for the whole zone: an API host that redirects has already seen the token in
 * clear. Source: OWASP ASVS 5.0, 4.1.2.
 */
const ALWAYS_USE_HTTPS = "off";

function settingsOf({ tls, settings, plan }: ZoneConfig): ZoneSettingModel[] {
  const isPaid = plan !== PLANS[0];
  return [
    { settingId: "ssl", value: tls.mode },
    { settingId: "min_tls_version", value: tls.minVersion },
    { settingId: "tls_1_3", value: onOff(tls.tls13) },
    { settingId: "always_use_https", value: ALWAYS_USE_HTTPS },
    { settingId: "automatic_https_rewrites", value: onOff(tls.automaticHttpsRewrites) },
    { settingId: "opportunistic_encryption", value: onOff(tls.opportunisticEncryption) },
    { settingId: "0rtt", value: onOff(tls.zeroRtt) },
    { settingId: "tls_client_auth", value: onOff(tls.originPulls.kind === "shared") },
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
    { settingId: "http3", value: onOff(settings.http3) },
    { settingId: "ipv6", value: onOff(settings.ipv6) },
    { settingId: "websockets", value: onOff(settings.websockets) },
    { settingId: "browser_check", value: onOff(settings.browserCheck) },
    { settingId: "email_obfuscation", value: onOff(settings.emailObfuscation) },
    { settingId: "security_level", value: settings.securityLevel },
    { settingId: "challenge_ttl", value: settings.challengeSeconds },
    // a plan refuses even the value that it has
    ...(isPaid ? paidSettings(settings) : []),
    ...(plan === "enterprise" ? [{ settingId: "true_client_ip_header", value: onOff(settings.trueClientIpHeader) } as const] : []),
  ];
}

function paidSettings({ http2, polish, webp }: ZoneConfig["settings"]): ZoneSettingModel[] {
  return [
    { settingId: "http2", value: onOff(http2) },
    { settingId: "polish", value: polish },
    { settingId: "webp", value: onOff(webp) },
  ];
}

function onOff(value: boolean): "on" | "off" {
  return value ? "on" : "off";
}
