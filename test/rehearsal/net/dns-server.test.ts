import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { connect } from "node:net";
import { type Answer, decode, encode, type RecordType } from "dns-packet";
import fc from "fast-check";
import { txtStrings } from "../../../rehearsal/net/dns-data.ts";
import { replyTo } from "../../../rehearsal/net/dns-message.ts";
import { type EdgeState, recordsOf } from "../../../rehearsal/net/edge-state.ts";
import { type Net, startNet } from "../../../rehearsal/net/start-net.ts";
import { NOTHING, proxied, record, ZONE } from "./fixture.ts";

const LONG = "k".repeat(255);
const RECORDS = [
  proxied("example.com", "site.origin.example"),
  proxied("app.example.com", "app.origin.example"),
  record("A", "bare.example.com", "192.0.2.1"),
  record("AAAA", "bare.example.com", "2001:db8::1"),
  record("CNAME", "alias.example.com", "bare.example.com"),
  record("CNAME", "out.example.com", "elsewhere.example.net"),
  record("CNAME", "loop.example.com", "loop2.example.com"),
  record("CNAME", "loop2.example.com", "loop.example.com"),
  record("CNAME", "front.example.com", "app.example.com"),
  record("MX", "example.com", "smtp.google.com", { priority: 1 }),
  record("TXT", "example.com", '"v=spf1 include:_spf.google.com ~all"'),
  record("TXT", "example.com", "unquoted verification"),
  record("TXT", "google._domainkey.example.com", `"v=DKIM1; k=rsa; p=" "${LONG}" "${LONG}"`),
  record("TXT", "_dmarc.example.com", '"v=DMARC1; p=none; rua=mailto:\\"a\\"@example.com"'),
  record("TXT", "big.example.com", `"${"x".repeat(255)}" `.repeat(6).trim()),
  record("CAA", "example.com", null, { data: { flags: 0, tag: "issue", value: "letsencrypt.org" } }),
  record("SRV", "_sip._tcp.example.com", null, { data: { priority: 1, weight: 2, port: 5060, target: "sip.example.com" } }),
  record("A", "*.wild.example.com", "192.0.2.9", { ttl: 1 }),
  record("TXT", "deep.there.wild.example.com", '"x"'),
  proxied("*.preview.example.com", "app.origin.example"),
];

let net: Net;
let state: EdgeState;
let resolver: Resolver;

beforeAll(async () => {
  net = await startNet({
    state: () => state,
    zones: [ZONE],
    origins: { "site.origin.example": "healthy" },
    foreign: [
      record("TXT", "_spf.google.com", '"v=spf1 ip4:192.0.2.0/24 ~all"'),
      record("A", "smtp.google.com", "192.0.2.25"),
      record("CNAME", "mail.example.org", "smtp.google.com"),
    ],
  });
  resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`${net.dns.address}:${net.dns.port}`]);
});
beforeEach(() => {
  state = { ...NOTHING, records: RECORDS };
});
afterAll(() => net.close());

it.each([
  ["app.example.com", "A", ["127.0.0.1"]],
  ["example.com", "A", ["127.0.0.1"]],
  ["bare.example.com", "A", ["192.0.2.1"]],
  ["bare.example.com", "AAAA", ["2001:db8::1"]],
  ["BARE.Example.COM", "A", ["192.0.2.1"]],
  ["alias.example.com", "CNAME", ["bare.example.com"]],
  ["alias.example.com", "A", ["192.0.2.1"]],
  ["out.example.com", "A", []],
  ["loop.example.com", "A", []],
  ["front.example.com", "A", ["127.0.0.1"]],
  ["any.wild.example.com", "A", ["192.0.2.9"]],
  ["two.deep.wild.example.com", "A", ["192.0.2.9"]],
  ["x.preview.example.com", "A", ["127.0.0.1"]],
  ["example.com", "MX", [{ exchange: "smtp.google.com", priority: 1 }]],
  ["example.com", "TXT", [["v=spf1 include:_spf.google.com ~all"], ["unquoted verification"]]],
  ["google._domainkey.example.com", "TXT", [["v=DKIM1; k=rsa; p=", LONG, LONG]]],
  ["_dmarc.example.com", "TXT", [['v=DMARC1; p=none; rua=mailto:"a"@example.com']]],
  ["example.com", "CAA", [{ critical: 0, issue: "letsencrypt.org" }]],
  ["_sip._tcp.example.com", "SRV", [{ name: "sip.example.com", port: 5060, priority: 1, weight: 2 }]],
  ["example.com", "NS", ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]],
  ["_spf.google.com", "TXT", [["v=spf1 ip4:192.0.2.0/24 ~all"]]],
  ["mail.example.org", "A", ["192.0.2.25"]],
])("a resolver that asks %s for %s gets %j", async (name, type, expected) => {
  const got: unknown = await resolver.resolve(name, type);
  // newer versions of node add the type to objects
  expect(got).toEqual(expected.map((each) => (typeof each === "object" && !Array.isArray(each) ? expect.objectContaining(each) : each)));
});

