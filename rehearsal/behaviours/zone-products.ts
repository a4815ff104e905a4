import { CONTENT_SECURITY_RULES, CREDENTIAL_LOCATIONS, ERROR_PAGES, ZONE_LOCKDOWNS } from "../../edge/product-limits.ts";
import { isPlainObject, type Plain, type PlainObject, plainList } from "../value.ts";
import type { WorldZone } from "../world.ts";
import { collection } from "./collection.ts";
import { isSet } from "./owner.ts";
import { admitted, bestZone, liesIn, overQuota } from "./quota.ts";
import { singleton } from "./singleton.ts";

// Products of a zone that are small enough to need no file of their own. Documented, not measured, unless it says otherwise.
// Source: developers.cloudflare.com/api, the resources of the same names (as generally known, not read again).

export const leakedCredentialCheck = singleton({
  type: "cloudflare_leaked_credential_check",
  removal: "none",
  initial: { enabled: false },
});

export const leakedCredentialRule = collection({
  type: "cloudflare_leaked_credential_check_rule",
  owner: "zone",
  importAs: "<detection_id>",
  refuse: ({ action, planned, around }, { neighbours, zone }) => {
    const check = around.world.find("cloudflare_leaked_credential_check", String(zone?.zoneId));
    return [
      ...(check?.attributes.enabled === true || action === "update" ? [] : ["leaked credential checks are not enabled for this zone"]),
      ...(isSet(planned.username) || isSet(planned.password) ? [] : ["username or password must be set"]),
      ...overQuota(CREDENTIAL_LOCATIONS, zone, neighbours.length + 1),
    ];
  },
});

export const tieredCache = singleton({
  type: "cloudflare_tiered_cache",
  removal: "resets",
  initial: { value: "off", editable: true },
  make: () => ({ editable: true }),
});

export const urlNormalization = singleton({
  type: "cloudflare_url_normalization_settings",
  removal: "resets",
  initial: { type: "cloudflare", scope: "incoming" },
});

/** Source: developers.cloudflare.com/rules/normalization and the provider's URL form for custom pages. */
export const customPages = singleton({
  type: "cloudflare_custom_pages",
  owner: "either",
  name: "identifier",
  removal: "none",
  initial: { state: "default", url: "" },
  make: ({ planned }) => ({ url: planned.url ?? "", preview_target: null, required_tokens: [] }),
  refuse: ({ planned, around }, zone) => {
    const { state, url } = planned;
    const plan = zone ?? bestZone(planned.account_id ?? null, around);
    return [
      ...(state === "customized" && plan !== undefined && !admitted(ERROR_PAGES, plan)
        ? [`custom error pages need plan pro, got ${plan.plan}`]
        : []),
      ...(state === "customized" && !/^https?:\/\/\S+$/.test(String(url)) ? ["a customized page must have a url"] : []),
      ...(state === "default" && isSet(url) && url !== "" ? ["a page in its default state has no url"] : []),
    ];
  },
});

export const pageShieldPolicy = collection({
  type: "cloudflare_page_shield_policy",
  owner: "zone",
  importAs: "<policy_id>",
  refuse: ({ planned }, { neighbours, zone }) => [
    ...overQuota(CONTENT_SECURITY_RULES, zone, neighbours.length + 1),
    ...["expression", "value", "description"].filter((name) => planned[name] === "").map((name) => `${name} must not be empty`),
  ],
});

export const zoneLockdown = collection({
  type: "cloudflare_zone_lockdown",
  owner: "zone",
  importAs: "<lock_downs_id>",
  refuse: ({ planned }, { neighbours, zone }) => [
    ...overQuota(ZONE_LOCKDOWNS, zone, neighbours.length + 1),
    ...plainList(planned.urls)
      .filter((url) => !liesIn(String(url).split(/[/:]/)[0] ?? "", zone?.domain ?? ""))
      .map((url) => `url ${String(url)} does not lie in zone ${zone?.domain}`),
    ...(plainList(planned.urls).length === 0 || plainList(planned.configurations).length === 0
      ? ["urls and configurations must not be empty"]
      : []),
    ...plainList(planned.configurations).flatMap(refuseAddress),
    ...(neighbours.some((each) => sameUrls(each, planned)) ? ["firewallapi.lockdown_duplicate: a rule for these urls already exists"] : []),
  ],
});

