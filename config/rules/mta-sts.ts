import { policyHost } from "../../mail/mta-sts/policy.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { mistake, type Rule, where } from "./world.ts";

/** A policy has to name somebody, be fetched without a detour, and be watched once it refuses mail. */
export const mtaStsServed: Rule = ({ configs, hostsByName }) =>
  configs.zones.flatMap(({ file, config }) => {
    const { mtaSts, mx, tlsReportTo } = config.mail;
    if (mtaSts === undefined) return [];
    const place = { file, path: ["mail", "mtaSts"] };
    const host = hostsByName.get(policyHost(config.domain))?.[0];
    return [
      ...(mx.length === 0 && mtaSts.mode !== "none"
        ? [
            mistake(place, ["mode"], {
              code: "MTA_STS_WITHOUT_MX",
              expected: '"none", or mail hosts in mail.mx that the policy can name',
              got: `${JSON.stringify(mtaSts.mode)} for a domain that takes no mail`,
              fix: "leave mail.mtaSts out",
            }),
          ]
        : []),
      ...(mtaSts.mode === "enforce" && tlsReportTo.length === 0
        ? [
            mistake(place, ["mode"], {
              code: "MTA_STS_UNWATCHED",
              expected: "mail.tlsReportTo with a mailbox before the policy refuses mail",
              got: "none",
              fix: 'name one, and read its reports under mode "testing" first',
            }),
          ]
        : []),
      ...(host === undefined
        ? []
        : [
            mistake(place, [], {
              code: "MTA_STS_BLOCKED",
              expected: `${policyHost(config.domain)} for the policy alone`,
              got: `${host.host.kind === "redirect" ? "a redirect, which senders do not follow" : "a host of a launch"}, ${where(host)}`,
              fix: "rename that host",
            }),
          ]),
      ...(mtaSts.proxied ? challenges(config) : []).map(({ path, got }) =>
        mistake({ file, path }, [], {
          code: "MTA_STS_BLOCKED",
          expected: `a setting that lets mail servers fetch the policy from ${policyHost(config.domain)}`,
          got,
          fix: "switch it off, or set mail.mtaSts.proxied to false",
        }),
      ),
    ];
  });

/** Mail servers are programs: what stops programs stops them. */
function challenges({ bots, settings }: ZoneConfig): { readonly path: readonly string[]; readonly got: string }[] {
  return [
    ...(bots.fightMode ? [{ path: ["bots", "fightMode"], got: "true" }] : []),
    ...(bots.definitelyAutomated === "allow"
      ? []
      : [{ path: ["bots", "definitelyAutomated"], got: JSON.stringify(bots.definitelyAutomated) }]),
    ...(bots.likelyAutomated === "allow" ? [] : [{ path: ["bots", "likelyAutomated"], got: JSON.stringify(bots.likelyAutomated) }]),
    ...(settings.securityLevel === "under_attack" ? [{ path: ["settings", "securityLevel"], got: '"under_attack"' }] : []),
  ];
}

/** A domain without mail hosts and senders is forged the more easily the less it says. Source: M3AAWG, protecting parked domains. */
export const parkedClosed: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config: { mail } }) => {
    if (mail.mx.length > 0 || mail.senders.length > 0) return [];
    const { policy, subdomainPolicy, nonexistentPolicy, testing } = mail.dmarc;
    const open = [
      ...(mail.spfAll === "fail" ? [] : [{ path: ["spfAll"], got: mail.spfAll, expected: "fail" }]),
      ...(policy === "reject" && !testing ? [] : [{ path: ["dmarc", "policy"], got: testing ? "testing" : policy, expected: "reject" }]),
      ...Object.entries({ subdomainPolicy, nonexistentPolicy }).flatMap(([field, got]) =>
        got === undefined || got === "reject" ? [] : [{ path: ["dmarc", field], got, expected: "reject" }],
      ),
    ];
    return open.map(({ path, got, expected }) =>
      mistake({ file, path: ["mail", ...path] }, [], {
        code: "MAIL_PARKED_OPEN",
        expected: `${JSON.stringify(expected)}, because nobody sends or takes mail for the domain`,
        got: JSON.stringify(got),
        fix: "close it: no evidence is needed where there is no mail",
      }),
    );
  });
