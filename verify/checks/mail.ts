import type { MailPromise, RecordModel } from "../../config/model.ts";
import { checkDmarcText } from "../../mail/dmarc/check-text.ts";
import { type DmarcRecord, isDmarc } from "../../mail/dmarc/record.ts";
import type { Check, Probe, Verdict } from "../check.ts";
import type { Net } from "../net.ts";
import type { ZonePromise } from "../scope.ts";

const RISK_SPAM = "invites and password resets land in spam or never arrive, and onboarding stops";

/** The domain's mail records, as the zone's own servers answer for them. */
export const MAIL_CHECKS: readonly Check<{ readonly zone: ZonePromise }>[] = [
  {
    id: "mail.spf-single",
    source: "RFC 7208 section 3.2",
    businessRisk: `two SPF records count as none: ${RISK_SPAM}`,
    probes: ({ zone }) => spfNames(zone.mail).map(({ name }) => single(name, name, isSpf, "v=spf1")),
  },
  {
    id: "mail.spf-equal",
    source: "zone config, mail.senders; RFC 7208",
    businessRisk: `a sender that SPF leaves out is not believed: ${RISK_SPAM}`,
    probes: ({ zone }) =>
      spfNames(zone.mail).map(({ name, spf }) =>
        probe(name, spf, async (net) => {
          const records = await texts(net, name, isSpf);
          return verdict(records.length === 1 && records[0] === spf, records.join(" | "));
        }),
      ),
  },
  {
    id: "mail.dmarc-single",
    source: "RFC 9989 section 4.7",
    businessRisk: "two DMARC records count as none, and anybody can send mail in the product's name",
    probes: ({ zone }) => [single(`_dmarc.${zone.mail.domain}`, `_dmarc.${zone.mail.domain}`, isDmarc, "v=DMARC1")],
  },
  {
    id: "mail.dmarc-equal",
    source: "zone config, mail.dmarc; RFC 9989",
    businessRisk: "mail in the product's name is not rejected as promised, or nobody receives the reports about it",
    probes: ({ zone: { mail } }) => [
      probe(`_dmarc.${mail.domain}`, mail.dmarc, async (net) => {
        const records = await texts(net, `_dmarc.${mail.domain}`, isDmarc);
        return verdict(records.length === 1 && sameDmarc(records[0] ?? "", mail.dmarc), records.join(" | "));
      }),
    ],
  },
  {
    id: "mail.dkim-published",
    source: "zone config, mail.senders; RFC 6376 section 3.6.2",
    businessRisk: `signatures cannot be checked: ${RISK_SPAM}`,
    probes: ({ zone }) => zone.mail.dkim.map(({ name, type, value }) => published(name, type, value)),
  },
  {
    id: "mail.return-path",
    source: "zone config, mail.senders; RFC 5321 section 4.4, RFC 9989 section 4.4.2",
    businessRisk: `bounces are lost and SPF is judged for the wrong domain: ${RISK_SPAM}`,
    probes: ({ zone }) => returnPaths(zone).map(({ name, content }) => published(name, "CNAME", content)),
  },
  {
    id: "mail.mx-equal",
    source: "zone config, mail.mx; RFC 5321 section 5.1, RFC 7505",
    businessRisk: "replies, bounces and reports go to the wrong place or nowhere",
    probes: ({ zone }) => [mx(zone.mail.domain, zone.mail.mx), ...mxBelow(zone)],
  },
];

/** The domain itself, and every name below it that services send from. */
function spfNames({ domain, spf, spfBelow = [] }: MailPromise): readonly { readonly name: string; readonly spf: string }[] {
  return [{ name: domain, spf }, ...spfBelow];
}

function single(subject: string, name: string, is: (text: string) => boolean, what: string): Probe {
  return probe(subject, `exactly one ${what} record`, async (net) => {
    const records = await texts(net, name, is);
    return verdict(records.length === 1, `${records.length}: ${records.join(" | ")}`);
  });
}

/** Names under which a sender takes its bounces: what the zone publishes for mail besides keys and policies. */
function returnPaths({ base, mail }: ZonePromise): readonly RecordModel[] {
  return base.records.filter(
    ({ concern, type, name }) => concern === "mail" && type === "CNAME" && !mail.dkim.some((key) => key.name === name),
  );
}

function published(name: string, type: "TXT" | "CNAME", value: string): Probe {
  return probe(name, `${type} ${shortened(value)}`, async (net) => {
    const found = (await net.dns(name, type)).filter((answer) => answer.name === name && answer.type === type).map(({ data }) => data);
    const same = type === "TXT" ? found.length === 1 && withoutSpace(found[0] ?? "") === withoutSpace(value) : found[0] === value;
    return verdict(same, found.map(shortened).join(" | "));
  });
}

/** Bounces of services, and mail to names below the domain. */
function mxBelow({ base, mail }: ZonePromise): Probe[] {
  const below = base.records.filter(({ type, name }) => type === "MX" && name !== mail.domain && !name.startsWith("*."));
  const names = [...new Set(below.map(({ name }) => name))];
  return names.map((name) =>
    mx(
      name,
      below.filter((record) => record.name === name).map(({ content, priority = 0 }) => ({ host: content, priority })),
    ),
  );
}

function mx(name: string, hosts: MailPromise["mx"]): Probe {
  const wanted = hosts
    .map(({ host, priority }) => `${priority} ${host}`)
    .sort()
    .join(", ");
  return probe(name, wanted, async (net) => {
    const exchangers = (await net.dns(name, "MX")).filter(({ type }) => type === "MX");
    // the null MX names the root, whose name is empty
    const found = exchangers
      .map(({ data, priority }) => `${priority} ${data || "."}`)
      .sort()
      .join(", ");
    return verdict(found === wanted, found);
  });
}

function probe(subject: string, expected: string, ask: Probe["ask"]): Probe {
  return { subject, expected, ask };
}

function verdict(holds: boolean, got: string): Verdict {
  return { outcome: holds ? "pass" : "fail", got: got || "nothing" };
}

async function texts(net: Net, name: string, is: (text: string) => boolean): Promise<readonly string[]> {
  return (await net.dns(name, "TXT")).filter(({ type, data }) => type === "TXT" && is(data)).map(({ data }) => data);
}

/** The version is followed by a space or the end. Source: RFC 7208 section 4.5. */
function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text);
}

/** Spelling and order may differ; meaning may not. */
function sameDmarc(found: string, wanted: string): boolean {
  const [one, other] = [found, wanted].map((text) => checkDmarcText(text).record);
  return one !== undefined && other !== undefined && canonical(one) === canonical(other);
}

function canonical(record: DmarcRecord): string {
  const { subdomainPolicy = record.policy, nonexistentPolicy = subdomainPolicy, reportTo, failureReportTo, failureOptions } = record;
  const lists = [reportTo, failureReportTo, failureOptions].map((list) => [...list].sort());
  const { policy, testing, publicSuffix, dkimAlignment, spfAlignment } = record;
  return JSON.stringify([policy, subdomainPolicy, nonexistentPolicy, testing, publicSuffix, dkimAlignment, spfAlignment, ...lists]);
}

/** White space inside a key record means nothing. Source: RFC 6376 section 3.6.1. */
function withoutSpace(text: string): string {
  return text.replace(/\s/g, "");
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