function refuseAddress(configuration: Plain): string[] {
  if (!isPlainObject(configuration)) return [];
  const { target, value } = configuration;
  const isRange = String(value).includes("/");
  return isRange === (target === "ip_range")
    ? []
    : [`target ${String(target)} does not fit ${String(value)}: "ip" is one address, "ip_range" a CIDR`];
}

function sameUrls(a: PlainObject, b: PlainObject): boolean {
  return JSON.stringify(plainList(a.urls).map(String).sort()) === JSON.stringify(plainList(b.urls).map(String).sort());
}

interface Transform {
  /** Who may have it. */
  readonly admits?: (zone: WorldZone) => boolean;
  /** Another transform that does the opposite. */
  readonly excludes?: string;
}

/** Source: developers.cloudflare.com/rules/transform/managed-transforms/reference (checked 2026-11-25). */
const REQUEST_TRANSFORMS: Readonly<Record<string, Transform>> = {
  add_bot_protection_headers: { admits: ({ plan, addOns = [] }) => plan === "enterprise" && addOns.includes("bot-management") },
  add_client_certificate_headers: {},
  add_true_client_ip_headers: { admits: ({ plan }) => plan === "enterprise", excludes: "remove_visitor_ip_headers" },
  add_visitor_location_headers: {},
  add_waf_credential_check_status_header: {},
  remove_visitor_ip_headers: { excludes: "add_true_client_ip_headers" },
};
const RESPONSE_TRANSFORMS: Readonly<Record<string, Transform>> = { add_security_headers: {}, "remove_x-powered-by_header": {} };

/** Create refuses a zone in which any is enabled: import it. Source: cloudflare/terraform-provider-cloudflare v5.22.0, checkAllDisabledBeforeCreation. */
export const managedTransforms = singleton({
  type: "cloudflare_managed_transforms",
  removal: "resets",
  initial: { managed_request_headers: [], managed_response_headers: [] },
  refuse: ({ action, planned, around }, zone) => {
    const present = around.world.find("cloudflare_managed_transforms", String(zone?.zoneId))?.attributes ?? {};
    const enabled = [...enabledOf(present.managed_request_headers), ...enabledOf(present.managed_response_headers)];
    if (action === "create" && enabled.length > 0)
      return [`managed transforms ${enabled.join(", ")} are enabled already; import the resource`];
    return [
      ...refuseTransforms(REQUEST_TRANSFORMS, planned.managed_request_headers, zone),
      ...refuseTransforms(RESPONSE_TRANSFORMS, planned.managed_response_headers, zone),
    ];
  },
});

function refuseTransforms(known: Readonly<Record<string, Transform>>, given: Plain | undefined, zone: WorldZone | undefined): string[] {
  const ids = plainList(given).map((each) => (isPlainObject(each) ? String(each.id) : ""));
  const enabled = enabledOf(given);
  return [
    ...ids.filter((id) => !Object.hasOwn(known, id)).map((id) => `there is no managed transform ${id} here`),
    ...enabled
      .filter((id) => zone !== undefined && known[id]?.admits?.(zone) === false)
      .map((id) => `managed transform ${id} is not available on plan ${zone?.plan}`),
    ...enabled
      .filter((id) => enabled.includes(known[id]?.excludes ?? ""))
      .map((id) => `managed transform ${id} conflicts with ${known[id]?.excludes}`),
  ];
}

function enabledOf(transforms: Plain | undefined): string[] {
  return plainList(transforms).flatMap((each) => (isPlainObject(each) && each.enabled === true ? [String(each.id)] : []));
}
