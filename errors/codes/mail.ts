import type { ErrorEntry } from "../entry.ts";

/** Codes of the mail rules. */
export const MAIL_CODES = {
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
    fix: "paste the public key as base64 of its SubjectPublicKeyInfo, or of the 32 bytes of an Ed25519 key; if it was the private key, make a new pair",
    source: "RFC 6376 section 3.6.1",
  },
  DKIM_KEY_SHORT: {
    title: "a DKIM key that counts as none",
    consequence: "receivers ignore every signature under a key of less than 1,024 bits, and anybody can break it",
    fix: "make a key of 2,048 bits at the sender and publish that",
    source: "RFC 8301 section 3.2",
  },
  DKIM_KEY_WEAK: {
    title: "a DKIM key shorter than 2,048 bits",
    consequence: "whoever has the means can break it and forge mail with a valid signature; some receivers trust it less",
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
  EMAIL_ROUTING_MIXED: {
    title: "Cloudflare Email Routing beside other mail hosts",
    consequence: "Email Routing works for a name alone: it stops, or mail goes to either, as senders please",
    fix: "name the hosts of Email Routing, or those of your mailbox provider",
    source: "developers.cloudflare.com/api, Email Routing, enable: it adds and locks its MX and SPF records (checked 2026-11-26)",
  },
  EMAIL_ROUTING_DECLARED: {
    title: "records of Cloudflare Email Routing in the configs",
    consequence:
      "Email Routing makes and locks its MX and SPF records itself: the apply meets records that exist, and switching it off deletes what Slipway believes to own",
    fix: "leave its hosts out of the configs, or switch it off and name another mailbox provider's",
    source:
      "developers.cloudflare.com/api, Email Routing, enable (checked 2026-11-26); github.com/cloudflare/terraform-provider-cloudflare issue 6444",
  },
  MAIL_TARGET_GONE: {
    title: "a mail record that leads to a name without an answer",
    consequence:
      "mail to an MX that is gone bounces; a key or return path that is gone fails DKIM or SPF, and whoever registers the name can send as you",
    fix: "copy the name from the service again, or set it up there first; then refresh the DNS lock",
    source: "RFC 5321 section 5.1; RFC 6376 section 3.6.2; github.com/EdOverflow/can-i-take-over-xyz for what becomes of dangling names",
  },
  RECORD_TARGET_GONE: {
    title: "an alias that leads to a name which does not exist",
    consequence: "whoever registers the name, or claims it at its service, serves pages and gets cookies under your domain",
    fix: "remove the record, or claim the name first; then run slipway mail lock",
    source: "github.com/EdOverflow/can-i-take-over-xyz; RFC 1034 section 3.6.2",
  },
  SENDER_NOT_ALIGNED: {
    title: "a sender whose mail cannot pass DMARC",
    consequence: "under quarantine or reject, receivers put its mail into spam or refuse it; under none, the policy cannot be raised",
    fix: "have the service sign with DKIM as the domain, or give it a return path below the domain",
    source: "RFC 9989 section 4.4",
  },
  DNS_NOT_LOCKED: {
    title: "names that mail rests on, and that the DNS lock does not know",
    consequence: "check asks no network, so it cannot count lookups nor see that a name is gone; the record might fail for every receiver",
    fix: "run slipway mail lock and commit config/dns.lock.json",
    source: "RFC 7208 section 4.6.4",
  },
  DNS_LOCK_OLD: {
    title: "a DNS lock that is older than a month",
    consequence: "senders move their ranges and add includes; what was counted may no longer be what receivers see",
    fix: "run slipway mail lock, read what it says has changed, and commit the file",
    source: "RFC 7208 section 4.6.4",
  },
  DNS_LOCK_UNREADABLE: {
    title: "a DNS lock that cannot be read",
    consequence: "nothing can be said about what mail records lead to",
    fix: "restore config/dns.lock.json from version control, or delete it and run slipway mail lock",
    source: "config/dns.lock.json, written by slipway mail lock",
  },
  DNS_LOCK_UNANSWERED: {
    title: "names that no server answered for while the DNS lock was made",
    consequence: "the lock is left as it was: an answer that is not there must not look like a name that is not there",
    fix: "restore the way to the name servers and run slipway mail lock again",
    source: "RFC 1035 section 4.1.1",
  },
} as const satisfies Record<string, ErrorEntry>;
