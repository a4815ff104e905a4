import { generateKeyPairSync } from "node:crypto";
import { checkConfigs } from "../../../config/check.ts";
import { changed, locked } from "../change.ts";
import { testRules } from "./table.ts";

// One mistake after the other that people were seen to make, each beside the record that was meant.

const DOMAIN = "opsdesk.example";
const NEWS = `news.${DOMAIN}`;
const LEAF = "v=spf1 ip4:192.0.2.0/24 -all";
const txt = (name: string, text: string) => ({ zone: { "records.extra": { type: "TXT", name, text } } });
const spf = (text: string) => txt(NEWS, text);
const dmarc = (text: string) => txt(`_dmarc.${NEWS}`, text);
const RUA = "rua=mailto:dmarc@opsdesk.example";
const logo = (name = DOMAIN) => ({
  "records.logo": { type: "TXT", name: `default._bimi.${name}`, text: `v=BIMI1; l=https://${DOMAIN}/logo.svg` },
});
const edwards = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" });
const MAILGUN = {
  kind: "mailgun",
  region: "eu",
  label: "mg",
  dkim: { selector: "k1", publicKey: edwards.subarray(-32).toString("base64") },
};
const mailgun = [locked("eu.mailgun.org", "A", "192.0.2.1"), locked("eu.mailgun.org", "AAAA"), locked("mailgun.org", "TXT", LEAF)];
/** Links of the SendGrid account that the zone has. */
const LINKS = { label: "url4815", target: "sendgrid.net" };
const linkTarget = [locked(LINKS.target, "A", "192.0.2.9"), locked(LINKS.target, "AAAA")];
const parked = (more: object = {}) => ({
  zone: {
    "mail.mx": [],
    "mail.senders": [],
    "mail.spfAll": "fail",
    "mail.dmarc.policy": "reject",
    "mail.dmarc.reportTo": [`a@mail.${DOMAIN}`],
    "records.mail-mx": { type: "MX", name: `mail.${DOMAIN}`, host: "smtp.google.com", priority: 1 },
    ...more,
  },
});
const many = (count: number) => `v=spf1 ${Array.from({ length: count }, (_, index) => `ip4:198.51.100.${index + 100}`).join(" ")} -all`;

