import { testRules } from "./table.ts";

const ZONE = "opsdesk.example";
const a = (name: string, more: object = {}) => ({ type: "A", name: `${name}.${ZONE}`, address: "203.0.113.7", https: true, ...more });
const cname = (name: string, target: string, more: object = {}) => ({
  type: "CNAME",
  name: `${name}.${ZONE}`,
  target,
  https: true,
  ...more,
});
const txt = (name: string, text = "x") => ({ type: "TXT", name, text });
const mx = (name: string, host: string, priority = 10) => ({ type: "MX", name: `${name}.${ZONE}`, host, priority });
const ns = (name: string, host = "ns1.example.net") => ({ type: "NS", name: `${name}.${ZONE}`, host });
const srv = (name: string, target: string) => ({ type: "SRV", name: `${name}.${ZONE}`, priority: 1, weight: 1, port: 5060, target });
const zone = (records: object) => ({ zone: { records } });
const production = (records: object) => ({ launch: { "environments.production.records": records } });
const one = (record: object) => zone({ one: record });
const two = (first: object, second: object) => zone({ one: first, two: second });

describe("names of records", () => {
  testRules("errors", [
    {
      why: "a record of another domain",
      bad: one({ ...a("x"), name: "x.elsewhere.example" }),
      found: ["RECORD_OUTSIDE_ZONE records.one.name"],
      good: one(a("x")),
    },
    {
      why: "a label where a name is wanted",
      bad: one({ ...a("x"), name: "www2" }),
      found: ["RECORD_OUTSIDE_ZONE records.one.name"],
      good: one(a("www2")),
    },
    {
      why: "the domain twice",
      bad: one(a(`x.${ZONE}`)),
      found: ["RECORD_NAME_REPEATS_ZONE records.one.name"],
      good: one(a("x")),
    },
    ...[
      ["a label of 64 characters", `${"a".repeat(64)}.${ZONE}`],
      ["a name of more than 253 characters", `${"a.".repeat(125)}${ZONE}`],
      ["an empty label", `a..${ZONE}`],
      ["a hyphen in front", `-a.${ZONE}`],
      ["a wildcard in the middle", `a.*.b.${ZONE}`],
      ["a space", `a b.${ZONE}`],
      ["punycode that is none", `xn--a.${ZONE}`],
    ].map(([why = "", name]) => ({
      why: `a name with ${why}`,
      bad: one({ ...a("x"), name }),
      found: ["CONFIG_VALUE records.one.name"],
      good: one({ ...a("x"), name: `*.b.${ZONE}` }),
    })),
    {
      why: "a service without underscores",
      bad: one(srv("sip._tcp", "sip.example.net")),
      found: ["RECORD_NAME_FORM records.one.name"],
      good: one(srv("_sip._tcp", "sip.example.net")),
    },
    {
      why: "a TLSA record without a port",
      bad: one({ type: "TLSA", name: `mx.${ZONE}`, usage: 3, selector: 1, matchingType: 1, certificate: "ab".repeat(32) }),
      found: ["RECORD_NAME_FORM records.one.name"],
      good: one({ type: "TLSA", name: `_25._tcp.mx.${ZONE}`, usage: 3, selector: 1, matchingType: 1, certificate: "ab".repeat(32) }),
    },
    {
      why: "name servers and DS at the apex",
      bad: two(
        { type: "NS", name: ZONE, host: "ns1.example.net" },
        { type: "DS", name: ZONE, keyTag: 1, algorithm: 13, digestType: 2, digest: "ab".repeat(32) },
      ),
      found: ["RECORD_AT_APEX records.one.name", "RECORD_AT_APEX records.two.name"],
      good: two(ns("sub"), { type: "DS", name: `sub.${ZONE}`, keyTag: 1, algorithm: 13, digestType: 2, digest: "ab".repeat(32) }),
    },
    {
      why: "a launch that speaks for the zone",
      bad: production({ one: txt(`_verify.${ZONE}`) }),
      found: ["RECORD_NOT_BELOW_HOST environments.production.records.one.name"],
      good: production({ one: txt(`_acme-challenge.app.${ZONE}`) }),
    },
    {
      why: "a launch that speaks for another environment's host",
      bad: production({ one: txt(`_acme-challenge.app-staging.${ZONE}`) }),
      found: ["RECORD_NOT_BELOW_HOST environments.production.records.one.name"],
      good: { launch: { "environments.staging.records": { one: txt(`_acme-challenge.app-staging.${ZONE}`) } } },
    },
  ]);
});

