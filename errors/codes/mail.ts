import type { ErrorEntry } from "../entry.ts";

/** Codes of the mail rules. */
export const MAIL_CODES = {
  SPF_TERM_MALFORMED: {
    title: "an SPF term that receivers cannot read",
    consequence: "receivers answer permerror for every message of the domain, also for those of the right senders",
    fix: "write the term as the sender's documentation gives it, in plain ASCII",
    source: "RFC 7208 sections 4.6 and 12",
  },
  SPF_TERM_TWICE: {
    title: "the same SPF term twice",
    consequence: "each copy costs its DNS lookups again, and ten are all there are",
    fix: "keep one of the two",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_TOO_MANY_LOOKUPS: {
    title: "more SPF terms that need a DNS lookup than receivers follow",
    consequence: "receivers answer permerror, and mail fails SPF",
    fix: "drop senders that no longer send, or move one to a subdomain of its own",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_ALLOWS_EVERYONE: {
    title: "an SPF term that lets everybody send",
    consequence: "anyone's mail passes SPF as yours",
    fix: "remove +all; name the senders",
    source: "RFC 7208 section 5.1",
  },
  SPF_TERM_NOT_A_SENDER: {
    title: "an SPF term that decides about everybody, not about a sender",
    consequence: "terms behind all and a redirect beside all are ignored, so the record would not say what the config says",
    fix: "remove the term and set spfAll",
    source: "RFC 7208 sections 5.1, 6.1 and 6.2",
  },
  SPF_PTR: {
    title: "the SPF mechanism ptr",
    consequence: "it is slow and unreliable, and receivers may skip it",
    fix: "name the addresses with ip4:, ip6: or include:",
    source: "RFC 7208 section 5.5",
  },
  SPF_LONG: {
    title: "a long SPF record",
    consequence: "the answer may not fit into a plain DNS packet, and some receivers then see no SPF",
    fix: "drop senders that no longer send",
    source: "RFC 7208 section 3.4",
  },
  DMARC_NOT_ENFORCED: {
    title: "DMARC watches and does not protect",
    consequence: "forged mail as this domain is delivered; the readiness row wants at least quarantine once alignment is confirmed",
    fix: 'set the policy to "quarantine" when reports show that your own mail is aligned',
    source: "RFC 9989 section 4.7; readiness row R11",
  },
  DMARC_REPORTS_ELSEWHERE: {
    title: "DMARC reports go to another domain",
    consequence: "receivers send no report unless that domain agrees in its own DNS",
    fix: "ask that domain to publish <your domain>._report._dmarc.<their domain> as TXT v=DMARC1, or use a mailbox of your own",
    source: "RFC 9990 section 3",
  },
  DKIM_KEY_UNREADABLE: {
    title: "a DKIM key that cannot be read",
    consequence: "signatures fail, and with them DMARC",
    fix: "paste the public key as base64 of its SubjectPublicKeyInfo; if it was the private key, make a new pair",
    source: "RFC 6376 section 3.6.1",
  },
  DKIM_KEY_WEAK: {
    title: "a DKIM key shorter than 2,048 bits",
    consequence: "the key can be broken and mail be forged with a valid signature; some receivers ignore it",
    fix: "make a key of 2,048 bits at the sender and publish that",
    source: "RFC 8301 section 3.2",
  },
  DKIM_SELECTOR_TWICE: {
    title: "two keys under one DKIM selector",
    consequence: "receivers pick either, and half of the signatures fail",
    fix: "give one of the senders another selector",
    source: "RFC 6376 section 3.6.2.2",
  },
  MAIL_NAME_TWICE: {
    title: "the same mail record twice",
    consequence: "Cloudflare refuses the second record half-way through the apply",
    fix: "remove one of the two",
    source: "developers.cloudflare.com/api, error 81058 (an identical record already exists); RFC 2181 section 5",
  },
  MX_NOT_REACHABLE: {
    title: "an MX that cannot take mail",
    consequence: "Cloudflare does not carry port 25 for proxied hosts: mail to the domain bounces",
    fix: "name the mail service's own host",
    source: "RFC 5321 section 5.1; RFC 2181 section 10.3; developers.cloudflare.com/dns/proxy-status (checked 2026-11-22)",
  },
  MAIL_NAME_TAKEN_BY_HOST: {
    title: "a mail record at the name of a host",
    consequence: "a name with a CNAME can hold nothing else: Cloudflare refuses the record half-way through the apply",
    fix: "rename the host or the mail label",
    source: "RFC 1034 section 3.6.2; developers.cloudflare.com/api, error 81053",
  },
} as const satisfies Record<string, ErrorEntry>;
