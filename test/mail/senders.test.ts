import { renderDkim } from "../../mail/dkim/record.ts";
import { recordsOf, SENDER_CATALOGUE } from "../../mail/senders/catalogue.ts";
import { NO_RECORDS } from "../../mail/senders/records.ts";
import type { MailSender } from "../../mail/senders/sender.ts";
import { composeSpf } from "../../mail/spf/compose.ts";

const key = { selector: "k", publicKey: "AAAA" };
const keyRecord = { label: "", selector: "k", type: "TXT", value: renderDkim("AAAA") };
const alias = (selector: string, value: string) => ({ label: "", selector, type: "CNAME", value });

it.each<{ sender: MailSender; records: object }>([
  {
    sender: { kind: "google", dkim: key },
    records: { spf: [{ label: "", terms: ["include:_spf.google.com"] }], dkim: [keyRecord], bounceLabel: "", signingLabel: "" },
  },
  {
    sender: { kind: "m365", dkimTargets: ["one.onmicrosoft.com", "two.onmicrosoft.com"] },
    records: {
      spf: [{ label: "", terms: ["include:spf.protection.outlook.com"] }],
      dkim: [alias("selector1", "one.onmicrosoft.com"), alias("selector2", "two.onmicrosoft.com")],
      bounceLabel: "",
      signingLabel: "",
    },
  },
  {
    sender: { kind: "ses", region: "eu-central-1", mailFromLabel: "bounce", dkimTokens: ["aaaaaaaaaa"] },
    records: {
      spf: [{ label: "bounce", terms: ["include:amazonses.com"] }],
      dkim: [alias("aaaaaaaaaa", "aaaaaaaaaa.dkim.amazonses.com")],
      mx: [{ label: "bounce", host: "feedback-smtp.eu-central-1.amazonses.com", priority: 10 }],
      bounceLabel: "bounce",
      signingLabel: "",
    },
  },
  {
    sender: { kind: "sendgrid", authenticationHost: "u1.wl2.sendgrid.net", returnPathLabel: "em3", apexSpf: false },
    records: {
      dkim: [alias("s1", "s1.domainkey.u1.wl2.sendgrid.net"), alias("s2", "s2.domainkey.u1.wl2.sendgrid.net")],
      aliases: [{ label: "em3", target: "u1.wl2.sendgrid.net", purpose: "return-path" }],
      bounceLabel: "em3",
      signingLabel: "",
    },
  },
  {
    sender: { kind: "postmark", dkim: key, returnPathLabel: "pm-bounces" },
    records: {
      dkim: [keyRecord],
      aliases: [{ label: "pm-bounces", target: "pm.mtasv.net", purpose: "return-path" }],
      bounceLabel: "pm-bounces",
      signingLabel: "",
    },
  },
  {
    sender: { kind: "mailgun", region: "eu", label: "mg", dkim: key, trackingLabel: "email", receives: true },
    records: {
      spf: [{ label: "mg", terms: ["include:mailgun.org"] }],
      dkim: [{ ...keyRecord, label: "mg" }],
      aliases: [{ label: "email.mg", target: "eu.mailgun.org", purpose: "tracking" }],
      mx: [
        { label: "mg", host: "mxa.eu.mailgun.org", priority: 10 },
        { label: "mg", host: "mxb.eu.mailgun.org", priority: 10 },
      ],
      bounceLabel: "mg",
      signingLabel: "mg",
    },
  },
  { sender: { kind: "mailchimp" }, records: { dkim: [alias("k2", "dkim2.mcsv.net"), alias("k3", "dkim3.mcsv.net")], signingLabel: "" } },
  {
    sender: { kind: "hubspot", portalId: "123", dkimTargets: ["one.example", "two.example"] },
    records: { dkim: [alias("hs1-123", "one.example"), alias("hs2-123", "two.example")], signingLabel: "" },
  },
  {
    sender: { kind: "zendesk" },
    records: {
      spf: [{ label: "", terms: ["include:mail.zendesk.com"] }],
      dkim: [alias("zendesk1", "zendesk1._domainkey.zendesk.com"), alias("zendesk2", "zendesk2._domainkey.zendesk.com")],
      aliases: [1, 2, 3, 4].map((index) => ({ label: `zendesk${index}`, target: `mail${index}.zendesk.com`, purpose: "verification" })),
      signingLabel: "",
    },
  },
  {
    sender: { kind: "custom", name: "crm", spfTerms: ["a:crm.example"], returnPathLabel: "news", envelope: "ours", dkim: [] },
    records: { spf: [{ label: "news", terms: ["a:crm.example"] }], bounceLabel: "news" },
  },
])("knows what $sender.kind needs", ({ sender, records }) => {
  expect(recordsOf(sender)).toEqual({ ...NO_RECORDS, name: sender.kind === "custom" ? sender.name : sender.kind, ...records });
});

it.each(Object.entries(SENDER_CATALOGUE))("says where %s comes from, and when that was checked", (_kind, { title, source, checked }) => {
  expect([title.length, source.length]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(source.length).toBeGreaterThan(10);
  expect(Date.parse(checked)).toBeGreaterThan(Date.parse("2026-11-01"));
});

it("composes one record a name, out of all senders", () => {
  const needs = [
    { label: "", terms: ["include:_spf.google.com"] },
    { label: "bounce", terms: ["include:amazonses.com"] },
    { label: "", terms: ["+IP4:192.0.2.77/24"] },
    { label: "bounce", terms: ["a:x.example"] },
  ];
  expect(composeSpf(needs, "softfail")).toEqual([
    { label: "", record: "v=spf1 include:_spf.google.com ip4:192.0.2.0/24 ~all" },
    { label: "bounce", record: "v=spf1 include:amazonses.com a:x.example ~all" },
  ]);
  expect(composeSpf([], "fail")).toEqual([{ label: "", record: "v=spf1 -all" }]);
});
