import { checkConfigs } from "../../../config/check.ts";
import { changed } from "../change.ts";
import { testRules } from "./table.ts";

const ZONE = "opsdesk.example";
const a = (name: string, address = "203.0.113.7", more: object = {}) => ({ type: "A", name: `${name}.${ZONE}`, address, ...more });
const cname = (name: string, target: string) => ({ type: "CNAME", name: `${name}.${ZONE}`, target });
const txt = (name: string, text = "x", more: object = {}) => ({ type: "TXT", name, text, ...more });
const mx = (name: string, host: string, priority = 10) => ({ type: "MX", name: `${name}.${ZONE}`, host, priority });
const ns = (name: string, host = "ns1.example.net") => ({ type: "NS", name: `${name}.${ZONE}`, host });
const ds = { type: "DS", name: `sub.${ZONE}`, keyTag: 1, algorithm: 13, digestType: 2, digest: "ab".repeat(32) };
const srv = (target: string) => ({ type: "SRV", name: `_sip._tcp.${ZONE}`, priority: 1, weight: 1, port: 5060, target });
const zone = (...records: readonly object[]) => ({
  zone: { records: Object.fromEntries(records.map((record, index) => [`r${index}`, record])) },
});

testRules("errors", [
  {
    why: "one record twice",
    bad: zone(a("x"), a("x")),
    found: ["RECORD_TWICE records.r0", "RECORD_TWICE records.r1"],
    good: zone(a("x"), a("x", "203.0.113.8")),
  },
  {
    why: "one name with two TTLs",
    bad: zone(a("x"), a("x", "203.0.113.8", { ttlSeconds: 60 })),
    found: ["RECORD_TTLS_DIFFER records.r1"],
    good: zone(a("x"), a("x", "203.0.113.8", { ttlSeconds: 300 })),
  },
  {
    why: "a name half behind the edge",
    bad: zone(a("x"), a("x", "203.0.113.8", { proxied: true })),
    found: ["RECORD_PROXY_MIXED records.r0", "RECORD_PROXY_MIXED records.r1"],
    good: zone(a("x"), a("x", "203.0.113.8")),
  },
  {
    why: "a CNAME and something else",
    bad: zone(cname("x", "x.example.net"), txt(`x.${ZONE}`)),
    found: ["RECORD_BESIDE_CNAME records.r0", "RECORD_BESIDE_CNAME records.r1"],
    good: zone(cname("x", "x.example.net"), txt(`_x.${ZONE}`)),
  },
  {
    why: "two CNAMEs",
    bad: zone(cname("x", "x.example.net"), cname("x", "y.example.net")),
    found: ["RECORD_BESIDE_CNAME records.r0", "RECORD_BESIDE_CNAME records.r1"],
    good: zone(cname("x", "x.example.net"), cname("y", "y.example.net")),
  },
  {
    why: "a record at a host's name",
    bad: zone(txt(`app.${ZONE}`)),
    found: ["RECORD_BESIDE_CNAME environments.production.hosts.app", "RECORD_BESIDE_CNAME records.r0"],
    good: zone(txt(`_app.${ZONE}`)),
  },
  {
    why: "an address beside the apex host, where other types may stand",
    bad: zone({ ...a("x"), name: ZONE }),
    found: ["RECORD_BESIDE_CNAME environments.production.hosts.apex", "RECORD_BESIDE_CNAME records.r0"],
    good: zone(txt(ZONE)),
  },
  {
    why: "a CNAME to itself",
    bad: zone(cname("x", `x.${ZONE}`)),
    found: ["RECORD_CNAME_LOOP records.r0"],
    good: zone(cname("x", `app.${ZONE}`)),
  },
  {
    why: "a loop of three CNAMEs",
    bad: zone(cname("x", `y.${ZONE}`), cname("y", `z.${ZONE}`), cname("z", `x.${ZONE}`)),
    found: ["RECORD_CNAME_LOOP records.r0", "RECORD_CNAME_LOOP records.r1", "RECORD_CNAME_LOOP records.r2"],
    good: zone(cname("x", "y.example.net"), cname("y", "z.example.net"), cname("z", "x.example.net")),
  },
  {
    why: "a chain of CNAMEs that resolvers give up on",
    bad: zone(...Array.from({ length: 9 }, (_, index) => cname(`c${index}`, index === 8 ? "x.example.net" : `c${index + 1}.${ZONE}`))),
    found: ["RECORD_CNAME_LOOP records.r0", ...Array.from({ length: 7 }, (_, index) => `RECORD_CNAME_CHAIN records.r${index + 1}`)],
    good: zone(...Array.from({ length: 9 }, (_, index) => cname(`c${index}`, "x.example.net"))),
  },
  {
    why: "a CNAME to a CNAME",
    bad: zone(cname("x", `y.${ZONE}`), cname("y", "z.example.net")),
    found: ["RECORD_CNAME_CHAIN records.r0"],
    good: zone(cname("x", `y.${ZONE}`), { ...cname("y", "z.example.net"), proxied: true }),
  },
  {
    why: "a CNAME to what a wildcard makes a CNAME",
    bad: zone(cname("x", `y.${ZONE}`), cname("*", "z.example.net")),
    found: ["RECORD_CNAME_CHAIN records.r0"],
    good: zone({ ...cname("x", `y.${ZONE}`), proxied: true }, cname("*", "z.example.net")),
  },
  {
    why: "a target that the zone does not have",
    bad: zone(cname("x", `ap.${ZONE}`)),
    found: ["RECORD_TARGET_MISSING records.r0"],
    good: zone(cname("x", `ap.${ZONE}`), a("*")),
  },
  {
    why: "a mail host that the zone does not have",
    bad: zone(mx("lists", `mx.${ZONE}`)),
    found: ["RECORD_TARGET_MISSING records.r0"],
    good: zone(mx("lists", `mx.${ZONE}`), a("mx")),
  },
  {
    why: "mail to a proxied host",
    bad: zone(mx("lists", `app.${ZONE}`)),
    found: ["MX_NOT_REACHABLE records.r0"],
    good: zone(mx("lists", "mx.example.net")),
  },
  {
    why: "mail to an alias",
    bad: zone(mx("lists", `mx.${ZONE}`), cname("mx", "mx.example.net")),
    found: ["MX_NOT_REACHABLE records.r0"],
    good: zone(mx("lists", `mx.${ZONE}`), a("mx")),
  },
  {
    why: "a proxied record under the domain's mail host",
    bad: { zone: { "mail.mx": [{ host: `mx.${ZONE}`, priority: 1 }], records: { mx: a("mx", "203.0.113.7", { proxied: true }) } } },
    found: ["MX_NOT_REACHABLE mail"],
    good: { zone: { "mail.mx": [{ host: `mx.${ZONE}`, priority: 1 }], records: { mx: a("mx") } } },
  },
  {
    why: "a service on a proxied host",
    bad: zone(srv(`app.${ZONE}`)),
    found: ["RECORD_TARGET_NOT_A_SERVER records.r0"],
    good: zone(srv("sip.example.net")),
  },
  {
    why: "a null MX beside others, and with a preference",
    bad: zone(mx("x", ".", 10), mx("x", "mx.example.net")),
    found: ["RECORD_NULL_MX records.r0", "RECORD_NULL_MX records.r0.priority", "RECORD_NULL_MX records.r1"],
    good: zone(mx("x", ".", 0)),
  },
  {
    why: "a second SPF, which the mail section writes",
    bad: zone(txt(ZONE, "v=spf1 -all")),
    found: ["RECORD_POLICY_TWICE mail", "RECORD_POLICY_TWICE records.r0"],
    good: zone(txt(`lists.${ZONE}`, "v=spf1 -all")),
  },
  {
    why: "two DKIM keys at one selector",
    bad: zone(txt(`s._domainkey.${ZONE}`, "v=DKIM1; p= "), txt(`s._domainkey.${ZONE}`, "v=DKIM1; p=")),
    found: ["RECORD_POLICY_TWICE records.r0", "RECORD_POLICY_TWICE records.r1"],
    good: zone(txt(`s._domainkey.${ZONE}`, "v=DKIM1; p= "), txt(`t._domainkey.${ZONE}`, "v=DKIM1; p=")),
  },
  {
    why: "more text at one name than Cloudflare takes",
    bad: zone(...["a", "b", "c"].map((letter) => txt(`x.${ZONE}`, letter.repeat(3_000)))),
    found: ["RECORD_SET_TOO_LONG records.r2"],
    good: zone(...["a", "b"].map((letter) => txt(`x.${ZONE}`, letter.repeat(3_000)))),
  },
  { why: "DS without NS", bad: zone(ds), found: ["RECORD_DS_WITHOUT_NS records.r0"], good: zone(ds, ns("sub")) },
  {
    why: "what a delegation hides",
    bad: zone(ns("sub", `ns.sub.${ZONE}`), a("ns.sub"), a("www.sub"), txt(`sub.${ZONE}`)),
    found: ["RECORD_BELOW_DELEGATION records.r2", "RECORD_BELOW_DELEGATION records.r3"],
    good: zone(ns("sub", `ns.sub.${ZONE}`), a("ns.sub"), ds),
  },
  {
    why: "a host below a delegated name",
    bad: zone(ns("app")),
    found: [
      "RECORD_BELOW_DELEGATION environments.production.hosts.app",
      "RECORD_BESIDE_CNAME environments.production.hosts.app",
      "RECORD_BESIDE_CNAME records.r0",
    ],
    good: zone(ns("apps")),
  },
]);