testRules("errors", [
  { why: "a space before SPF", bad: spf(" v=spf1 -all"), found: ["SPF_NOT_RECOGNISED records.extra"], good: spf("v=spf1 -all") },
  {
    why: "a tab behind the version",
    bad: spf("v=spf1\t-all"),
    found: ["CONFIG_HIDDEN_CHARACTER records.extra.text"],
    good: spf("v=spf1 -all"),
  },
  {
    why: "two explanations",
    bad: spf("v=spf1 exp=a.example exp=b.example -all"),
    found: ["SPF_TERM_MALFORMED records.extra"],
    good: spf("v=spf1 exp=a.example -all"),
  },
  {
    why: "a macro that is none",
    bad: spf("v=spf1 include:%{z}.example -all"),
    found: ["SPF_TERM_MALFORMED records.extra"],
    good: spf(LEAF),
  },
  { why: "everybody, in capitals", bad: spf("V=SPF1 ALL"), found: ["SPF_ALLOWS_EVERYONE records.extra"], good: spf("V=SPF1 -ALL") },
  {
    why: "a record of type SPF",
    bad: { zone: { "records.extra": { type: "SPF", name: NEWS, text: LEAF } } },
    found: ["CONFIG_VALUE records.extra.type"],
    good: spf(LEAF),
  },
  {
    why: "quotes in a policy",
    bad: dmarc(`"v=DMARC1; p=reject; ${RUA}"`),
    found: ["DMARC_NOT_RECOGNISED records.extra"],
    good: dmarc(`v=DMARC1; p=reject; ${RUA}`),
  },
  {
    why: "a policy at the domain itself",
    bad: txt(DOMAIN, `v=DMARC1; p=reject; ${RUA}`),
    found: ["DMARC_MISPLACED records.extra"],
    good: dmarc(`v=DMARC1; p=reject; ${RUA}`),
  },
  {
    why: "a bare address for reports",
    bad: dmarc("v=DMARC1; p=reject; rua=dmarc@opsdesk.example"),
    found: ["DMARC_MALFORMED records.extra"],
    good: dmarc(`v=DMARC1; p=reject; ${RUA}`),
  },
  {
    why: "two policies",
    bad: txt(`_dmarc.${DOMAIN}`, `v=DMARC1; p=reject; ${RUA}`),
    found: ["RECORD_POLICY_TWICE mail", "RECORD_POLICY_TWICE records.extra"],
    good: dmarc(`v=DMARC1; p=reject; ${RUA}`),
  },
  {
    why: "two records about reports on encryption",
    bad: { zone: { "mail.tlsReportTo": [`tls@${DOMAIN}`], ...txt(`_smtp._tls.${DOMAIN}`, `v=TLSRPTv1; rua=mailto:other@${DOMAIN}`).zone } },
    found: ["RECORD_POLICY_TWICE mail", "RECORD_POLICY_TWICE records.extra"],
    good: { zone: { "mail.tlsReportTo": [`tls@${DOMAIN}`, `other@${DOMAIN}`] } },
  },
  {
    why: "reports on encryption that nobody can take",
    bad: { zone: { "mail.tlsReportTo": ["tls@x.example"] }, lock: [locked("x.example", "MX", "0 .")] },
    found: ["TLS_REPORTS_UNDELIVERABLE mail.tlsReportTo"],
    good: {
      zone: { "mail.tlsReportTo": ["tls@x.example", "https://y.example/in"] },
      lock: [locked("x.example", "MX", "10 mx.example.net")],
    },
  },
  {
    why: "an announcement without a host for the policy",
    bad: txt(`_mta-sts.${NEWS}`, "v=STSv1; id=20261126"),
    found: ["MTA_STS_WITHOUT_HOST records.extra"],
    good: {
      zone: {
        ...txt(`_mta-sts.${NEWS}`, "v=STSv1; id=20261126").zone,
        "records.host": { type: "CNAME", name: `mta-sts.${NEWS}`, target: "x.example.net", https: true },
      },
    },
  },
  {
    why: "two announcements",
    bad: {
      zone: {
        "records.one": { type: "TXT", name: `_mta-sts.${NEWS}`, text: "v=STSv1; id=1" },
        "records.two": { type: "TXT", name: `_mta-sts.${NEWS}`, text: "v=STSv1; id=2" },
        "records.host": { type: "CNAME", name: `mta-sts.${NEWS}`, target: "x.example.net", https: true },
      },
    },
    found: ["RECORD_POLICY_TWICE records.one", "RECORD_POLICY_TWICE records.two"],
    good: { zone: {} },
  },
  {
    why: "a logo for a name whose own policy is weak",
    bad: { zone: { ...logo(NEWS), ...dmarc(`v=DMARC1; p=none; ${RUA}`).zone } },
    found: ["BIMI_WITHOUT_ENFORCEMENT records.logo"],
    good: { zone: { ...logo(NEWS), ...dmarc(`v=DMARC1; p=quarantine; ${RUA}`).zone } },
  },
  {
    why: "a logo below a domain that spares its subdomains",
    bad: { zone: { ...logo(NEWS), "mail.dmarc.subdomainPolicy": "none" } },
    found: ["BIMI_WITHOUT_ENFORCEMENT records.logo"],
    good: { zone: { ...logo(NEWS), "mail.dmarc.subdomainPolicy": "reject" } },
  },
  {
    why: "a logo by an alias, under no policy",
    bad: {
      zone: { "mail.dmarc.policy": "none", "records.logo": { type: "CNAME", name: `default._bimi.${DOMAIN}`, target: "bimi.crm.example" } },
    },
    found: ["BIMI_WITHOUT_ENFORCEMENT records.logo"],
    good: { zone: { "records.logo": { type: "CNAME", name: `default._bimi.${DOMAIN}`, target: "bimi.crm.example" } } },
  },
  {
    why: "an Ed25519 key with its header",
    bad: { zone: { "mail.senders.0.dkim.publicKey": edwards.toString("base64") } },
    found: ["DKIM_KEY_UNREADABLE mail.senders.0.dkim.publicKey"],
    good: { zone: { "mail.senders.0.dkim.publicKey": edwards.subarray(-32).toString("base64") } },
  },
  {
    why: "a selector with a space",
    bad: { zone: { "mail.senders.0.dkim.selector": "s 1" } },
    found: ["CONFIG_VALUE mail.senders.0.dkim.selector"],
    good: { zone: { "mail.senders.0.dkim.selector": "s1-2027" } },
  },
  {
    why: "links in mail that HSTS breaks",
    bad: { zone: { "mail.senders.2": { ...MAILGUN, trackingHttps: false } }, lock: mailgun },
    found: ["HSTS_BREAKS_HOST mail.senders.2.trackingHttps"],
    good: { zone: { "mail.senders.2": { ...MAILGUN, trackingHttps: true } }, lock: mailgun },
  },
  {
    why: "links of any service in mail that HSTS breaks",
    bad: { zone: { "mail.senders.1.links": { ...LINKS, https: false } }, lock: linkTarget },
    found: ["HSTS_BREAKS_HOST mail.senders.1.links.https"],
    good: { zone: { "mail.senders.1.links": { ...LINKS, https: true } }, lock: linkTarget },
  },
  {
    why: "a host for links of any service that is gone",
    bad: {
      zone: { "mail.senders.1.links": { ...LINKS, https: true } },
      lock: (["A", "AAAA"] as const).map((type) => ({ ...locked(LINKS.target, type), answer: "nxdomain" as const })),
    },
    found: ["MAIL_TARGET_GONE mail.senders"],
    good: { zone: { "mail.senders.1.links": { ...LINKS, https: true } }, lock: linkTarget },
  },
  {
    why: "a host for links that is gone",
    bad: {
      zone: { "mail.senders.2": { ...MAILGUN, trackingHttps: true } },
      lock: [...mailgun, ...(["A", "AAAA"] as const).map((type) => ({ ...locked("eu.mailgun.org", type), answer: "nxdomain" as const }))],
    },
    found: ["MAIL_TARGET_GONE mail.senders"],
    good: { zone: { "mail.senders.2": { ...MAILGUN, trackingHttps: true } }, lock: mailgun },
  },
]);

