import type { CloudflarePlan } from "../../../edge/plan-tier.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import type { World } from "../../../rehearsal/world.ts";
import { worldOf, ZONE_ID } from "./harness.ts";
import { refusalOf } from "./refusal-of.ts";

const record = { zone_id: ZONE_ID, name: "www.example.com", type: "A", content: "192.0.2.1", ttl: 300 };
const txt = { ...record, type: "TXT", content: '"v=spf1 -all"' };

describe("cloudflare_dns_record", () => {
  const type = "cloudflare_dns_record";

  it.each<[string, PlainObject]>([
    ["an address", record],
    ["a proxied address with automatic TTL", { ...record, proxied: true, ttl: 1 }],
    ["the apex", { ...record, name: "example.com" }],
    ["a wildcard", { ...record, name: "*.example.com", type: "CNAME", content: "example.com" }],
    ["a service label", { ...txt, name: "_dmarc.example.com" }],
    ["a long TXT in chunks", { ...txt, content: `"${"a".repeat(255)}" "${"b".repeat(100)}"` }],
    ["TXT with an escaped quote", { ...txt, content: '"say \\"hi\\""' }],
    ["an IPv6 address", { ...record, type: "AAAA", content: "2001:db8::1" }],
    ["a mail exchanger", { ...record, type: "MX", content: "mx.example.net", priority: 10 }],
    ["a null MX", { ...record, type: "MX", content: ".", priority: 0 }],
    [
      "CAA data",
      { zone_id: ZONE_ID, name: "example.com", type: "CAA", ttl: 300, data: { flags: 0, tag: "issue", value: "letsencrypt.org" } },
    ],
  ])("takes %s", (_, attributes) => {
    expect(refusalOf(type, attributes)).toBe("");
  });

  it.each<[string, PlainObject, string]>([
    ["a type that there is not", { ...record, type: "SPF" }, "expected one of A, AAAA"],
    ["content and data together", { ...record, data: { value: "x" } }, "conflicts with data"],
    [
      "flags beyond a number",
      { ...record, type: "CAA", content: null, data: { flags: true, tag: "issue", value: "x" } },
      "expected a value of type",
    ],
    [
      "a port out of range",
      { ...record, type: "SRV", content: null, data: { port: 70_000, priority: 1, weight: 1, target: "a.b" } },
      "0 to 65535",
    ],
    ["a priority out of range", { ...record, type: "MX", content: "mx.example.net", priority: 70_000 }, "0 to 65535"],
    ["a zone that is not ours", { ...record, zone_id: "f".repeat(32) }, "7003: Could not route"],
    ["a name of another zone", { ...record, name: "www.example.net" }, "does not lie in zone example.com"],
    ["a name that only ends alike", { ...record, name: "wwwexample.com" }, "does not lie in zone example.com"],
    ["a short name", { ...record, name: "www" }, "write the full name"],
    ["upper case", { ...record, name: "WWW.example.com" }, "lower case"],
    ["a trailing dot", { ...record, type: "CNAME", content: "example.net." }, "9007"],
    ["an IPv6 address in A", { ...record, content: "2001:db8::1" }, "9005"],
    ["a host name in A", { ...record, content: "example.net" }, "9005"],
    ["an IPv4 address in AAAA", { ...record, type: "AAAA" }, "9006"],
    ["IPv6 in long form", { ...record, type: "AAAA", content: "2001:DB8:0::1" }, "write it so (RFC 5952)"],
    ["a CNAME to itself", { ...record, type: "CNAME", content: "www.example.com" }, "9039"],
    ["an address in MX", { ...record, type: "MX", content: "mx_.example.net.", priority: 1 }, "9009"],
    ["MX without priority", { ...record, type: "MX", content: "mx.example.net" }, "must have a priority"],
    ["A with priority", { ...record, priority: 10 }, "have no priority"],
    ["TXT without quotes", { ...txt, content: "v=spf1 -all" }, "must be quoted strings"],
    ["a TXT string of 256 bytes", { ...txt, content: `"${"a".repeat(256)}"` }, "at most 255 bytes"],
    ["a TXT string of 255 letters of two bytes", { ...txt, content: `"${"é".repeat(255)}"` }, "at most 255 bytes"],
    ["CAA by content", { ...record, type: "CAA", content: '0 issue "x"' }, "take data"],
    ["CAA without tag", { ...record, type: "CAA", content: null, data: { flags: 0, value: "x" } }, "must have tag"],
    [
      "CAA of an unknown tag",
      { ...record, type: "CAA", content: null, data: { flags: 0, tag: "isue", value: "x" } },
      "CAA tag must be one of",
    ],
    ["a record type nobody here knows", { ...record, type: "RP" }, 'got "RP"'],
    ["a proxied TXT", { ...txt, proxied: true, ttl: 1 }, "9004"],
    ["proxied with a TTL", { ...record, proxied: true }, "ttl must be set to 1 when `proxied` is true"],
    ["a TTL of 0", { ...record, ttl: 0 }, "9021"],
    ["a TTL of 29", { ...record, ttl: 29 }, "9021"],
    ["a TTL of a day and a second", { ...record, ttl: 86_401 }, "9021"],
    ["a comment that is too long", { ...record, comment: "x".repeat(501) }, "longer than the 500"],
    ["an attribute that there is not", { ...record, value: "192.0.2.1" }, "no attribute value"],
  ])("refuses %s", (_, attributes, says) => {
    expect(refusalOf(type, attributes)).toContain(says);
  });

  it.each<[string, PlainObject, PlainObject, string]>([
    ["the same record twice", record, { ...record, ttl: 600 }, "81058"],
    ["the same data twice", caa(0), caa(0), "81058"],
    ["a second CNAME", cname("a.example.net"), cname("b.example.net"), "81053"],
    ["a CNAME beside an address", record, cname("a.example.net"), "81053"],
    ["an address beside a CNAME", cname("a.example.net"), record, "81054"],
    ["an IPv6 address beside a CNAME", cname("a.example.net"), { ...record, type: "AAAA", content: "2001:db8::1" }, "81054"],
  ])("refuses %s", (_, first, second, says) => {
    const world = worldOf();
    expect(refusalOf(type, first, world)).toBe("");
    expect(refusalOf(type, second, world)).toContain(says);
  });

  it.each<[string, PlainObject, PlainObject]>([
    ["a second address", record, { ...record, content: "192.0.2.2" }],
    ["TXT beside a CNAME", cname("a.example.net"), txt],
    ["CAA of another flag", caa(0), caa(128)],
    ["the same content elsewhere", record, { ...record, name: "example.com" }],
  ])("takes %s", (_, first, second) => {
    const world = worldOf();
    expect([refusalOf(type, first, world), refusalOf(type, second, world)]).toEqual(["", ""]);
  });

  it("counts records against the plan", () => {
    const world = zoneOn("free");
    for (let index = 0; index < 200; index += 1) refusalOf(type, { ...record, name: `h${index}.example.com` }, world);
    expect(refusalOf(type, record, world)).toContain("81045: The record quota has been exceeded (200 on plan free)");
  });

  it.each<[CloudflarePlan, PlainObject, string]>([
    ["free", { ...record, tags: ["team:a"] }, "record tags need a paid plan"],
    ["free", { ...record, comment: "x".repeat(101) }, "longer than the 100"],
    ["pro", { ...record, ttl: 30 }, "9021"],
    ["enterprise", { ...record, ttl: 30 }, ""],
  ])("knows what plan %s lacks in %j", (plan, attributes, says) => {
    expect(refusalOf(type, attributes, zoneOn(plan)).includes(says)).toBe(true);
    expect(refusalOf(type, attributes, zoneOn(plan)) === "").toBe(says === "");
  });
});

