import { testRules } from "./table.ts";

const ZONE = "opsdesk.example";
const PACK = { authority: "google", hosts: [ZONE, `*.${ZONE}`, `*.eu.${ZONE}`] };
const deep = { type: "A", name: `a.eu.${ZONE}`, address: "203.0.113.7", proxied: true };
const caa = (value: string, more: object = {}) => ({ type: "CAA", name: ZONE, tag: "issue", value, ...more });
const everybody = { a: caa("letsencrypt.org"), b: caa("pki.goog"), c: caa("ssl.com") };
const plain = { type: "A", name: `old.${ZONE}`, address: "203.0.113.7" };

describe("certificates", () => {
  testRules("errors", [
    {
      why: "a proxied record that no certificate covers",
      bad: { zone: { "records.deep": deep } },
      found: ["HOST_TOO_DEEP records.deep.name"],
      good: { zone: { "records.deep": deep, addOns: ["acm"], "tls.certificates.eu": PACK } },
    },
    {
      why: "a proxied wildcard that no certificate covers",
      bad: { zone: { "records.deep": { ...deep, name: `*.eu.${ZONE}` } } },
      found: ["HOST_TOO_DEEP records.deep.name"],
      good: { zone: { "records.deep": { ...deep, name: `*.${ZONE}` } } },
    },
    {
      why: "the add-on without a certificate that covers the name",
      bad: { zone: { "records.deep": deep, addOns: ["acm"], "tls.certificates.us": { ...PACK, hosts: [ZONE, `*.us.${ZONE}`] } } },
      found: ["HOST_TOO_DEEP records.deep.name"],
      good: { zone: { "records.deep": deep, addOns: ["acm"], "tls.totalTls": "google" } },
    },
    {
      why: "certificates without the add-on",
      bad: { zone: { "tls.certificates.eu": PACK, "tls.totalTls": "google" } },
      found: ["CERTIFICATE_ADD_ON_MISSING tls.certificates.eu", "CERTIFICATE_ADD_ON_MISSING tls.totalTls"],
      good: { zone: { "tls.certificates.eu": PACK, "tls.totalTls": "google", addOns: ["acm"] } },
    },
    {
      why: "a certificate for other names, and a wildcard checked by http",
      bad: {
        zone: { addOns: ["acm"], "tls.certificates.eu": { authority: "google", hosts: ["*.elsewhere.example"], validation: "http" } },
      },
      found: [
        "CERTIFICATE_HOSTS tls.certificates.eu.hosts",
        "CERTIFICATE_HOSTS tls.certificates.eu.hosts",
        "CERTIFICATE_HOSTS tls.certificates.eu.hosts",
      ],
      good: { zone: { addOns: ["acm"], "tls.certificates.eu": PACK } },
    },
    {
      why: "a year from an authority that signs for 90 days",
      bad: { zone: { addOns: ["acm"], "tls.certificates.eu": { ...PACK, authority: "lets_encrypt", validityDays: 365 } } },
      found: ["CERTIFICATE_VALIDITY tls.certificates.eu.validityDays"],
      good: { zone: { addOns: ["acm"], "tls.certificates.eu": { ...PACK, authority: "ssl_com", validityDays: 365 } } },
    },
    {
      why: "Universal SSL off and hosts without a certificate",
      bad: {
        zone: {
          "tls.universalSsl": false,
          addOns: ["acm"],
          "tls.certificates.eu": {
            authority: "google",
            hosts: [ZONE, ...["www", "app", "api", "admin"].map((label) => `${label}.${ZONE}`)],
          },
        },
      },
      found: [
        ...["admin", "apex", "api", "app", "www"].map((key) => `CERTIFICATE_MISSING environments.production.stages.previews.${key}`),
        ...["admin", "api", "app"].map((key) => `CERTIFICATE_MISSING environments.staging.hosts.${key}.name`),
      ],
      good: { zone: { "tls.universalSsl": false, addOns: ["acm"], "tls.certificates.eu": PACK } },
    },
    {
      why: "CAA that forbids two of Universal SSL's authorities",
      bad: { zone: { "records.caa": caa("letsencrypt.org") } },
      found: ["CAA_FORBIDS_CERTIFICATE records.caa.value"],
      good: { zone: { records: everybody } },
    },
    {
      why: "CAA that forbids wildcards",
      bad: { zone: { records: { ...everybody, w: caa(";", { tag: "issuewild" }) } } },
      found: ["CAA_FORBIDS_CERTIFICATE records.w.value"],
      good: { zone: { records: everybody } },
    },
    {
      why: "CAA that forbids an ordered certificate",
      bad: { zone: { addOns: ["acm"], "tls.universalSsl": false, "tls.totalTls": "google", "records.caa": caa("letsencrypt.org") } },
      found: ["CAA_FORBIDS_CERTIFICATE records.caa.value"],
      good: {
        zone: {
          addOns: ["acm"],
          "tls.universalSsl": false,
          "tls.totalTls": "google",
          "records.caa": caa("pki.goog; accounturi=https://pki.goog/1"),
        },
      },
    },
    {
      why: "CAA parameters that Universal SSL hides",
      bad: { zone: { records: { ...everybody, a: caa("letsencrypt.org; accounturi=https://acme.example/1") } } },
      found: ["CAA_PARAMETERS_NOT_SERVED records.a.value"],
      good: { zone: { records: everybody } },
    },
  ]);
});

