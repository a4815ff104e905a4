import { createHash } from "node:crypto";
import type { PlainObject } from "../value.ts";
import type { WorldZone } from "../world.ts";
import type { Change } from "./behaviour.ts";
import { collection } from "./collection.ts";
import { owningZone } from "./owner.ts";
import { isWeaker, liesIn } from "./quota.ts";
import { singleton } from "./singleton.ts";

// Certificates and DNSSEC as the API keeps them. Documented, not measured. Source: developers.cloudflare.com/ssl/reference/certificate-authorities;
// registry.terraform.io/providers/cloudflare/cloudflare, certificate_pack (both checked 2026-11-25).

const MAX_HOSTS = 50;
const YEAR_DAYS = 365;
/** Days that each authority signs for. */
const VALIDITY_DAYS: Readonly<Record<string, readonly number[]>> = {
  google: [14, 30, 90],
  lets_encrypt: [90],
  ssl_com: [14, 30, 90, YEAR_DAYS],
};

const needsAcm = (zone: WorldZone | undefined, what: string): string[] =>
  (zone?.addOns ?? []).includes("acm") ? [] : [`1450: ${what} needs Advanced Certificate Manager`];

export const certificatePack = collection({
  type: "cloudflare_certificate_pack",
  owner: "zone",
  idForm: "uuid",
  importAs: "<certificate_pack_id>",
  make: () => ({ status: "initializing", certificates: [], validation_errors: [], validation_records: [], dcv_delegation_records: [] }),
  // a zone whose DNS is at Cloudflare proves itself
  more: { settle: (attributes) => ({ ...attributes, status: "active" }) },
  refuse: ({ planned }, { zone }) => [
    ...needsAcm(zone, "an advanced certificate"),
    ...refuseHosts(planned, zone),
    ...refuseValidity(planned, zone),
  ],
});

function refuseHosts(
  { hosts, validation_method: method, certificate_authority: authority }: PlainObject,
  zone: WorldZone | undefined,
): string[] {
  const names = Array.isArray(hosts) ? hosts.map(String) : [];
  const domain = zone?.domain ?? "";
  return [
    ...(names.includes(domain) ? [] : [`hosts must contain the zone's own name ${domain}`]),
    ...(names.length > MAX_HOSTS ? [`a certificate holds at most ${MAX_HOSTS} hosts, got ${names.length}`] : []),
    ...names.filter((name) => !liesIn(name, domain)).map((name) => `host ${name} does not lie in zone ${domain}`),
    ...names.filter((name) => name.slice(1).includes("*")).map((name) => `host ${name} has a wildcard that is not its first label`),
    ...(authority === "google" ? names.filter((name) => /(^|\.)xn--/.test(name)) : []).map(
      (name) => `google does not sign for punycode: ${name}`,
    ),
    ...(method === "http" && names.some((name) => name.startsWith("*")) ? ["a wildcard cannot be validated by http"] : []),
  ];
}

function refuseValidity({ certificate_authority: authority, validity_days: days }: PlainObject, zone: WorldZone | undefined): string[] {
  const admitted = VALIDITY_DAYS[String(authority)] ?? [];
  if (Number(days) === YEAR_DAYS && isWeaker(zone, "enterprise"))
    return [`a certificate for a year needs plan enterprise, the zone is on ${zone?.plan}`];
  return admitted.includes(Number(days)) ? [] : [`${String(authority)} signs for ${admitted.join(", ")} days, got ${String(days)}`];
}

export const totalTls = singleton({
  type: "cloudflare_total_tls",
  removal: "none",
  initial: { enabled: false, certificate_authority: "google", validity_period: 90 },
  make: () => ({ validity_period: 90 }),
  refuse: ({ planned }, zone) => (planned.enabled === true ? needsAcm(zone, "Total TLS") : []),
});

export const universalSsl = singleton({ type: "cloudflare_universal_ssl_setting", removal: "none", initial: { enabled: true } });

export const originPullsSettings = singleton({
  type: "cloudflare_authenticated_origin_pulls_settings",
  removal: "none",
  initial: { enabled: false },
});

/**
 * Keys are made when DNSSEC is switched on, and gone when it is switched off. The status stays "pending" until the parent zone holds the DS
 * record: the provider then plans an update again and again, as its own acceptance tests expect.
 * Source: cloudflare/terraform-provider-cloudflare, internal/services/zone_dnssec, resource.go and
 * its acceptance tests (read 2026-11-25, at earlier commits than v5.22.0).
 */
export const zoneDnssec = singleton({
  type: "cloudflare_zone_dnssec",
  removal: "resets",
  initial: { status: "disabled" },
  make: keysOf,
  settle: (attributes, around) => {
    const missing = owningZone(attributes, around)?.dsMissing === true;
    return missing && attributes.status === "active" ? { ...attributes, status: "pending" } : attributes;
  },
});

const NO_KEYS = Object.fromEntries(
  ["algorithm", "digest", "digest_algorithm", "digest_type", "ds", "flags", "key_tag", "key_type", "public_key"].map((name) => [
    name,
    null,
  ]),
);
const KEY_TAGS = 65_536;

function keysOf({ planned, around }: Change): PlainObject {
  if (planned.status !== "active") return NO_KEYS;
  const domain = owningZone(planned, around)?.domain ?? "";
  const digest = createHash("sha256").update(domain).digest("hex").toUpperCase();
  const keyTag = Number.parseInt(digest.slice(0, 8), 16) % KEY_TAGS;
  return {
    algorithm: "13",
    digest,
    digest_algorithm: "SHA256",
    digest_type: "2",
    ds: `${domain}. 3600 IN DS ${keyTag} 13 2 ${digest}`,
    flags: 257,
    key_tag: keyTag,
    key_type: "ECDSAP256SHA256",
    public_key: createHash("sha512").update(domain).digest("base64"),
  };
}
