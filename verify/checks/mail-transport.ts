import { mtaStsName, POLICY_PATH, policyHost } from "../../mail/mta-sts/policy.ts";
import { tlsRptName } from "../../mail/tls-rpt.ts";
import type { Check, Probe, Verdict } from "../check.ts";
import type { Net } from "../net.ts";
import type { ZonePromise } from "../scope.ts";

const RISK = "mail to the domain can be read and changed on its way, or is refused by servers that hold to an old policy";

/** How mail to the domain travels: the policy first, for a record without it makes senders look in vain. */
export const MAIL_TRANSPORT_CHECKS: readonly Check<{ readonly zone: ZonePromise }>[] = [
  {
    id: "mail.mta-sts-policy",
    source: "zone config, mail.mtaSts; RFC 8461 section 3.3",
    businessRisk: RISK,
    probes: ({ zone: { mail } }) => (mail.mtaSts === undefined ? [] : [policyProbe(mail.domain, mail.mtaSts.policy)]),
  },
  {
    id: "mail.mta-sts-record",
    source: "zone config, mail.mtaSts; RFC 8461 section 3.1",
    businessRisk: RISK,
    probes: ({ zone: { mail } }) =>
      mail.mtaSts?.record === undefined ? [] : [only(mtaStsName(mail.domain), mail.mtaSts.record, "v=STSv1")],
  },
  {
    id: "mail.tls-rpt",
    source: "zone config, mail.tlsReportTo; RFC 8460 section 3",
    businessRisk: "nobody tells when mail to the domain could not be encrypted",
    probes: ({ zone: { mail } }) => (mail.tlsRpt === undefined ? [] : [only(tlsRptName(mail.domain), mail.tlsRpt, "v=TLSRPTv1")]),
  },
];

/** Senders take nothing but 200, text/plain and a certificate for the very host; they follow no redirect. */
export function judgePolicy(
  domain: string,
  policy: string,
): { readonly url: string; readonly ask: (net: Pick<Net, "get">) => Promise<Verdict> } {
  const url = `https://${policyHost(domain)}${POLICY_PATH}`;
  return { url, ask: (net) => fetched(net, url, policy) };
}

function policyProbe(domain: string, policy: string): Probe {
  const { url, ask } = judgePolicy(domain, policy);
  return { subject: url, expected: "the policy of mail.mtaSts, as text/plain, without a redirect", ask };
}

async function fetched(net: Pick<Net, "get">, url: string, policy: string): Promise<Verdict> {
  const { status, headers, body } = await net.get(url);
  const [type = "no content type"] = headers.get("content-type") ?? [];
  if (status !== 200) return { outcome: "fail", got: `status ${status}` };
  if (!/^text\/plain\s*(;|$)/i.test(type)) return { outcome: "fail", got: type };
  // a line may end with LF alone, by erratum 6253
  if (lines(body) !== lines(policy)) return { outcome: "fail", got: `another policy: ${lines(body).slice(0, 120).replaceAll("\n", ", ")}` };
  return { outcome: "pass", got: "the policy" };
}

function lines(text: string): string {
  return text.replace(/\r\n/g, "\n").trimEnd();
}

function only(name: string, wanted: string, version: string): Probe {
  return {
    subject: name,
    expected: wanted,
    ask: async (net) => {
      const found = (await net.dns(name, "TXT"))
        .filter(({ type, data }) => type === "TXT" && data.startsWith(version))
        .map(({ data }) => data);
      return { outcome: found.length === 1 && found[0] === wanted ? "pass" : "fail", got: found.join(" | ") || "nothing" };
    },
  };
}
