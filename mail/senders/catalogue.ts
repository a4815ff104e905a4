import { keyAlias, keyRecord, NO_RECORDS, type SenderRecords } from "./records.ts";
import type { MailSender, SenderKind } from "./sender.ts";

type Entry<K extends SenderKind> = {
  readonly title: string;
  /** The vendor's own pages. */
  readonly source: string;
  /** Day on which the entry was last held against them, as far as stored copies of them go. */
  readonly checked: string;
  readonly records: (sender: Extract<MailSender, { kind: K }>) => SenderRecords;
};

/** Where the return path is a name of its own, SPF is judged there, and the apex record need not name the service. */
export const SENDER_CATALOGUE: { readonly [K in SenderKind]: Entry<K> } = {
  google: {
    title: "Google Workspace",
    source: "support.google.com/a/answer/33786 (SPF), support.google.com/a/answer/174124 (DKIM)",
    checked: "2026-11-22",
    records: ({ dkim }) => ({
      ...NO_RECORDS,
      name: "google",
      spf: [{ label: "", terms: ["include:_spf.google.com"] }],
      dkim: [keyRecord(dkim)],
      bounceLabel: "",
      signingLabel: "",
    }),
  },
  m365: {
    title: "Microsoft 365",
    source:
      "learn.microsoft.com/defender-office-365/email-authentication-spf-configure and email-authentication-dkim-configure: two CNAMEs, whose targets the portal shows",
    checked: "2026-11-25",
    records: ({ dkimTargets: [first, second] }) => ({
      ...NO_RECORDS,
      name: "m365",
      spf: [{ label: "", terms: ["include:spf.protection.outlook.com"] }],
      dkim: [keyAlias("selector1", first), keyAlias("selector2", second)],
      bounceLabel: "",
      signingLabel: "",
    }),
  },
  ses: {
    title: "Amazon SES",
    source:
      "docs.aws.amazon.com/ses/latest/dg/mail-from.html (a MAIL FROM subdomain with MX and SPF of its own), send-email-authentication-dkim-easy.html (three CNAMEs)",
    checked: "2026-11-25",
    records: ({ region, mailFromLabel, dkimTokens }) => ({
      ...NO_RECORDS,
      name: "ses",
      spf: [{ label: mailFromLabel, terms: ["include:amazonses.com"] }],
      dkim: dkimTokens.map((token) => keyAlias(token, `${token}.dkim.amazonses.com`)),
      mx: [{ label: mailFromLabel, host: `feedback-smtp.${region}.amazonses.com`, priority: 10 }],
      bounceLabel: mailFromLabel,
      signingLabel: "",
    }),
  },
  sendgrid: {
    title: "Twilio SendGrid",
    source:
      "docs.sendgrid.com/ui/account-and-settings/how-to-set-up-domain-authentication, automated security: three CNAMEs, of which two are DKIM keys that SendGrid rotates; sendgrid.com/docs/glossary/spf for the apex",
    checked: "2026-11-22",
    records: ({ authenticationHost, returnPathLabel, apexSpf }) => ({
      ...NO_RECORDS,
      name: "sendgrid",
      spf: apexSpf ? [{ label: "", terms: ["include:sendgrid.net"] }] : [],
      dkim: ["s1", "s2"].map((selector) => keyAlias(selector, `${selector}.domainkey.${authenticationHost}`)),
      aliases: [{ label: returnPathLabel, target: authenticationHost, purpose: "return-path" }],
      bounceLabel: returnPathLabel,
      signingLabel: "",
    }),
  },
  postmark: {
    title: "Postmark",
    source:
      "postmarkapp.com/support/article/1091-how-do-i-set-up-dkim-for-postmark, postmarkapp.com/support/article/910-how-do-i-set-up-a-custom-return-path",
    checked: "2026-11-25",
    records: ({ dkim, returnPathLabel }) => ({
      ...NO_RECORDS,
      name: "postmark",
      dkim: [keyRecord(dkim)],
      aliases: [{ label: returnPathLabel, target: "pm.mtasv.net", purpose: "return-path" }],
      bounceLabel: returnPathLabel,
      signingLabel: "",
    }),
  },
  mailgun: {
    title: "Mailgun",
    source:
      "documentation.mailgun.com/docs/mailgun/user-manual/domains/domains-verify: SPF and DKIM at the sending subdomain, a CNAME for tracking",
    checked: "2026-11-25",
    records: ({ region, label, dkim, trackingLabel, receives }) => {
      const host = region === "eu" ? "eu.mailgun.org" : "mailgun.org";
      return {
        ...NO_RECORDS,
        name: "mailgun",
        spf: [{ label, terms: ["include:mailgun.org"] }],
        dkim: [keyRecord(dkim, label)],
        aliases: [{ label: `${trackingLabel}.${label}`, target: host, purpose: "tracking" }],
        mx: receives ? ["mxa", "mxb"].map((name) => ({ label, host: `${name}.${host}`, priority: 10 })) : [],
        bounceLabel: label,
        signingLabel: label,
      };
    },
  },
  mailchimp: {
    title: "Mailchimp",
    source: "mailchimp.com/help/set-up-email-domain-authentication: two CNAMEs; the envelope sender is Mailchimp's own",
    checked: "2026-11-25",
    records: () => ({
      ...NO_RECORDS,
      name: "mailchimp",
      dkim: [keyAlias("k2", "dkim2.mcsv.net"), keyAlias("k3", "dkim3.mcsv.net")],
      signingLabel: "",
    }),
  },
  hubspot: {
    title: "HubSpot",
    source:
      "knowledge.hubspot.com/marketing-email/manage-email-authentication-in-hubspot: two DKIM CNAMEs, and for some accounts one return path",
    checked: "2026-11-25",
    records: ({ portalId, dkimTargets: [first, second], returnPath }) => ({
      ...NO_RECORDS,
      name: "hubspot",
      dkim: [keyAlias(`hs1-${portalId}`, first), keyAlias(`hs2-${portalId}`, second)],
      aliases: returnPath === undefined ? [] : [{ ...returnPath, purpose: "return-path" }],
      bounceLabel: returnPath?.label,
      signingLabel: "",
    }),
  },
  zendesk: {
    title: "Zendesk Support",
    source: "support.zendesk.com/hc/articles/4408832543770 (SPF and CNAMEs), 4408822303386 (DKIM)",
    checked: "2026-11-25",
    records: () => ({
      ...NO_RECORDS,
      name: "zendesk",
      spf: [{ label: "", terms: ["include:mail.zendesk.com"] }],
      dkim: ["zendesk1", "zendesk2"].map((selector) => keyAlias(selector, `${selector}._domainkey.zendesk.com`)),
      aliases: [1, 2, 3, 4].map((index) => ({ label: `zendesk${index}`, target: `mail${index}.zendesk.com`, purpose: "verification" })),
      signingLabel: "",
    }),
  },
  custom: {
    title: "any other service",
    source: "what the service's own documentation asks for",
    checked: "2026-11-25",
    records: ({ name, spfTerms, dkim, returnPathLabel, envelope }) => ({
      ...NO_RECORDS,
      name,
      spf: spfTerms.length === 0 ? [] : [{ label: returnPathLabel, terms: spfTerms }],
      dkim: dkim.map((key) => keyRecord(key)),
      bounceLabel: envelope === "ours" && spfTerms.length > 0 ? returnPathLabel : undefined,
      signingLabel: dkim.length > 0 ? "" : undefined,
    }),
  },
};

export function recordsOf(sender: MailSender): SenderRecords {
  const own = ownRecordsOf(sender);
  const { links } = sender;
  return links === undefined
    ? own
    : { ...own, aliases: [...own.aliases, { label: links.label, target: links.target, purpose: "tracking" }] };
}

function ownRecordsOf(sender: MailSender): SenderRecords {
  switch (sender.kind) {
    case "google":
      return SENDER_CATALOGUE.google.records(sender);
    case "m365":
      return SENDER_CATALOGUE.m365.records(sender);
    case "ses":
      return SENDER_CATALOGUE.ses.records(sender);
    case "sendgrid":
      return SENDER_CATALOGUE.sendgrid.records(sender);
    case "postmark":
      return SENDER_CATALOGUE.postmark.records(sender);
    case "mailgun":
      return SENDER_CATALOGUE.mailgun.records(sender);
    case "mailchimp":
      return SENDER_CATALOGUE.mailchimp.records(sender);
    case "hubspot":
      return SENDER_CATALOGUE.hubspot.records(sender);
    case "zendesk":
      return SENDER_CATALOGUE.zendesk.records(sender);
    case "custom":
      return SENDER_CATALOGUE.custom.records(sender);
  }
}