it.each([
  ["none.example.com", "A", "ENOTFOUND"],
  ["app.example.com", "AAAA", "ENODATA"],
  ["app.example.com", "CNAME", "ENODATA"],
  ["bare.example.com", "MX", "ENODATA"],
  ["_domainkey.example.com", "TXT", "ENODATA"],
  ["there.wild.example.com", "A", "ENODATA"],
  ["x.there.wild.example.com", "A", "ENOTFOUND"],
  ["elsewhere.example.net", "A", "EREFUSED"],
  ["com", "NS", "EREFUSED"],
])("a resolver that asks %s for %s hears %s", async (name, type, code) => {
  await expect(resolver.resolve(name, type)).rejects.toMatchObject({ code });
});

it("flattens an alias at the apex: its target's address, an origin's, or a failure", async () => {
  const apex = (target: string) => {
    state = { ...NOTHING, records: [record("CNAME", "example.com", target), record("A", "bare.example.com", "192.0.2.1")] };
    return resolver.resolve4("example.com");
  };
  expect(await apex("bare.example.com")).toEqual(["192.0.2.1"]);
  expect(await apex("smtp.google.com")).toEqual(["192.0.2.25"]);
  expect(await apex("site.origin.example")).toEqual(["127.0.0.1"]);
  await expect(apex("nobody.example")).rejects.toMatchObject({ code: "ESERVFAIL" });
  await expect(resolver.resolveCname("example.com")).rejects.toMatchObject({ code: "ENODATA" });
});

it("knows a change at the next question", async () => {
  state = { ...NOTHING, records: [record("A", "bare.example.com", "192.0.2.77")] };
  expect(await resolver.resolve4("bare.example.com")).toEqual(["192.0.2.77"]);
});

const query = (name: string, type: RecordType, more: object = {}) =>
  encode({ type: "query", id: 7, flags: 0x100, questions: [{ name, type }], ...more });
const withEdns = (udpPayloadSize: number) => ({
  additionals: [{ type: "OPT", name: ".", udpPayloadSize, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }],
});

async function overUdp(bytes: Buffer): Promise<Buffer> {
  const socket = createSocket("udp4");
  try {
    socket.send(bytes, net.dns.port, net.dns.address);
    const [reply] = await once(socket, "message");
    return reply;
  } finally {
    socket.close();
  }
}

async function overTcp(messages: readonly Buffer[], pieces = 1): Promise<Buffer[]> {
  const bytes = Buffer.concat(messages.flatMap((message) => [Buffer.from([message.length >> 8, message.length & 0xff]), message]));
  const socket = connect(net.dns.port, net.dns.address);
  let received = Buffer.alloc(0);
  const replies: Buffer[] = [];
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      replies.push(received.subarray(2, 2 + received.readUInt16BE(0)));
      received = received.subarray(2 + received.readUInt16BE(0));
    }
    if (replies.length === messages.length) socket.destroy();
  });
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) {
    socket.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (!socket.destroyed) await once(socket, "close");
  return replies;
}

const rcode = (bytes: Buffer) => bytes.readUInt16BE(2) & 0xf;

it("answers with authority, and keeps the spelling of the question", async () => {
  const reply = decode(await overUdp(query("BaRe.eXample.com", "A")));
  expect(reply).toMatchObject({ id: 7, flag_qr: true, flag_aa: true, flag_tc: false, flag_rd: true, flag_ra: false });
  expect(reply.questions).toMatchObject([{ name: "BaRe.eXample.com" }]);
  expect(reply.answers).toMatchObject([{ name: "BaRe.eXample.com", type: "A", ttl: 300, data: "192.0.2.1" }]);
});

it.each([
  ["none.example.com", 3],
  ["app.example.com", 0],
])("%s AAAA is denied with the zone's SOA and code %i", async (name, code) => {
  const bytes = await overUdp(query(name, "AAAA"));
  expect(rcode(bytes)).toBe(code);
  const reply = decode(bytes);
  expect(reply.answers).toEqual([]);
  expect(reply.authorities).toMatchObject([{ type: "SOA", name: "example.com", ttl: 1800, data: { minimum: 1800 } }]);
});

it.each([
  ["without EDNS", {}, 512],
  ["with EDNS and a large buffer", withEdns(4096), 1232],
  ["with EDNS and a tiny buffer", withEdns(100), 512],
])("cuts answers over UDP %s, and gives them over TCP", async (_, more, limit) => {
  const cut = await overUdp(query("big.example.com", "TXT", more));
  expect(decode(cut)).toMatchObject({ flag_tc: true, answers: [] });
  expect(cut.length).toBeLessThanOrEqual(limit);
  const [whole] = await overTcp([query("big.example.com", "TXT", more)]);
  expect(decode(whole ?? cut)).toMatchObject({ flag_tc: false, answers: [{ type: "TXT" }] });
});

