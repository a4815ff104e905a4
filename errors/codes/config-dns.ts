import type { ErrorEntry } from "../entry.ts";

const RECORD_TYPES_PAGE = "developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types (checked 2026-11-25)";
const PROXY_PAGE = "developers.cloudflare.com/dns/proxy-status (checked 2026-11-25)";

/** Codes of the rules about DNS records. */
export const CONFIG_DNS_CODES = {
  RECORD_OUTSIDE_ZONE: {
    title: "a record that its zone does not answer for",
    consequence: "Cloudflare adds the zone's domain behind the name, and the record appears where nobody looks",
    fix: "write the name in full, with the zone's domain; a record of a child zone belongs into that zone's config",
    source: "RFC 1034 section 4.2; developers.cloudflare.com/dns/manage-dns-records (checked 2026-11-22)",
  },
  RECORD_NAME_REPEATS_ZONE: {
    title: "a record name that ends with the domain twice",
    consequence: "www.shop.example.shop.example exists, and www.shop.example does not",
    fix: "write the domain once",
    source: "RFC 1035 section 5.1: names without a final dot are completed; here they never are",
  },
  RECORD_NOT_BELOW_HOST: {
    title: "a launch that declares a record of somebody else's name",
    consequence: "one product could change the domain's mail or another product's names in its own runs",
    fix: "declare the record in the zone config, whose approvers answer for the whole domain",
    source: "design: a zone's shared records have one owner",
  },
  RECORD_NAME_FORM: {
    title: "a record at a name that nobody asks for this type",
    consequence: "clients look at another name and find nothing",
    fix: "put the labels in front that the type wants, with their underscores",
    source: "RFC 2782; RFC 6698 section 3; RFC 7553 section 4; RFC 7929 section 3; RFC 8162 section 3; RFC 8552",
  },
  RECORD_AT_APEX: {
    title: "a record at the domain itself that belongs to the parent or to Cloudflare",
    consequence: "Cloudflare refuses it, or it says something else than the delegation does",
    fix: "remove it; DS goes to the registrar",
    source: "RFC 4035 section 2.4; developers.cloudflare.com/dns/nameservers (checked 2026-11-25)",
  },
  NAME_DECEPTIVE: {
    title: "a name whose letters look like others",
    consequence: "it is not the name that a reader sees, and browsers show it as xn--...",
    fix: "type the name again in one script; if it is meant, there is nothing to do",
    source: "UTS #39 sections 4 and 5.2",
  },
  RECORD_TTL_RANGE: {
    title: "a cache time that Cloudflare does not take",
    consequence: "Cloudflare refuses the record half-way through the apply",
    fix: "take a time in the range of the plan, or 1 for automatic",
    source: "registry.terraform.io/providers/cloudflare/cloudflare, dns_record, ttl (checked 2026-11-22); RFC 2181 section 8",
  },
  RECORD_TTL_IGNORED: {
    title: "a cache time on a proxied record",
    consequence: "the record gets automatic, whatever is asked for",
    fix: "leave ttlSeconds out",
    source: PROXY_PAGE,
  },
  RECORD_COMMENT_TOO_LONG: {
    title: "a comment that is longer than the plan admits",
    consequence: "Cloudflare refuses the record half-way through the apply",
    fix: "shorten it",
    source: "developers.cloudflare.com/plans (checked 2026-11-22)",
  },
  ORIGIN_UNREACHABLE: {
    title: "an origin address that Cloudflare cannot fetch from",
    consequence: "visitors get error 1000, 1002, 1003 or 522",
    fix: "give the server's public address",
    source: "RFC 6890; developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors (checked 2026-11-22)",
  },
  RECORD_ADDRESS_PRIVATE: {
    title: "a private address in a public zone",
    consequence: "the internet learns how the network is numbered, and pages can reach into it by DNS rebinding",
    fix: "publish it in an internal zone",
    source: "RFC 1918 section 5; RFC 6761",
  },
  RECORD_NOT_PROXIABLE: {
    title: "a proxied CNAME to a service that does not work through the proxy",
    consequence: "the service asks for the CNAME, gets an address of Cloudflare and does not see its proof",
    fix: "set proxied to false",
    source: "developers.cloudflare.com/dns/proxy-status/limitations (checked 2026-11-25)",
  },
  RECORD_TARGET_UNCLAIMED: {
    title: "a CNAME to a place that strangers can claim",
    consequence: "when nobody holds the name there, whoever takes it serves pages, cookies and certificates as your host",
    fix: "hold the name there before the record exists and after it is gone, and say who does under admits",
    source: "github.com/EdOverflow/can-i-take-over-xyz; OWASP WSTG-CONF-10",
  },
  RECORD_TWICE: {
    title: "the same record in two places",
    consequence: "Cloudflare refuses the second with error 81058, half-way through the apply",
    fix: "remove one of the two",
    source: "RFC 2181 section 5; developers.cloudflare.com/api, error 81058",
  },
  RECORD_TTLS_DIFFER: {
    title: "records of one name and type with different cache times",
    consequence: "resolvers take the shortest or any of them, and part of the answer outlives a change",
    fix: "give them the same ttlSeconds",
    source: "RFC 2181 section 5.2",
  },
  RECORD_PROXY_MIXED: {
    title: "one name half behind Cloudflare",
    consequence: "Cloudflare proxies every address of the name, so the record says something that is not so",
    fix: "set proxied alike",
    source: PROXY_PAGE,
  },
  RECORD_BESIDE_CNAME: {
    title: "a CNAME and something else at one name",
    consequence: "Cloudflare refuses the second record, or resolvers see either one or the other",
    fix: "move one of them to another name",
    source: "RFC 1034 section 3.6.2; developers.cloudflare.com/api, errors 81053 and 81054",
  },
  RECORD_SET_TOO_LONG: {
    title: "more data at one name and type than Cloudflare takes",
    consequence: "Cloudflare refuses the last record half-way through the apply",
    fix: "remove records that nobody reads any more",
    source: RECORD_TYPES_PAGE,
  },
  RECORD_POLICY_TWICE: {
    title: "two policies of one kind at one name",
    consequence: "receivers treat both as if there were none, or as a permanent error",
    fix: "merge them into one",
    source: "RFC 7208 section 4.5; RFC 9989 section 4.10; RFC 8461 section 3.1; RFC 8460 section 3; RFC 6376 section 3.6.2.2",
  },
  RECORD_NULL_MX: {
    title: "a null MX that is not alone or has a preference",
    consequence: "senders may read it as a host, and mail waits for days before it bounces",
    fix: "keep either the null MX with priority 0 or the mail hosts",
    source: "RFC 7505 section 3",
  },
  RECORD_BELOW_DELEGATION: {
    title: "a record that a delegation hides",
    consequence: "resolvers ask the sub-zone's own servers and never see it",
    fix: "publish it in the sub-zone",
    source: "RFC 1034 section 4.2.1",
  },
  RECORD_DS_WITHOUT_NS: {
    title: "DS at a name that is not delegated",
    consequence: "resolvers that validate treat the name as forged and answer nothing",
    fix: "declare the NS records too",
    source: "RFC 4035 section 2.4",
  },
  RECORD_TARGET_MISSING: {
    title: "a record that points at a name of its own zone which does not exist",
    consequence: "whoever follows it finds nothing",
    fix: "declare the target, or correct its name",
    source: "RFC 1912 section 2.4",
  },
  RECORD_CNAME_LOOP: {
    title: "CNAMEs that lead back to where they started, or go on for too long",
    consequence: "resolvers give up, and the host does not exist for anybody",
    fix: "point the CNAME at the server's own name",
    source: "RFC 1034 sections 3.6.2 and 5.2.2; developers.cloudflare.com/api, error 9039",
  },
  RECORD_CNAME_CHAIN: {
    title: "a CNAME that points at another CNAME of the same zone",
    consequence: "every visitor waits for one more lookup, and whoever removes the alias in the middle takes this name down too",
    fix: "point it at the name that the alias in the middle points at",
    source: "RFC 1034 section 3.6.2",
  },
  RECORD_TARGET_NOT_A_SERVER: {
    title: "an NS or SRV record that points at an alias or a proxied host",
    consequence: "clients must not follow aliases there, and Cloudflare's proxy carries HTTP only",
    fix: "name the server itself, DNS-only",
    source: `RFC 2181 section 10.3; RFC 2782; ${PROXY_PAGE}`,
  },
  RECORD_REVEALS_ORIGIN: {
    title: "a DNS-only record that gives away where a proxied host lives",
    consequence: "attackers talk to the origin directly, past every block and limit",
    fix: "separate the addresses, or let the origin refuse what does not come from Cloudflare",
    source: "developers.cloudflare.com/fundamentals/security/protect-your-origin-server (checked 2026-11-25)",
  },
} as const satisfies Record<string, ErrorEntry>;