describe("values of records", () => {
  testRules("errors", [
    ...[0, -1, 45, 86_401, 2 ** 31].map((ttlSeconds) => ({
      why: `a TTL of ${ttlSeconds}`,
      bad: one(a("x", { ttlSeconds })),
      found: ["RECORD_TTL_RANGE records.one.ttlSeconds"],
      good: one(a("x", { ttlSeconds: 60 })),
    })),
    ...["MX", "TXT", "SRV"].map((type) => {
      const records = { MX: mx("x", "mx.example.net"), TXT: txt(`x.${ZONE}`), SRV: srv("_x._tcp", "x.example.net") };
      const record = records[type === "MX" ? "MX" : type === "TXT" ? "TXT" : "SRV"];
      return {
        why: `a proxied ${type}`,
        bad: one({ ...record, proxied: true }),
        found: ["CONFIG_VALUE records.one.proxied"],
        good: one({ ...record, proxied: false }),
      };
    }),
    ...["192.0.02.1", "010.0.0.1", "192.0.2", "3221225985", "999.1.1.1", "203.0.113.7/32"].map((address) => ({
      why: `the address ${address}`,
      bad: one(a("x", { address })),
      found: ["CONFIG_VALUE records.one.address"],
      good: one(a("x", { address: "192.0.2.1" })),
    })),
    ...["::ffff:192.0.2.1", "::192.0.2.1", "2001:db8:::1"].map((address) => ({
      why: `the address ${address}`,
      bad: one({ ...a("x"), type: "AAAA", address }),
      found: ["CONFIG_VALUE records.one.address"],
      good: one({ ...a("x"), type: "AAAA", address: "2001:db8::1" }),
    })),
    ...["10.0.0.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "0.0.0.0", "104.16.1.1", "172.64.0.9"].map((address) => ({
      why: `${address} behind the edge`,
      bad: one(a("x", { address, proxied: true })),
      found: ["ORIGIN_UNREACHABLE records.one.address"],
      good: one(a("x", { address: "203.0.113.9", proxied: true })),
    })),
    ...["fe80::1", "fd00::1", "::1", "2606:4700::1111"].map((address) => ({
      why: `${address} behind the edge`,
      bad: one({ ...a("x", { address, proxied: true }), type: "AAAA" }),
      found: ["ORIGIN_UNREACHABLE records.one.address"],
      good: one({ ...a("x", { address: "100::", proxied: true }), type: "AAAA" }),
    })),
    ...["x.dkim.amazonses.com", "y.acm-validations.aws", "t.onmicrosoft.com"].map((target) => ({
      why: `a proxied CNAME to ${target}`,
      bad: one(cname("x", target, { proxied: true })),
      found: ["RECORD_NOT_PROXIABLE records.one.proxied"],
      good: one(cname("x", target)),
    })),
    ...["shop.herokuapp.com", "bucket.s3-website.eu-west-1.amazonaws.com", "shop.azurewebsites.net"].map((target) => ({
      why: `a CNAME to ${target}, which nobody vouches for`,
      bad: one(cname("x", target)),
      found: ["RECORD_TARGET_UNCLAIMED records.one.target"],
      good: one(cname("x", "shop.example.net")),
    })),
    {
      why: "a comment that is longer than the plan admits",
      bad: { zone: { records: { one: a("x", { comment: "c".repeat(501) }) } } },
      found: ["RECORD_COMMENT_TOO_LONG records.one.comment"],
      good: one(a("x", { comment: "c".repeat(500) })),
    },
    {
      why: "ports, ranges and digests that no field holds",
      bad: zone({
        port: { ...srv("_x._tcp", "x.example.net"), port: 70_000 },
        digest: { type: "DS", name: `sub.${ZONE}`, keyTag: 1, algorithm: 13, digestType: 2, digest: "abcd" },
        alias: { type: "HTTPS", name: `h.${ZONE}`, priority: 0, target: "x.example.net", parameters: { port: 1 } },
        caa: { type: "CAA", name: `x.${ZONE}`, tag: "issue", value: "https://letsencrypt.org" },
        naptr: { type: "NAPTR", name: `n.${ZONE}`, order: 1, preference: 1, flags: "U" },
        kind: { type: "SPF", name: ZONE, text: "v=spf1 -all" },
      }),
      found: [
        "CONFIG_VALUE records.alias.parameters",
        "CONFIG_VALUE records.caa.value",
        "CONFIG_VALUE records.digest.digest",
        "CONFIG_VALUE records.kind.type",
        "CONFIG_MISSING records.naptr.replacement",
        "CONFIG_VALUE records.port.port",
      ],
      good: one({ ...srv("_x._tcp", "x.example.net"), port: 65_535 }),
    },
    {
      why: "a TXT record that is longer than Cloudflare takes",
      bad: one(txt(`x.${ZONE}`, "x".repeat(4_090))),
      found: ["DNS_RECORD_TOO_LONG records.one"],
      good: one(txt(`x.${ZONE}`, "x".repeat(4_000))),
    },
  ]);

  testRules("warnings", [
    {
      why: "a private address in public DNS",
      bad: one(a("x", { address: "10.1.2.3" })),
      found: ["RECORD_ADDRESS_PRIVATE records.one.address"],
      good: one(a("x")),
    },
    {
      why: "a TTL that the proxy ignores",
      bad: one(a("x", { proxied: true, ttlSeconds: 600 })),
      found: ["RECORD_TTL_IGNORED records.one.ttlSeconds"],
      good: one(a("x", { proxied: true, ttlSeconds: 1 })),
    },
    {
      why: "a target that somebody vouches for",
      bad: one(cname("x", "shop.herokuapp.com", { admits: { RECORD_TARGET_UNCLAIMED: "our Heroku team holds the app shop" } })),
      found: ["RECORD_TARGET_UNCLAIMED records.one.target"],
      good: one(cname("x", "shop.example.net")),
    },
    {
      why: "letters of two scripts in one label",
      bad: one({ ...a("x"), name: `\u0430pple.${ZONE}` }),
      found: ["NAME_DECEPTIVE records.one.name"],
      good: one({ ...a("x"), name: `\u00e4pfel.${ZONE}` }),
    },
    {
      why: "a label of Cyrillic letters that looks Latin",
      bad: one({ ...a("x"), name: `\u0441\u0430\u0435.${ZONE}` }),
      found: ["NAME_DECEPTIVE records.one.name"],
      good: one({ ...a("x"), name: `\u0436\u0443\u043a.${ZONE}` }),
    },
    {
      why: "an open record with the address of a proxied one",
      bad: two(a("ftp"), a("shop", { proxied: true })),
      found: ["RECORD_REVEALS_ORIGIN records.one"],
      good: two(a("ftp", { address: "203.0.113.8" }), a("shop", { proxied: true })),
    },
    {
      why: "an open alias of a host's origin",
      bad: one(cname("direct", "app.opsdesk-origin.example")),
      found: ["RECORD_REVEALS_ORIGIN records.one"],
      good: one(cname("direct", "other.opsdesk-origin.example")),
    },
  ]);
});
