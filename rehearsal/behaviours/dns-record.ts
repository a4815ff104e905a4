import { DNS_COMMENT_LENGTH, DNS_MIN_TTL_SECONDS, DNS_RECORDS, limitFor } from "../../edge/plan-limits.ts";
import { equal, type PlainObject } from "../value.ts";
import type { StoredObject, WorldZone } from "../world.ts";
import type { Behaviour, Change } from "./behaviour.ts";
import { checkContent, contentOfData, isHostname } from "./dns-content.ts";
import { zoneMissing, zoneOf } from "./zone.ts";

const TYPE = "cloudflare_dns_record";
const IMPORT_FORM = "<zone_id>/<dns_record_id>";
const PROXIABLE = ["A", "AAAA", "CNAME"];
const AUTOMATIC_TTL = 1;
const MAX_TTL_SECONDS = 86_400;

/**
 * DNS records as the API keeps them.
 * Source: developers.cloudflare.com/api, DNS records, and /dns/manage-dns-records/troubleshooting/records-with-same-name;
 * cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/dns_record/resource.go (all checked 2026-11-22).
 */
export const dnsRecord: Behaviour = {
  worldId: ({ id }) => String(id),
  compute,
  refuse,
  importForm: IMPORT_FORM,
  importObject: (importId, { world }) => {
    const [zoneId, id, ...more] = importId.split("/");
    const object = id === undefined ? undefined : world.find(TYPE, id);
    if (id === undefined || more.length > 0) return `the import id must be "${IMPORT_FORM}"`;
    return object?.attributes.zone_id === zoneId && object !== undefined ? object : "81044: Record does not exist.";
  },
};

function compute({ action, planned, prior, around }: Change): PlainObject {
  const { world } = around;
  const created = action === "create";
  return {
    id: created ? world.newId(TYPE) : (prior?.id ?? null),
    content: contentOfData(String(planned.type), planned.data ?? null),
    created_on: created ? world.time() : (prior?.created_on ?? null),
    modified_on: world.time(),
    comment_modified_on: planned.comment === null ? null : world.time(),
    meta: "{}",
    proxiable: PROXIABLE.includes(String(planned.type)),
    tags: [],
    settings: {},
  };
}

function refuse(change: Change): string[] {
  const { planned, around } = change;
  const zone = zoneOf(planned.zone_id, around);
  if (zone === undefined) return [zoneMissing(planned.zone_id)];
  const others = around.world
    .objects(TYPE)
    .filter(({ attributes }) => attributes.zone_id === zone.zoneId && attributes.id !== change.prior?.id);
  const own = [...checkName(planned, zone), ...checkTtl(planned, zone), ...checkContent(planned), ...checkExtras(planned, zone)];
  const quota = limitFor(DNS_RECORDS, zone.plan, zone.addOns ?? []);
  if (change.action === "create" && others.length >= quota)
    own.push(`81045: The record quota has been exceeded (${quota} on plan ${zone.plan}).`);
  return [...own, ...checkNeighbours(planned, others)];
}

function checkName({ name }: PlainObject, { domain }: WorldZone): string[] {
  const text = String(name);
  if (text !== domain && !text.endsWith(`.${domain}`)) return [`${text} does not lie in zone ${domain}; write the full name.`];
  return isHostname(text) ? [] : [`${text} is not a name in lower case without a trailing dot, which is how the API answers it.`];
}

function checkTtl({ ttl, proxied, type }: PlainObject, { plan, addOns = [] }: WorldZone): string[] {
  const minimum = limitFor(DNS_MIN_TTL_SECONDS, plan, addOns);
  const seconds = Number(ttl);
  if (proxied === true) {
    return [
      ...(PROXIABLE.includes(String(type)) ? [] : ["9004: This record type cannot be proxied."]),
      ...(seconds === AUTOMATIC_TTL ? [] : ["ttl must be set to 1 when `proxied` is true"]),
    ];
  }
  if (seconds === AUTOMATIC_TTL || (Number.isInteger(seconds) && seconds >= minimum && seconds <= MAX_TTL_SECONDS)) return [];
  return [`9021: Invalid TTL. Must be between ${minimum} and ${MAX_TTL_SECONDS} seconds, or 1 for Automatic.`];
}

function checkExtras(
  { comment, tags, settings, private_routing: privateRouting }: PlainObject,
  { plan, addOns = [] }: WorldZone,
): string[] {
  const longest = limitFor(DNS_COMMENT_LENGTH, plan, addOns);
  const tagged = Array.isArray(tags) && tags.length > 0;
  const hasSettings = typeof settings === "object" && settings !== null && Object.values(settings).some((value) => value !== null);
  return [
    ...(typeof comment === "string" && comment.length > longest
      ? [`comment is longer than the ${longest} characters of plan ${plan}.`]
      : []),
    ...(tagged && plan === "free" ? ["record tags need a paid plan."] : []),
    ...(hasSettings ? ["the rehearsal does not know record settings."] : []),
    ...(privateRouting === null || privateRouting === undefined ? [] : ["the rehearsal does not know private routing."]),
  ];
}

function checkNeighbours(planned: PlainObject, others: readonly StoredObject[]): string[] {
  const same = others.map(({ attributes }) => attributes).filter(({ name }) => name === planned.name);
  if (same.some((other) => isIdentical(planned, other))) return ["81058: An identical record already exists."];
  const isAddress = planned.type === "A" || planned.type === "AAAA";
  if (planned.type === "CNAME" && same.some(({ type }) => PROXIABLE.includes(String(type)))) {
    return ["81053: An A, AAAA, or CNAME record with that host already exists."];
  }
  return isAddress && same.some(({ type }) => type === "CNAME") ? ["81054: A CNAME record with that host already exists."] : [];
}

function isIdentical(planned: PlainObject, other: PlainObject): boolean {
  const content = planned.content ?? contentOfData(String(planned.type), planned.data ?? null);
  return planned.type === other.type && equal(content, other.content ?? null) && equal(planned.priority ?? null, other.priority ?? null);
}
