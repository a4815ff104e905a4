import type { Answer } from "dns-packet";
import { TARGET_ORIGIN } from "../../../config/names.ts";
import { DNS_CHECKS } from "../../../verify/checks/dns.ts";
import { MAIL_CHECKS } from "../../../verify/checks/mail.ts";
import { environmentModel, zoneModel } from "../../fixtures/models.ts";
import { GOOD_RECORDS, SHOP_ZONE } from "../good-shop.ts";
import { failed, findingsOf, outcomes, without } from "../shop.ts";

const CHECKS = [...DNS_CHECKS, ...MAIL_CHECKS];

const SPF = "v=spf1 include:_spf.google.com ~all";
const spf = (...texts: string[]): readonly Answer[] => [
  ...without("shop.example", "TXT"),
  ...texts.map((text): Answer => ({ type: "TXT", name: "shop.example", data: [text] })),
];
const dmarc = (...texts: string[]): readonly Answer[] => [
  ...without("_dmarc.shop.example", "TXT"),
  ...texts.map((text): Answer => ({ type: "TXT", name: "_dmarc.shop.example", data: [text] })),
];
const mx = (...hosts: (readonly [number, string])[]): readonly Answer[] => [
  ...without("shop.example", "MX"),
  ...hosts.map(([preference, exchange]): Answer => ({ type: "MX", name: "shop.example", data: { preference, exchange } })),
];

it("finds nothing wrong where nothing is", async () => {
  expect(outcomes(await findingsOf(CHECKS))).toEqual(["pass"]);
});

it.each<readonly [string, readonly Answer[], readonly string[]]>([
  ["a target's name that nobody hides", [{ type: "CNAME", name: "app.shop.example", data: "lb.aws.example" }], ["app.shop.example"]],
  ["a target that stays hidden", [], []],
])("tells of %s", async (_what, answers, leaking) => {
  const records = environmentModel.records.map((record) =>
    record.name === "app.shop.example" ? { ...record, content: TARGET_ORIGIN } : record,
  );
  const findings = await findingsOf(
    DNS_CHECKS,
    { records: [...GOOD_RECORDS, ...answers] },
    { environment: { ...environmentModel, records } },
  );
  expect(failed(findings)).toEqual(leaking.map((name) => `dns.origin-hidden ${name}`));
});

it.each<readonly [string, readonly Answer[], readonly string[]]>([
  [
    "a host without address",
    without("app.shop.example", "A"),
    ["dns.host-resolves app.shop.example", "dns.origin-hidden app.shop.example"],
  ],
  [
    "an origin that shows",
    [...GOOD_RECORDS, { type: "CNAME", name: "app.shop.example", data: "app.shop-origin.example" }],
    ["dns.origin-hidden app.shop.example"],
  ],
  [
    "a redirecting host without the edge before it",
    [...without("www.shop.example", "A"), { type: "AAAA", name: "www.shop.example", data: "100::" }],
    ["dns.origin-hidden www.shop.example"],
  ],
  ["no SPF", spf(), ["mail.spf-single shop.example", "mail.spf-equal shop.example"]],
  ["two SPF records", spf(SPF, "v=spf1 -all"), ["mail.spf-single shop.example", "mail.spf-equal shop.example"]],
  ["another SPF", spf("v=spf1 ~all"), ["mail.spf-equal shop.example"]],
  ["no DMARC", dmarc(), ["mail.dmarc-single _dmarc.shop.example", "mail.dmarc-equal _dmarc.shop.example"]],
  [
    "two DMARC records",
    dmarc(zoneModel.mail.dmarc, "v=DMARC1; p=none"),
    ["mail.dmarc-single _dmarc.shop.example", "mail.dmarc-equal _dmarc.shop.example"],
  ],
  ["a weaker DMARC", dmarc("v=DMARC1; p=none; rua=mailto:dmarc@shop.example"), ["mail.dmarc-equal _dmarc.shop.example"]],
  ["a DMARC on trial", dmarc("v=DMARC1; p=quarantine; t=y; rua=mailto:dmarc@shop.example"), ["mail.dmarc-equal _dmarc.shop.example"]],
  ["DMARC reports to somebody else", dmarc("v=DMARC1; p=quarantine; rua=mailto:a@b.example"), ["mail.dmarc-equal _dmarc.shop.example"]],
  ["no DKIM key", without("google._domainkey.shop.example", "TXT"), ["mail.dkim-published google._domainkey.shop.example"]],
  [
    "another DKIM key",
    [
      ...without("google._domainkey.shop.example", "TXT"),
      { type: "TXT", name: "google._domainkey.shop.example", data: ["v=DKIM1; k=rsa; p=BBBB"] },
    ],
    ["mail.dkim-published google._domainkey.shop.example"],
  ],
  ["no DKIM alias", without("s1._domainkey.shop.example", "CNAME"), ["mail.dkim-published s1._domainkey.shop.example"]],
  [
    "a DKIM alias to elsewhere",
    [...without("s1._domainkey.shop.example", "CNAME"), { type: "CNAME", name: "s1._domainkey.shop.example", data: "x.example" }],
    ["mail.dkim-published s1._domainkey.shop.example"],
  ],
  ["no return path", without("em1.shop.example", "CNAME"), ["mail.return-path em1.shop.example"]],
  ["no mail exchanger", mx(), ["mail.mx-equal shop.example"]],
  ["one mail exchanger too many", mx([1, "smtp.google.com"], [10, "old.example"]), ["mail.mx-equal shop.example"]],
  ["another priority", mx([10, "smtp.google.com"]), ["mail.mx-equal shop.example"]],
])("finds %s", async (_, records, expected) => {
  expect(failed(await findingsOf(CHECKS, { records }))).toEqual(expected);
});

