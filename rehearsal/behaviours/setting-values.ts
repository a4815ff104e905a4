import type { CloudflareAddOn, CloudflarePlan } from "../../edge/plan-tier.ts";
import { CHALLENGE_SECONDS, POLISH_LEVELS, SECURITY_LEVELS } from "../../edge/zone-options.ts";
import { isPlainObject, type Plain } from "../value.ts";

export interface SettingRow {
  readonly admits: (value: Plain) => boolean;
  readonly says: string;
  /** Value of a setting that nobody has touched; without one the rehearsal does not know it. */
  readonly initial?: Plain;
  /** Weakest plan that may change the setting. */
  readonly plan?: CloudflarePlan;
  readonly addOn?: CloudflareAddOn;
}

const HSTS_KEYS = ["enabled", "include_subdomains", "max_age", "nosniff", "preload"];

const oneOf = (values: readonly (string | number)[], extra: Omit<SettingRow, "admits" | "says"> = {}): SettingRow => ({
  admits: (value) => (typeof value === "string" || typeof value === "number") && values.includes(value),
  says: `one of ${values.join(", ")}`,
  ...extra,
});
const onOff = (initial?: "on" | "off", plan?: CloudflarePlan): SettingRow =>
  oneOf(["on", "off"], { ...(initial === undefined ? {} : { initial }), ...(plan === undefined ? {} : { plan }) });

const HOUR = 3600;
const DAY = 86_400;
const BROWSER_CACHE_SECONDS = [
  0,
  30,
  60,
  120,
  300,
  1200,
  1800,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  4 * HOUR,
  5 * HOUR,
  8 * HOUR,
  12 * HOUR,
  16 * HOUR,
  20 * HOUR,
  DAY,
  2 * DAY,
  3 * DAY,
  4 * DAY,
  5 * DAY,
  8 * DAY,
  16 * DAY,
  24 * DAY,
  31 * DAY,
  62 * DAY,
  186 * DAY,
  365 * DAY,
];

/**
 * Zone settings and the values they take. The provider checks neither.
 * Source: developers.cloudflare.com/api, zone settings; registry.terraform.io, cloudflare 5.22.0, zone_setting (checked 2026-11-22).
 */
export const SETTINGS: Readonly<Record<string, SettingRow>> = {
  "0rtt": onOff("off"),
  always_online: onOff(),
  always_use_https: onOff("off"),
  automatic_https_rewrites: onOff("on"),
  brotli: onOff(),
  browser_cache_ttl: oneOf(BROWSER_CACHE_SECONDS, { initial: 4 * HOUR }),
  browser_check: onOff("on"),
  cache_level: oneOf(["aggressive", "basic", "simplified"], { initial: "aggressive" }),
  challenge_ttl: oneOf(CHALLENGE_SECONDS, { initial: 1800 }),
  cname_flattening: oneOf(["flatten_at_root", "flatten_all"], { initial: "flatten_at_root", plan: "pro" }),
  ciphers: { admits: isCipherList, says: "a list of cipher names", initial: [], addOn: "acm" },
  development_mode: onOff("off"),
  early_hints: onOff("off"),
  email_obfuscation: onOff("on"),
  h2_prioritization: oneOf(["on", "off", "custom"], { initial: "off", plan: "pro" }),
  hotlink_protection: onOff("off"),
  http2: onOff("on", "pro"),
  http3: onOff(),
  ip_geolocation: onOff("on"),
  ipv6: onOff("on"),
  max_upload: { admits: isUpload, says: "a multiple of 25 from 100 to 500, in MB", initial: 100 },
  min_tls_version: oneOf(["1.0", "1.1", "1.2", "1.3"], { initial: "1.0" }),
  nel: { admits: isNel, says: "{ enabled: true } or { enabled: false }" },
  opportunistic_encryption: onOff("on"),
  opportunistic_onion: onOff(),
  orange_to_orange: onOff("off", "enterprise"),
  origin_max_http_version: oneOf(["1", "2"], { initial: "2" }),
  polish: oneOf(POLISH_LEVELS, { initial: "off", plan: "pro" }),
  prefetch_preload: onOff("off", "enterprise"),
  proxy_read_timeout: { admits: isReadTimeout, says: "1 to 6000 seconds", initial: 100, plan: "enterprise" },
  pseudo_ipv4: oneOf(["off", "add_header", "overwrite_header"], { initial: "off" }),
  replace_insecure_js: onOff(),
  response_buffering: onOff("off", "enterprise"),
  rocket_loader: onOff("off"),
  security_header: {
    admits: isHsts,
    says: `{ strict_transport_security: { ${HSTS_KEYS.join(", ")} } } with all five keys`,
    initial: { strict_transport_security: { enabled: false, include_subdomains: false, max_age: 0, nosniff: false, preload: false } },
  },
  security_level: oneOf(["off", ...SECURITY_LEVELS], { initial: "medium" }),
  sort_query_string_for_cache: onOff("off", "enterprise"),
  ssl: oneOf(["off", "flexible", "full", "strict"], { initial: "full" }),
  tls_1_3: oneOf(["on", "off", "zrt"], { initial: "on" }),
  tls_client_auth: onOff("off"),
  true_client_ip_header: onOff("off", "enterprise"),
  webp: onOff("off", "pro"),
  websockets: onOff("on"),
};

function isCipherList(value: Plain): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string" && /^[A-Z0-9]+(-[A-Z0-9]+)+$/.test(each));
}

function isUpload(value: Plain): boolean {
  return typeof value === "number" && value % 25 === 0 && value >= 100 && value <= 500;
}

function isReadTimeout(value: Plain): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 6000;
}

function isNel(value: Plain): boolean {
  return isPlainObject(value) && Object.keys(value).join() === "enabled" && typeof value.enabled === "boolean";
}

function isHsts(value: Plain): boolean {
  const inner = isPlainObject(value) ? value.strict_transport_security : undefined;
  if (!isPlainObject(value) || !isPlainObject(inner) || Object.keys(value).length !== 1) return false;
  const sameKeys = Object.keys(inner).sort().join() === HSTS_KEYS.join();
  const { max_age: maxAge, ...switches } = inner;
  return sameKeys && Number.isInteger(maxAge) && Number(maxAge) >= 0 && Object.values(switches).every((each) => typeof each === "boolean");
}