describe("warnings", () => {
  testRules("warnings", [
    { why: "SPF of more than 450 bytes", bad: spf(many(26)), found: ["SPF_LONG records.extra"], good: spf(many(22)) },
    { why: "SPF of more than 512 bytes", bad: spf(many(32)), found: ["SPF_LONG records.extra"], good: spf(many(22)) },
    {
      why: "a parked domain that lets names be forged that do not exist",
      bad: parked({ "mail.dmarc.nonexistentPolicy": "quarantine" }),
      found: ["MAIL_PARKED_OPEN mail.dmarc.nonexistentPolicy"],
      good: parked({ "mail.dmarc.nonexistentPolicy": "reject" }),
    },
    {
      why: "links in mail of which nobody says whether HSTS breaks them",
      bad: { zone: { "mail.senders.2": MAILGUN }, lock: mailgun },
      found: ["HSTS_COVERS_UNKNOWN_HOST mail.senders.2.trackingHttps"],
      good: { zone: { "mail.senders.2": { ...MAILGUN, trackingHttps: true } }, lock: mailgun },
    },
  ]);
});

it("closes a parked domain in all its records", () => {
  const { model, errors } = checkConfigs(changed(parked()));
  expect(errors).toEqual([]);
  const records = model?.zones.get(`zone/${DOMAIN}`)?.base.records ?? [];
  const own = records
    .filter(({ key }) => key.startsWith("mail-"))
    .map(({ name, type, content, priority }) => [name, type, content, priority]);
  expect(own).toEqual(
    expect.arrayContaining([
      [DOMAIN, "MX", ".", 0],
      [DOMAIN, "TXT", '"v=spf1 -all"', undefined],
      [`_dmarc.${DOMAIN}`, "TXT", `"v=DMARC1; p=reject; rua=mailto:a@mail.${DOMAIN}"`, undefined],
      [`*._domainkey.${DOMAIN}`, "TXT", '"v=DKIM1; p="', undefined],
    ]),
  );
});
