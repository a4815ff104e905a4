import type { Answer, Question } from "dns-packet";
import { dataOf } from "./dns-data.ts";
import { type NetZone, type ZoneRecord, zoneOf } from "./edge-state.ts";
import { ADDRESS_TYPES, recordsAt } from "./record-lookup.ts";

/** Response codes. Source: RFC 1035 section 4.1.1. */
export const RCODE = { noError: 0, formatError: 1, serverFailure: 2, nameError: 3, notImplemented: 4, refused: 5 } as const;

export interface DnsReply {
  readonly rcode: number;
  readonly isAuthoritative: boolean;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
}

export interface DnsWorld {
  readonly zones: readonly NetZone[];
  /** Records of a zone. */
  readonly recordsOf: (zone: NetZone) => readonly ZoneRecord[];
  /** Records of names that lie in none of the zones, for example of a mail provider. */
  readonly foreign: readonly ZoneRecord[];
  /** IPv4 address of the edge, given for every proxied name. */
  readonly edgeAddress: string;
  /** IPv4 address of an origin, for names that are flattened. */
  readonly originAddress: (hostname: string) => string | undefined;
}

const NAME_SERVERS = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];
const NAME_SERVER_TTL_SECONDS = 86_400;
/** Of an answer that says no. Source: an SOA of a Cloudflare zone; RFC 2308 section 5. */
const NEGATIVE_TTL_SECONDS = 1800;
const PROXIED_TTL_SECONDS = 300;
const MAX_CHAIN = 8;

/** What Cloudflare's name servers would say. Asked for names of no zone and no foreign record, they refuse: they do not know. */
export function answerDns(question: Question, world: DnsWorld): DnsReply {
  if (question.class !== undefined && question.class !== "IN") return refused();
  const name = question.name.toLowerCase().replace(/\.$/, "");
  const zone = zoneOf(world.zones, name);
  if (zone === undefined) return answerForeign(question, name, world);
  const records = world.recordsOf(zone);
  const found = recordsAt(records, zone.domain, name);
  if (found === undefined) return negative(zone, RCODE.nameError);
  if (String(question.type) === "ANY") return positive([hinfo(question.name)]);
  // an alias at the apex is never shown, because nothing else could stand beside it
  const shown = name === zone.domain ? found.filter((record) => record.type !== "CNAME") : found;
  const answers = [...(name === zone.domain ? apexAnswers(question, zone) : []), ...own(question, shown)];
  if (answers.length > 0) return positive(answers);
  const address = addressAnswers(question, found, { zone, name, world });
  if (address === "unresolvable") return { rcode: RCODE.serverFailure, isAuthoritative: false, answers: [], authorities: [] };
  return address.length > 0 ? positive(address) : negative(zone, RCODE.noError);
}

/** Records of the asked type that visitors may see; those behind the proxy are hidden. */
function own({ name, type }: Question, found: readonly ZoneRecord[]): Answer[] {
  return found.filter((record) => record.type === type && !isHidden(record)).flatMap((record) => dataOf(record, name));
}

function isHidden(record: ZoneRecord): boolean {
  return record.proxied && ADDRESS_TYPES.has(record.type);
}

interface Place {
  readonly zone: NetZone;
  readonly name: string;
  readonly world: DnsWorld;
}

function addressAnswers(question: Question, found: readonly ZoneRecord[], { zone, name, world }: Place): Answer[] | "unresolvable" {
  const { type } = question;
  const isAddress = type === "A" || type === "AAAA";
  if (found.some(isHidden)) {
    // the rehearsal's edge has no IPv6 address
    return type === "A" ? [{ type, name: question.name, ttl: PROXIED_TTL_SECONDS, data: world.edgeAddress }] : [];
  }
  const alias = found.find((record) => record.type === "CNAME");
  if (alias === undefined) return [];
  const target = alias.content.toLowerCase().replace(/\.$/, "");
  // an apex may not be an alias, so Cloudflare looks the target up and gives its address instead
  if (name === zone.domain) return isAddress ? flattened(question, target, alias.ttlSeconds, world) : [];
  const rest = isAddress ? chase(question, target, world, MAX_CHAIN) : [];
  return [...dataOf(alias, question.name), ...rest];
}

function flattened(question: Question, target: string, ttlSeconds: number, world: DnsWorld): Answer[] | "unresolvable" {
  const addresses = chase(question, target, world, MAX_CHAIN).filter((answer) => answer.type === question.type);
  if (addresses.length > 0) return addresses.map((answer) => ({ ...answer, name: question.name }));
  const address = world.originAddress(target);
  if (address === undefined) return "unresolvable";
  return question.type === "A" ? [{ type: "A", name: question.name, ttl: ttlSeconds, data: address }] : [];
}

/** Follows an alias as far as we hold the records. */
function chase(question: Question, target: string, world: DnsWorld, steps: number): Answer[] {
  if (steps === 0) return [];
  const zone = zoneOf(world.zones, target);
  const found =
    zone === undefined ? world.foreign.filter(({ name }) => name === target) : recordsAt(world.recordsOf(zone), zone.domain, target);
  if (found === undefined) return [];
  if (found.some(isHidden))
    return question.type === "A" ? [{ type: "A", name: target, ttl: PROXIED_TTL_SECONDS, data: world.edgeAddress }] : [];
  const answers = own({ ...question, name: target }, found);
  const alias = found.find((record) => record.type === "CNAME");
  if (answers.length > 0 || alias === undefined) return answers;
  return [...dataOf(alias, target), ...chase(question, alias.content.toLowerCase().replace(/\.$/, ""), world, steps - 1)];
}

function answerForeign(question: Question, name: string, world: DnsWorld): DnsReply {
  const found = world.foreign.filter((record) => record.name === name);
  if (found.length === 0) return refused();
  const answers = own(question, found);
  if (answers.length > 0 || found.every((record) => record.type !== "CNAME")) return positive(answers);
  return positive(chase(question, name, world, MAX_CHAIN));
}

function apexAnswers({ name, type }: Question, zone: NetZone): Answer[] {
  if (type === "NS") return NAME_SERVERS.map((data) => ({ type, name, ttl: NAME_SERVER_TTL_SECONDS, data }));
  return type === "SOA" ? [{ ...soa(zone), name }] : [];
}

function soa({ domain }: NetZone): Answer {
  return {
    type: "SOA",
    name: domain,
    ttl: NEGATIVE_TTL_SECONDS,
    data: {
      mname: NAME_SERVERS[0] ?? "",
      rname: "dns.cloudflare.com",
      serial: 1,
      refresh: 10_000,
      retry: 2400,
      expire: 604_800,
      minimum: NEGATIVE_TTL_SECONDS,
    },
  };
}

/** Source: RFC 8482 section 4.2. */
function hinfo(name: string): Answer {
  return { type: "HINFO", name, ttl: 3789, data: { cpu: "RFC8482", os: "" } };
}

function positive(answers: readonly Answer[]): DnsReply {
  return { rcode: RCODE.noError, isAuthoritative: true, answers, authorities: [] };
}

function negative(zone: NetZone, rcode: number): DnsReply {
  return { rcode, isAuthoritative: true, answers: [], authorities: [soa(zone)] };
}

function refused(): DnsReply {
  return { rcode: RCODE.refused, isAuthoritative: false, answers: [], authorities: [] };
}
