import type { ErrorEntry } from "../entry.ts";

/** Codes of the SPF engine. */
export const SPF_CODES = {
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
    fix: "take one of the ways out that the message lists: a sender whose envelope is a subdomain of its own need not stand here",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_ALLOWS_EVERYONE: {
    title: "an SPF term that lets everybody send, or the better part of the internet",
    consequence: "anyone's mail passes SPF as yours",
    fix: "remove the term; name the senders",
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
  SPF_NOT_RECOGNISED: {
    title: "a text that was meant as SPF and is none",
    consequence: "receivers see no SPF record: strangers may send as you, and nothing says that you may",
    fix: "write v=spf1, one space, then the terms",
    source: "RFC 7208 section 4.5",
  },
  SPF_LOOKUPS_NEAR: {
    title: "an SPF record that is close to the limit of lookups",
    consequence: "a sender that adds an include of its own breaks it for all of them",
    fix: "take one of the ways out that the message lists",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_TOO_MANY_VOIDS: {
    title: "more SPF lookups that find nothing than receivers bear",
    consequence: "receivers answer permerror, and mail fails SPF",
    fix: "remove terms whose names are gone",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_VOIDS: {
    title: "SPF lookups that find nothing",
    consequence: "at the third, receivers answer permerror; names that are gone can be registered by somebody else",
    fix: "remove terms whose names are gone",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_LOOP: {
    title: "SPF records that include each other",
    consequence: "receivers follow them until the limit and answer permerror",
    fix: "take one of the names out",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_INCLUDE_BROKEN: {
    title: "an include that leads to no usable SPF record",
    consequence: "receivers answer permerror for every message that gets there",
    fix: "remove the term, or correct the name",
    source: "RFC 7208 section 5.2",
  },
  SPF_TOO_MANY_HOSTS: {
    title: "an mx term with more mail hosts than receivers look up",
    consequence: "receivers answer permerror",
    fix: "name the sending addresses with ip4: and ip6:",
    source: "RFC 7208 section 4.6.4",
  },
  SPF_UNCOUNTABLE: {
    title: "an SPF include whose cost depends on the message",
    consequence: "nobody can say beforehand whether it stays within ten lookups",
    fix: "count its lookups by hand, or use the sender's plain include",
    source: "RFC 7208 sections 4.6.4 and 7",
  },
  SPF_PTR_INSIDE: {
    title: "an included SPF record that uses ptr",
    consequence: "it is slow and unreliable, and receivers may skip it",
    fix: "ask the sender for a record without it",
    source: "RFC 7208 section 5.5",
  },
  SPF_TERM_IGNORED: {
    title: "an SPF term that receivers never reach",
    consequence: "a sender named there is not believed, though the record seems to name it",
    fix: "move the term before all, or remove it",
    source: "RFC 7208 sections 5.1 and 6.1",
  },
  SPF_NO_VERDICT: {
    title: "an SPF record that says nothing about strangers",
    consequence: "mail from anywhere gets neutral, as if there were no SPF",
    fix: "end the record with ~all or -all",
    source: "RFC 7208 sections 4.7 and 5.1",
  },
  SPF_MODIFIER_UNKNOWN: {
    title: "an SPF modifier that no receiver knows",
    consequence: "receivers skip it; if it was meant as a term, its sender is missing",
    fix: "remove it",
    source: "RFC 7208 section 6",
  },
  SPF_HOST_BITS: {
    title: "an SPF network with bits behind its prefix",
    consequence: "receivers ignore them: the whole network may send, not the one address",
    fix: "write the address without prefix, or the network's own address",
    source: "RFC 7208 section 5.6",
  },
  SPF_UNUSED: {
    title: "SPF at a name that sends no mail and that nothing includes",
    consequence: "the terms in it authorise nobody",
    fix: "include the name from the sending domain's record, or remove it",
    source: "RFC 7208 section 3",
  },
} as const satisfies Record<string, ErrorEntry>;
