import type { ErrorEntry } from "../entry.ts";

/** Codes of key records, MTA-STS, TLS reporting and BIMI. */
export const MAIL_POLICY_CODES = {
  DKIM_RECORD_MALFORMED: {
    title: "a DKIM key record that receivers cannot use",
    consequence: "every signature under the selector fails, and with it DMARC",
    fix: "copy the record from the service again, on one line and without quotes or PEM headers",
    source: "RFC 6376 section 3.6.1; RFC 8301 section 3.1 (no sha1); RFC 8463 section 4 (Ed25519)",
  },
  DKIM_TESTING: {
    title: "a DKIM key in test mode",
    consequence: "receivers may treat signed mail as if it were not signed",
    fix: "remove t=y once signatures verify",
    source: "RFC 6376 section 3.6.1, t",
  },
  DKIM_DRAINS_TOO_SHORT: {
    title: "a DKIM key that goes while mail signed with it is still on its way",
    consequence: "messages that are delivered late, or looked at again, fail DKIM and with it DMARC",
    fix: "keep the key as draining for at least 7 days after the last signature, then revoke it, then remove it",
    source: "RFC 5321 section 4.5.4.1; RFC 6376 section 3.6.1",
  },
  DKIM_DRAINS_TOO_LONG: {
    title: "an old DKIM key that is still published",
    consequence: "nobody waits for mail under it any more, and whoever gets hold of it signs as the domain",
    fix: "set its state to revoked, and remove it some weeks later",
    source: "RFC 6376 section 3.6.1, p",
  },
  SECRET_SLOT_UNKNOWN: {
    title: "a secret slot that no launch declares, or that does not exist yet",
    consequence: "the secret has no place to go; a private key is thrown away with the process that made it",
    fix: "declare the slot in the launch, use it in an environment, and apply that launch first",
    source: "launch config, secrets; AWS Secrets Manager API reference, DescribeSecret (checked 2026-11-25)",
  },
  SECRET_SLOT_IN_USE: {
    title: "a secret slot that holds a value already",
    consequence: "the application would sign with a key whose public half nobody can find yet, and all of its mail would fail DKIM",
    fix: "declare another slot for the new key; the old one stays until its selector is revoked",
    source: "RFC 6376 section 3.6.2; AWS Secrets Manager API reference, PutSecretValue (checked 2026-11-25)",
  },
  SECRET_NOT_STORED: {
    title: "a secret that the secret manager did not take",
    consequence: "nothing was kept: the slot is as it was. Of a key pair, the public half must not be published",
    fix: "see what the secret manager says, and run the command again",
    source: "AWS Secrets Manager API reference, PutSecretValue (checked 2026-11-25)",
  },
  MAIL_MESSAGE_UNUSABLE: {
    title: "a message that cannot be judged",
    consequence: "nothing is proven: SPF needs the server that delivered it and the envelope sender, and the zone has to be the author's",
    fix: "save the message with all its headers, and name the run of its zone; --client-ip and --mail-from stand in for headers",
    source: "RFC 5321 section 4.4; RFC 7208 section 2",
  },
  MAIL_PROOF_FAILED: {
    title: "a message that arrived without passing",
    consequence: "under an enforced policy such mail goes into spam or is refused",
    fix: "mend what the first failing row names, then send and prove another message",
    source: "RFC 7208, RFC 6376, RFC 9989 section 4.4",
  },
  DKIM_PROXIED: {
    title: "a DKIM key behind Cloudflare's proxy",
    consequence: "the edge answers with its own addresses, receivers find no key, and every signature fails",
    fix: "set proxied: false",
    source: "developers.cloudflare.com/dns/proxy-status/limitations (checked 2026-11-25); RFC 6376 section 3.6.2",
  },
  MTA_STS_MALFORMED: {
    title: "an MTA-STS record that senders do not read",
    consequence: "mail servers do not ask for the policy, and mail to the domain can be read and changed on its way",
    fix: "let mail.mtaSts write the record; its id is 1 to 32 letters and digits",
    source: "RFC 8461 section 3.1",
  },
  MTA_STS_WITHOUT_HOST: {
    title: "an MTA-STS announcement without a host for the policy",
    consequence: "senders look for the policy in vain, and deliver as if there were none",
    fix: "declare mail.mtaSts, which publishes the record and the host; or remove the record",
    source: "RFC 8461 section 3.3",
  },
  TLS_REPORTS_UNDELIVERABLE: {
    title: "reports about encryption to a domain that takes no mail",
    consequence: "nobody hears of deliveries that could not be encrypted, nor of those that a policy refuses",
    fix: "name a mailbox of a domain with a mail host",
    source: "RFC 8460 section 3; RFC 7505 section 3; RFC 5321 section 5.1",
  },
  MTA_STS_WITHOUT_MX: {
    title: "an MTA-STS policy for a domain that takes no mail",
    consequence: "a policy without mail hosts is none, and senders log an error for every look",
    fix: "leave mail.mtaSts out, or list the mail hosts",
    source: "RFC 8461 section 3.2, mx",
  },
  MTA_STS_UNWATCHED: {
    title: "an enforced MTA-STS policy without reports",
    consequence: "senders keep mail back when a certificate of a mail host expires, and nobody is told",
    fix: "set mail.tlsReportTo",
    source: "RFC 8460 section 1; RFC 8461 section 5",
  },
  MTA_STS_BLOCKED: {
    title: "something that keeps mail servers from the MTA-STS policy",
    consequence: "senders cannot fetch the policy: they follow no redirect and solve no challenge",
    fix: "leave the host mta-sts.<domain> to the policy, and let programs through",
    source: "RFC 8461 section 3.3",
  },
  MTA_STS_NOT_SERVED: {
    title: "an MTA-STS policy that is announced and not served",
    consequence: "senders that look find nothing, or another policy, and go on delivering without protection",
    fix: "serve what slipway mail policy prints, then plan again",
    source: "RFC 8461 sections 3.3 and 8.2 (the policy before its id)",
  },
  MTA_STS_NOT_DECLARED: {
    title: "the policy of a zone that declares none",
    consequence: "there is nothing to print",
    fix: "declare mail.mtaSts in the zone's config",
    source: "zone config, mail.mtaSts",
  },
  MAIL_PARKED_OPEN: {
    title: "a domain without mail that lets others send as it",
    consequence: "forgers prefer domains that nobody watches",
    fix: 'set spfAll to "fail" and mail.dmarc.policy to "reject"; the null MX and an empty key for every selector come by themselves',
    source: "M3AAWG Protecting Parked Domains Best Common Practices; RFC 7505",
  },
  TLS_RPT_MALFORMED: {
    title: "a TLS reporting record that senders do not read",
    consequence: "nobody tells when mail to the domain could not be encrypted",
    fix: "write v=TLSRPTv1; rua=mailto:... or https:...",
    source: "RFC 8460 section 3",
  },
  BIMI_MALFORMED: {
    title: "a BIMI record that no mail program shows a logo for",
    consequence: "mail arrives without the logo",
    fix: "write v=BIMI1; l=https://... (an SVG) and a=https://... (its certificate), or an empty l= to decline",
    source: "BIMI Group, draft-brand-indicators-for-message-identification section 4.2",
  },
  BIMI_WITHOUT_ENFORCEMENT: {
    title: "BIMI under a DMARC policy that does not enforce",
    consequence: "no mail program shows the logo: the whole domain has to be at quarantine or reject, without t=y",
    fix: "raise mail.dmarc first",
    source: "BIMI Group, draft-brand-indicators-for-message-identification section 7.1",
  },
} as const satisfies Record<string, ErrorEntry>;