describe("HSTS, redirects and settings", () => {
  testRules("errors", [
    {
      why: "a plain host under HSTS with subdomains",
      bad: { zone: { "records.old": { ...plain, https: false } } },
      found: ["HSTS_BREAKS_HOST records.old.https"],
      good: { zone: { "records.old": { ...plain, https: false }, "tls.hsts": { maxAgeSeconds: 300 } } },
    },
    {
      why: "preload with redirects that skip the first host",
      bad: { zone: { "tls.hsts.preload": true, "redirects.http": "single-hop" } },
      found: ["HSTS_PRELOAD_UNREADY tls.hsts.preload"],
      good: { zone: { "tls.hsts.preload": true } },
    },
    {
      why: "settings that the plan does not have",
      bad: {
        zone: { "settings.trueClientIpHeader": true, "bots.fightMode": false, "managedTransforms.request": ["add_true_client_ip_headers"] },
      },
      found: ["SETTING_NOT_ON_PLAN managedTransforms.request", "SETTING_NOT_ON_PLAN settings.trueClientIpHeader"],
      good: {
        zone: {
          "settings.polish": "lossless",
          "bots.likelyAutomated": "block",
          "managedTransforms.request": ["add_visitor_location_headers"],
        },
      },
    },
    {
      why: "transforms that undo each other",
      bad: { zone: { plan: "enterprise", "managedTransforms.request": ["add_true_client_ip_headers", "remove_visitor_ip_headers"] } },
      found: ["TRANSFORMS_CONFLICT managedTransforms.request"],
      good: { zone: { plan: "enterprise", "managedTransforms.request": ["remove_visitor_ip_headers"] } },
    },
    {
      why: "what challenges health checks",
      bad: { zone: { "bots.fightMode": true, "settings.securityLevel": "under_attack" } },
      found: [
        "EDGE_CHALLENGES_MONITORS bots.fightMode",
        "SETTING_NOT_ON_PLAN bots.fightMode",
        "EDGE_CHALLENGES_MONITORS settings.securityLevel",
      ],
      good: { zone: { "settings.securityLevel": "high" } },
    },
    {
      why: "an error page over plain HTTP",
      bad: { zone: { errorPages: { "500_errors": "http://status.example/500.html" } } },
      found: ["CONFIG_VALUE errorPages.500_errors"],
      good: { zone: { errorPages: { "500_errors": "https://status.example/500.html", waf_block: "default" } } },
    },
    {
      why: "TLS mode full without a reason",
      bad: { zone: { "tls.mode": "full", "tls.admits": { TLS_MODE_UNCHECKED: "soon" } } },
      found: ["CONFIG_VALUE tls.admits.TLS_MODE_UNCHECKED"],
      good: { zone: { "tls.mode": "full", "tls.admits": { TLS_MODE_UNCHECKED: "the legacy origin gets its certificate in March" } } },
    },
  ]);

  testRules("warnings", [
    {
      why: "TLS mode full, admitted",
      bad: { zone: { "tls.mode": "full", "tls.admits": { TLS_MODE_UNCHECKED: "the legacy origin gets its certificate in March" } } },
      found: ["TLS_MODE_UNCHECKED tls.mode"],
      good: {},
    },
    {
      why: "HSTS with subdomains over a server that nobody vouches for",
      bad: { zone: { "records.old": plain } },
      found: ["HSTS_COVERS_UNKNOWN_HOST records.old.https"],
      good: { zone: { "records.old": { ...plain, https: true } } },
    },
    {
      why: "what opens the edge",
      bad: {
        zone: {
          "tls.zeroRtt": true,
          "tls.originPulls": { kind: "shared" },
          "settings.urlNormalization": { scope: "none" },
          dnssec: "disabled",
          ddos: { sensitivity: "low", reason: "load tests run every night" },
          "bots.definitelyAutomated": "block",
        },
      },
      found: [
        "EDGE_CHALLENGES_MONITORS bots.definitelyAutomated",
        "DDOS_WEAKENED ddos",
        "DNSSEC_INACTIVE dnssec",
        "URL_NOT_NORMALIZED settings.urlNormalization.scope",
        "ORIGIN_PULLS_SHARED tls.originPulls",
        "ZERO_RTT_REPLAY tls.zeroRtt",
      ],
      good: { zone: { "tls.originPulls": { kind: "zone" } } },
    },
  ]);
});