it.each<readonly [string, readonly Answer[]]>([
  ["DMARC in another spelling", dmarc("v=DMARC1;p=Quarantine ;sp=quarantine; adkim=r; rua=mailto:dmarc@shop.example;")],
  ["an exchanger in capitals", mx([1, "SMTP.Google.com"])],
  ["other TXT records", spf(SPF, "v=spf10 looks like it", "google-site-verification=abc")],
  [
    "a DKIM key cut elsewhere, with spaces",
    [
      ...without("google._domainkey.shop.example", "TXT"),
      { type: "TXT", name: "google._domainkey.shop.example", data: ["v=DKIM1;k=rsa;", " p=", "A".repeat(196), " ", "A".repeat(196)] },
    ],
  ],
])("does not mind %s", async (_, records) => {
  expect(failed(await findingsOf(CHECKS, { records }))).toEqual([]);
});

it.each<readonly [string, readonly Answer[], readonly string[]]>([
  ["as they are meant", [{ type: "MX", name: "bounce.shop.example", data: { preference: 10, exchange: "feedback-smtp.example" } }], []],
  ["gone", [], ["mail.mx-equal bounce.shop.example"]],
  [
    "elsewhere",
    [{ type: "MX", name: "bounce.shop.example", data: { preference: 10, exchange: "other.example" } }],
    ["mail.mx-equal bounce.shop.example"],
  ],
])("asks for mail hosts below the domain: %s", async (_what, answers, failing) => {
  const { base } = SHOP_ZONE;
  const [record] = base.records.filter(({ type }) => type === "MX");
  if (record === undefined) throw new Error("no MX");
  const below = { ...record, key: "mail-mx-below", name: "bounce.shop.example", content: "feedback-smtp.example", priority: 10 };
  const zone = { ...SHOP_ZONE, base: { ...base, records: [...base.records, below] } };
  expect(failed(await findingsOf(CHECKS, { records: [...GOOD_RECORDS, ...answers] }, { zone }))).toEqual(failing);
});

it("hears of a DKIM key that only fits into TCP", async () => {
  expect(outcomes(await findingsOf(CHECKS, { truncate: true }))).toEqual(["pass"]);
});

it("takes a name server that refuses for no answer", async () => {
  const findings = await findingsOf(CHECKS, { dnsCode: 5 });
  expect(outcomes(findings)).toEqual(["unknown"]);
  expect(findings[0]?.got).toBe("response code 5");
});

it.each<readonly [string, string, readonly Answer[]]>([
  ["the null exchanger", "pass", mx([0, "."])],
  ["no exchanger", "fail", mx()],
  ["an exchanger", "fail", mx([1, "smtp.google.com"])],
])("of a domain that says it receives no mail, finds that %s is a %s", async (_, outcome, records) => {
  const mail = { ...zoneModel.mail, mx: [{ host: ".", priority: 0 }] };
  const findings = await findingsOf(CHECKS, { records }, { zone: { ...zoneModel, mail } });
  expect(findings.filter(({ id }) => id === "mail.mx-equal").map((finding) => finding.outcome)).toEqual([outcome]);
});
