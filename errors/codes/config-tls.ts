import type { ErrorEntry } from "../entry.ts";

const CAA_PAGE = "developers.cloudflare.com/ssl/edge-certificates/caa-records (checked 2026-11-25)";
const ACM_PAGE = "developers.cloudflare.com/ssl/edge-certificates/advanced-certificate-manager (checked 2026-11-25)";
const PLANS_PAGE = "developers.cloudflare.com/plans (checked 2026-11-22)";

/** Codes of the rules about certificates and zone-wide settings. */
export const CONFIG_TLS_CODES = {
  CERTIFICATE_ADD_ON_MISSING: {
    title: "a certificate that the zone's subscription does not include",
    consequence: "Cloudflare refuses the order half-way through the apply",
    fix: "buy Advanced Certificate Manager and add acm to addOns, or remove the certificate",
    source: ACM_PAGE,
  },
  CERTIFICATE_HOSTS: {
    title: "names that one advanced certificate cannot hold",
    consequence: "Cloudflare refuses the order, or the authority never validates it",
    fix: "list the zone's own domain and names below it; wildcards with validation txt",
    source: `registry.terraform.io/providers/cloudflare/cloudflare 5.22.0, certificate_pack; ${ACM_PAGE}`,
  },
  CERTIFICATE_VALIDITY: {
    title: "a validity that the authority does not sign for",
    consequence: "Cloudflare refuses the order half-way through the apply",
    fix: "take one of the authority's own periods",
    source: "developers.cloudflare.com/ssl/reference/certificate-authorities (checked 2026-11-25)",
  },
  CERTIFICATE_MISSING: {
    title: "a proxied name without a certificate",
    consequence: "visitors get a certificate error",
    fix: "add the name to a certificate, or leave Universal SSL on",
    source: "developers.cloudflare.com/ssl/edge-certificates/universal-ssl (checked 2026-11-25)",
  },
  CAA_FORBIDS_CERTIFICATE: {
    title: "CAA records that forbid the authority of a certificate the zone orders",
    consequence: "the certificate is not issued, or not renewed: visitors get a certificate error weeks later",
    fix: "allow every authority that Cloudflare may use; for Universal SSL it changes them without notice",
    source: `RFC 8659 section 3; ${CAA_PAGE}`,
  },
  CAA_PARAMETERS_NOT_SERVED: {
    title: "CAA parameters that nobody will see",
    consequence: "while Universal SSL is on, Cloudflare answers with CAA records of its own: accounts and methods are not restricted",
    fix: "switch Universal SSL off and order certificates, or drop the parameters",
    source: `CVE-2026-14440; RFC 8657; ${CAA_PAGE}`,
  },
  HSTS_BREAKS_HOST: {
    title: "a host without HTTPS below a domain whose HSTS includes subdomains",
    consequence: "browsers that saw the header cannot open the host until max-age ends",
    fix: "give the server a certificate, or set includeSubdomains to false",
    source: "RFC 6797 sections 6.1.2 and 11.4.2",
  },
  HSTS_COVERS_UNKNOWN_HOST: {
    title: "HSTS with subdomains over a server that Slipway knows nothing about",
    consequence: "if the server answers plain HTTP only, browsers cannot open it any more",
    fix: "say https: true or false on the record",
    source: "RFC 6797 section 11.4.2",
  },
  SETTING_NOT_ON_PLAN: {
    title: "a setting that the zone's plan does not have",
    consequence: "Cloudflare refuses it half-way through the apply",
    fix: "leave it out, or choose a larger plan",
    source: PLANS_PAGE,
  },
  TRANSFORMS_CONFLICT: {
    title: "managed transforms that undo each other",
    consequence: "Cloudflare refuses the second one",
    fix: "remove one of the two",
    source: "developers.cloudflare.com/rules/transform/managed-transforms/reference (checked 2026-11-25)",
  },
  EDGE_CHALLENGES_MONITORS: {
    title: "a setting that challenges health checks and API clients",
    consequence: "monitors report an outage that is none, or integrations stop",
    fix: "switch it off, or let a rule skip it for them where that is possible",
    source: "developers.cloudflare.com/bots/get-started/bot-fight-mode (checked 2026-11-25)",
  },
  ZERO_RTT_REPLAY: {
    title: "requests that can be replayed",
    consequence: "whoever records an early request can send it again: a payment or a message happens twice",
    fix: "set zeroRtt to false",
    source: "RFC 8446 section 8; RFC 8470",
  },
  URL_NOT_NORMALIZED: {
    title: "rules that see paths as visitors spell them",
    consequence: "another spelling of a path passes blocks and limits, and the origin answers it all the same",
    fix: "set the scope to incoming",
    source: "developers.cloudflare.com/rules/normalization (checked 2026-11-25)",
  },
  DDOS_WEAKENED: {
    title: "less protection against floods than the default",
    consequence: "attacks that Cloudflare would stop reach the origin",
    fix: "remove the override when its reason is gone",
    source: "developers.cloudflare.com/ddos-protection/managed-rulesets/http (checked 2026-11-25)",
  },
  DNSSEC_INACTIVE: {
    title: "a zone that is not signed",
    consequence: "answers about the domain can be forged on the way to a resolver",
    fix: "set dnssec to active and give the DS record to the registrar",
    source: "RFC 9364; readiness row N3",
  },
  ORIGIN_PULLS_SHARED: {
    title: "origins that trust every zone at Cloudflare",
    consequence: "an attacker with a zone of their own sends requests to the origin that pass its check",
    fix: "use a certificate of this zone",
    source: "developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull (checked 2026-11-25)",
  },
  ORIGIN_CERTIFICATE_OTHER: {
    title: "an origin that has no certificate for the host",
    consequence: "visitors get error 525 or 526: Cloudflare does not accept the origin's certificate",
    fix: "let something answer for the host that has a certificate for its name",
    source: "developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict (checked 2026-11-26)",
  },
} as const satisfies Record<string, ErrorEntry>;