it("sends what fits an EDNS buffer and not 512 bytes over UDP", async () => {
  const name = "google._domainkey.example.com";
  expect(decode(await overUdp(query(name, "TXT"))).flag_tc).toBe(true);
  const reply = decode(await overUdp(query(name, "TXT", withEdns(1232))));
  expect(reply.flag_tc).toBe(false);
  expect(reply.additionals).toMatchObject([{ type: "OPT", udpPayloadSize: 1232 }]);
});

it("answers several questions on one TCP connection, however they are cut", async () => {
  const questions = [query("bare.example.com", "A"), query("none.example.com", "A"), query("example.com", "MX")];
  const replies = await overTcp(questions, 7);
  expect(replies.map(rcode)).toEqual([0, 3, 0]);
});

it("gives an alias that leads outside without an address", async () => {
  const { answers = [] } = decode(await overUdp(query("out.example.com", "A")));
  expect(answers).toMatchObject([{ type: "CNAME", data: "elsewhere.example.net" }]);
});

it.each([
  ["of a class other than IN", encode({ type: "query", id: 7, questions: [{ name: "example.com", type: "A", class: "CH" }] }), 5],
  [
    "for two names",
    encode({
      type: "query",
      id: 7,
      questions: [
        { name: "a.example.com", type: "A" },
        { name: "b.example.com", type: "A" },
      ],
    }),
    1,
  ],
  ["for no name", encode({ type: "query", id: 7, questions: [] }), 1],
  ["that ends early", query("bare.example.com", "A").subarray(0, 20), 1],
  ["of another kind", Buffer.from([0, 7, 0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 4],
])("a question %s gets code %i", async (_, bytes, code) => {
  const reply = await overUdp(bytes);
  expect([reply.readUInt16BE(0), rcode(reply)]).toEqual([7, code]);
});

const WORLD = {
  zones: [ZONE],
  recordsOf: () => recordsOf(RECORDS, ZONE.zoneId),
  foreign: [],
  edgeAddress: "127.0.0.1",
  originAddress: () => undefined,
};

it.each([
  ["too short for a header", Buffer.alloc(11)],
  ["an answer, which must not be answered", encode({ type: "response", id: 7, questions: [{ name: "example.com", type: "A" }] })],
  ["empty", Buffer.alloc(0)],
])("says nothing to a message that is %s", (_, bytes) => {
  expect(replyTo(bytes, "udp", () => WORLD)).toBeUndefined();
});

it("answers a label that ends in a dot as a malformed question, not with a malformed answer", () => {
  const bytes = query("barx.example.com", "TXT", withEdns(1232));
  bytes[bytes.indexOf("barx") + 3] = ".".charCodeAt(0);
  const reply = replyTo(bytes, "udp", () => WORLD);
  expect(reply?.length).toBe(12);
  expect((reply?.readUInt16BE(2) ?? 0) & 0xf).toBe(1);
});

it("survives every message, and answers with something that can be read", () => {
  const noise = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes));
  const damaged = fc
    .tuple(
      fc.constantFrom("bare.example.com", "big.example.com", "x".repeat(63)),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }),
    )
    .map(([name, changes]) => {
      const bytes = query(name, "TXT", withEdns(1232));
      for (const [at, value] of changes) if (at >= 4 && at < bytes.length) bytes[at] = value;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(noise, damaged), fc.constantFrom("udp" as const, "tcp" as const), (bytes, transport) => {
      const reply = replyTo(bytes, transport, () => WORLD);
      if (reply === undefined) return;
      expect(reply.length).toBeGreaterThanOrEqual(12);
      expect(reply.readUInt16BE(2) & 0x8000).toBe(0x8000);
      expect(() => decode(reply)).not.toThrow();
    }),
    { numRuns: 3000 },
  );
});

it("fails, and lives on, when the state can't be read", async () => {
  state = { ...NOTHING, records: [{ zone_id: ZONE.zoneId, name: 5 }] };
  expect(rcode(await overUdp(query("bare.example.com", "A")))).toBe(2);
  state = { ...NOTHING, records: RECORDS };
  expect(rcode(await overUdp(query("bare.example.com", "A")))).toBe(0);
});

it.each([
  ['"a" "b"', ["a", "b"]],
  ["a b", ["a b"]],
  ['"a\\"b\\\\"', ['a"b\\']],
  ['""', [""]],
  ["", [""]],
  ["x".repeat(300), ["x".repeat(255), "x".repeat(45)]],
])("TXT content %j is the strings %j", (content, strings) => {
  expect(txtStrings(content).map(String)).toEqual(strings);
});

it("answers ANY with as little as it can", async () => {
  const bytes = query("example.com", "A");
  bytes.writeUInt16BE(255, bytes.length - 4);
  const { answers = [] } = decode(await overUdp(bytes));
  expect(answers.map((answer: Answer) => answer.type)).toEqual(["HINFO"]);
});
