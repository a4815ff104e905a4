import type { Answer } from "dns-packet";
import type { RecordModel } from "../../../config/model.ts";
import { runChecks } from "../../../verify/check.ts";
import { ZONE_DNS_CHECKS } from "../../../verify/checks/dns.ts";
import { createNet } from "../../../verify/net.ts";
import { zoneModel } from "../../fixtures/models.ts";
import { failed, openShop } from "../shop.ts";

const record = (type: RecordModel["type"], content: string, more: Partial<RecordModel> = {}): RecordModel => ({
  key: `record-${type.toLowerCase()}`,
  concern: "hosts",
  name: `${type.toLowerCase()}.shop.example`,
  type,
  content,
  ttlSeconds: 300,
  proxied: false,
  ...more,
});
const HEX = "ab".repeat(32);
const KEY = Buffer.from("some key").toString("base64");

const PROMISED: readonly (readonly [RecordModel, Answer])[] = [
  [record("A", "203.0.113.7"), { type: "A", name: "a.shop.example", data: "203.0.113.7" }],
  [record("AAAA", "2001:db8::1"), { type: "AAAA", name: "aaaa.shop.example", data: "2001:db8::1" }],
  [record("CNAME", "x.example.net"), { type: "CNAME", name: "cname.shop.example", data: "X.example.net" }],
  [record("NS", "ns1.example.net"), { type: "NS", name: "ns.shop.example", data: "ns1.example.net" }],
  [record("PTR", "x.example.net"), { type: "PTR", name: "ptr.shop.example", data: "x.example.net" }],
  [
    record("MX", "mx.example.net", { priority: 5 }),
    { type: "MX", name: "mx.shop.example", data: { exchange: "mx.example.net", preference: 5 } },
  ],
  [record("TXT", '"say \\"hi\\""'), { type: "TXT", name: "txt.shop.example", data: ['say "hi"'] }],
  [record("CAA", '0 issue "pki.goog"'), { type: "CAA", name: "caa.shop.example", data: { flags: 0, tag: "issue", value: "pki.goog" } }],
  [
    record("SRV", "1 2 3 x.example.net"),
    { type: "SRV", name: "srv.shop.example", data: { priority: 1, weight: 2, port: 3, target: "x.example.net" } },
  ],
  [
    record("DS", `1 13 2 ${HEX}`),
    { type: "DS", name: "ds.shop.example", data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.from(HEX, "hex") } },
  ],
  [
    record("TLSA", `3 1 1 ${HEX}`),
    { type: "TLSA", name: "tlsa.shop.example", data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from(HEX, "hex") } },
  ],
  [record("SSHFP", `4 2 ${HEX}`), { type: "SSHFP", name: "sshfp.shop.example", data: { algorithm: 4, hash: 2, fingerprint: HEX } }],
  [
    record("NAPTR", '1 2 U "E2U+sip" "!x!y!" .'),
    {
      type: "NAPTR",
      name: "naptr.shop.example",
      data: { order: 1, preference: 2, flags: "U", services: "E2U+sip", regexp: "!x!y!", replacement: "." },
    },
  ],
];
const SIGNED: Answer = { type: "DNSKEY", name: "shop.example", data: { flags: 257, algorithm: 13, key: Buffer.from(KEY, "base64") } };

async function failures(
  answers: readonly Answer[],
  records: readonly RecordModel[],
  dnssec?: "active" | "disabled",
): Promise<readonly string[]> {
  const tiny = await openShop({ records: answers });
  const edge = {
    universalSsl: true,
    certificates: [],
    zoneOriginPulls: false,
    bots: {},
    leakedCredentialCheck: true,
    urlNormalization: { type: "cloudflare", scope: "incoming" },
    tieredCache: false,
    errorPages: [],
    ...(dnssec === undefined ? {} : { dnssec }),
  };
  const zone = { ...zoneModel, base: { ...zoneModel.base, records, edge } };
  try {
    return failed(await runChecks(ZONE_DNS_CHECKS, { zone }, createNet(tiny.world, "shop.example")));
  } finally {
    await tiny.close();
  }
}

it("passes when every record answers as it is declared", async () => {
  const records = PROMISED.map(([each]) => each);
  expect(
    await failures(
      PROMISED.map(([, answer]) => answer),
      records,
    ),
  ).toEqual([]);
});

it.each(PROMISED.map(([promised]) => [promised.type, promised] as const))("finds a %s record that is not there", async (_, promised) => {
  expect(await failures([], [promised])).toEqual([`dns.record-answers ${promised.name}`]);
});

it.each(PROMISED.map(([promised, answer]) => [promised.type, promised, answer] as const))(
  "finds a %s record that says something else",
  async (_, promised, answer) => {
    expect(await failures([answer], [{ ...promised, content: `${promised.content}0` }])).toEqual([`dns.record-answers ${promised.name}`]);
  },
);

it.each([
  ["active", [SIGNED], []],
  ["active", [], ["dns.zone-signed shop.example"]],
  ["disabled", [], []],
  ["disabled", [SIGNED], ["dns.zone-signed shop.example"]],
] as const)("judges a zone whose DNSSEC is %s with keys %j", async (status, answers, expected) => {
  expect(await failures(answers, [], status)).toEqual(expected);
});