describe("cloudflare_zone_setting", () => {
  const setting = (id: string, value: PlainObject[string]) => ({ zone_id: ZONE_ID, setting_id: id, value });
  const hsts = { enabled: true, max_age: 300, include_subdomains: false, nosniff: true, preload: false };
  const { preload: _, ...fourKeys } = hsts;

  it.each<[string, PlainObject[string]]>([
    ["ssl", "strict"],
    ["min_tls_version", "1.2"],
    ["tls_1_3", "zrt"],
    ["browser_cache_ttl", 14_400],
    ["security_header", { strict_transport_security: hsts }],
    ["max_upload", 125],
    ["nel", { enabled: false }],
    ["proxy_read_timeout", 600],
    ["origin_max_http_version", "1"],
  ])("takes %s %j", (id, value) => {
    expect(refusalOf("cloudflare_zone_setting", setting(id, value))).toBe("");
  });

  it.each<[string, PlainObject[string], string]>([
    ["ssl_recommender", "on", "Unrecognized zone setting name"],
    ["constructor", "on", "Unrecognized zone setting name"],
    ["ssl", "on", "expected one of off, flexible, full, strict"],
    ["ssl", "origin_pull", "expected one of"],
    ["always_use_https", true, "expected one of on, off"],
    ["always_use_https", "On", "expected one of on, off"],
    ["min_tls_version", 1.2, "expected one of 1.0"],
    ["browser_cache_ttl", "14400", "Invalid value"],
    ["browser_cache_ttl", 14_401, "Invalid value"],
    ["security_header", { strict_transport_security: fourKeys }, "with all five keys"],
    ["security_header", { strict_transport_security: { ...hsts, more: 1 } }, "with all five keys"],
    ["security_header", hsts, "with all five keys"],
    ["security_header", { strict_transport_security: { ...hsts, max_age: "300" } }, "with all five keys"],
    ["security_header", { strict_transport_security: { ...hsts, max_age: -1 } }, "with all five keys"],
    ["security_header", { strict_transport_security: { ...hsts, enabled: "on" } }, "with all five keys"],
    ["security_header", [{ strict_transport_security: hsts }], "with all five keys"],
    ["max_upload", 110, "a multiple of 25"],
    ["max_upload", "125", "a multiple of 25"],
    ["nel", {}, "enabled: true"],
    ["proxy_read_timeout", 6001, "1 to 6000 seconds"],
    // what the bindings make of a value that was not wrapped
    ["min_tls_version", {}, "Invalid value"],
  ])("refuses %s %j", (id, value, says) => {
    expect(refusalOf("cloudflare_zone_setting", setting(id, value))).toContain(says);
  });

  it("refuses what the plan does not let anyone edit, and zones that are not ours", () => {
    expect(refusalOf("cloudflare_zone_setting", setting("true_client_ip_header", "on"), zoneOn("business"))).toContain(
      "1008: Not allowed to edit",
    );
    expect(refusalOf("cloudflare_zone_setting", { ...setting("ssl", "full"), zone_id: "f".repeat(32) })).toContain("7003");
  });
});

function cname(content: string): PlainObject {
  return { ...record, type: "CNAME", content };
}

function caa(flags: number): PlainObject {
  return { zone_id: ZONE_ID, name: "example.com", type: "CAA", ttl: 300, data: { flags, tag: "issue", value: "letsencrypt.org" } };
}

function zoneOn(plan: CloudflarePlan): World {
  return worldOf({ zones: [{ zoneId: ZONE_ID, domain: "example.com", plan }] });
}