it("names both files of a conflict", () => {
  const { errors } = checkConfigs(changed(zone(txt(`app.${ZONE}`))));
  expect(errors.map(({ message }) => message)).toEqual([
    "config/launches/chatbot.ts: environments.production.hosts.app: expected a CNAME at app.opsdesk.example alone, or no CNAME there, " +
      'got also TXT "x" (config/zones/opsdesk.example.ts: records.r0); move one of them to another name [RECORD_BESIDE_CNAME]',
    "config/zones/opsdesk.example.ts: records.r0: expected a CNAME at app.opsdesk.example alone, or no CNAME there, " +
      "got also CNAME app.opsdesk-origin.example (config/launches/chatbot.ts: environments.production.hosts.app); " +
      "move one of them to another name [RECORD_BESIDE_CNAME]",
  ]);
});

it.each([
  { record: { ...a("x"), name: "www2" }, fix: "did you mean www2.opsdesk.example? names are written in full" },
  { record: a(`www2.${ZONE}`), fix: "did you mean www2.opsdesk.example?" },
  { record: cname("x", `ap.${ZONE}`), fix: "did you mean app.opsdesk.example?" },
  { record: { ...srv("sip.example.net"), name: `sip.tcp.${ZONE}` }, fix: "did you mean _sip._tcp.opsdesk.example?" },
])("guesses: $fix", ({ record, fix }) => {
  expect(checkConfigs(changed(zone(record))).errors.map(({ parts }) => parts.fix)).toEqual([fix]);
});
