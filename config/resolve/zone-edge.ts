import { PLANS } from "../../edge/plan-tier.ts";
import type { BotModel, ZoneEdgeModel } from "../edge-model.ts";
import type { ZoneConfig } from "../schema/zone.ts";

/** Who signs when nobody says; only written where Total TLS exists and is off. */
const IDLE_AUTHORITY = "google";

export function zoneEdge(config: ZoneConfig): ZoneEdgeModel {
  const { tls, settings, addOns } = config;
  return {
    universalSsl: tls.universalSsl,
    certificates: Object.entries(tls.certificates).map(([key, { authority, hosts, validation, validityDays }]) => ({
      key,
      authority,
      hosts: [...new Set(hosts)].sort(),
      validation,
      validityDays,
    })),
    ...(addOns.includes("acm") ? { totalTls: { enabled: tls.totalTls !== undefined, authority: tls.totalTls ?? IDLE_AUTHORITY } } : {}),
    zoneOriginPulls: tls.originPulls.kind === "zone",
    ...(config.dnssec === undefined ? {} : { dnssec: config.dnssec }),
    bots: botsOf(config),
    leakedCredentialCheck: settings.leakedCredentialCheck,
    urlNormalization: settings.urlNormalization,
    tieredCache: settings.tieredCache,
    errorPages: Object.entries(config.errorPages).map(([id, page]) => ({ id, ...(page === "default" ? {} : { url: page }) })),
    ...(config.managedTransforms === undefined ? {} : { managedTransforms: sortedTransforms(config.managedTransforms) }),
    ...(config.ddos === undefined ? {} : { ddosSensitivity: config.ddos.sensitivity }),
    ...(config.apiShield === undefined ? {} : { apiMitigation: config.apiShield.mitigation }),
  };
}

/** Source: developers.cloudflare.com/api, bot_management: a body for each plan, and one for the subscription (checked 2026-11-25). */
function botsOf({ bots, plan, addOns }: ZoneConfig): BotModel {
  const forAll = { ai_bots_protection: bots.aiBots, enable_js: bots.javascriptDetections };
  if (plan === "free") return { ...forAll, fight_mode: bots.fightMode };
  if (plan === "enterprise" && addOns.includes("bot-management")) return forAll;
  return {
    ...forAll,
    sbfm_definitely_automated: bots.definitelyAutomated,
    ...(PLANS.indexOf(plan) < PLANS.indexOf("business") ? {} : { sbfm_likely_automated: bots.likelyAutomated }),
    sbfm_verified_bots: bots.verified,
    sbfm_static_resource_protection: bots.staticResources,
  };
}

function sortedTransforms({
  request,
  response,
}: NonNullable<ZoneConfig["managedTransforms"]>): NonNullable<ZoneEdgeModel["managedTransforms"]> {
  return { request: [...new Set(request)].sort(), response: [...new Set(response)].sort() };
}
