import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";
import { MAX_RECORD_BYTES } from "../../edge/plan-limits.ts";
import { isPlainObject, own, type Plain, type PlainObject } from "../value.ts";

const HOSTNAME = /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** Longest character-string. Source: RFC 1035 section 3.3. */
const MAX_CHUNK_BYTES = 255;
const TXT_CHUNKS = /^"(?:[^"\\]|\\.)*"(?: "(?:[^"\\]|\\.)*")*$/s;
const TXT_CHUNK = /"((?:[^"\\]|\\.)*)"/gs;

/** Lower case without a trailing dot: what the API answers for a host name, so that the state agrees with the configuration. */
export function isHostname(text: string): boolean {
  return HOSTNAME.test(text);
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

type ContentCheck = (content: string, record: PlainObject) => string | undefined;

const hostname =
  (refusal: string): ContentCheck =>
  (content) =>
    isHostname(content) ? undefined : refusal;

/** Record types that carry their value in `content`. */
const CONTENT: Readonly<Record<string, ContentCheck>> = {
  A: (content) => (isIPv4(content) ? undefined : "9005: Content for A record must be a valid IPv4 address."),
  AAAA: checkIpv6,
  CNAME: (content, record) =>
    content === record.name
      ? "9039: CNAME content cannot reference itself."
      : hostname("9007: Content for CNAME record is invalid.")(content, record),
  MX: checkMx,
  NS: hostname("Content for NS record is invalid."),
  OPENPGPKEY: (content) => (BASE64.test(content) ? undefined : "Content for OPENPGPKEY record must be base64."),
  PTR: hostname("Content for PTR record is invalid."),
  TXT: checkTxt,
};

/** Record types that carry their value in `data`, with the keys they need. */
const DATA: Readonly<Record<string, readonly string[]>> = {
  CAA: ["flags", "tag", "value"],
  CERT: ["type", "key_tag", "algorithm", "certificate"],
  DNSKEY: ["flags", "protocol", "algorithm", "public_key"],
  DS: ["key_tag", "algorithm", "digest_type", "digest"],
  HTTPS: ["priority", "target", "value"],
  LOC: [
    "lat_degrees",
    "lat_minutes",
    "lat_seconds",
    "lat_direction",
    "long_degrees",
    "long_minutes",
    "long_seconds",
    "long_direction",
    "altitude",
    "size",
    "precision_horz",
    "precision_vert",
  ],
  NAPTR: ["order", "preference", "flags", "service", "regex", "replacement"],
  SMIMEA: ["usage", "selector", "matching_type", "certificate"],
  SRV: ["priority", "weight", "port", "target"],
  SSHFP: ["algorithm", "type", "fingerprint"],
  SVCB: ["priority", "target", "value"],
  TLSA: ["usage", "selector", "matching_type", "certificate"],
  URI: ["weight", "target"],
};
const CAA_TAGS = ["issue", "issuewild", "iodef"];

/** What is wrong with the value of a record, for its type. */
export function checkContent(record: PlainObject): string[] {
  const { type, content, data, priority } = record;
  const wantsPriority = type === "MX" || type === "URI";
  const aboutPriority =
    wantsPriority === (priority !== null && priority !== undefined) ? [] : [priorityRefusal(String(type), wantsPriority)];
  const keys = own(DATA, String(type));
  if (keys !== undefined) return [...aboutPriority, ...checkData(String(type), keys, data ?? null)];
  const check = own(CONTENT, String(type));
  if (check === undefined) return [`the rehearsal does not know records of type ${String(type)}`];
  if (data !== null && data !== undefined) return [...aboutPriority, `${String(type)} records take content, not data.`];
  const refused = typeof content === "string" ? check(content, record) : `Content for ${String(type)} record is missing.`;
  return refused === undefined ? aboutPriority : [...aboutPriority, refused];
}

/** The content that Cloudflare shows for a record whose value is in `data`. */
export function contentOfData(type: string, data: Plain): string | null {
  const keys = own(DATA, type);
  return keys === undefined ? null : keys.map((key) => textOf(valueAt(data, key), key === "value")).join(" ");
}

function checkIpv6(content: string): string | undefined {
  if (!ipaddr.IPv6.isValid(content) || isIPv4(content)) return "9006: Content for AAAA record must be a valid IPv6 address.";
  const canonical = ipaddr.IPv6.parse(content).toRFC5952String();
  return content === canonical
    ? undefined
    : `the API answers ${canonical} for ${content}, which is a difference in every plan; write it so (RFC 5952).`;
}

function checkMx(content: string, { priority }: PlainObject): string | undefined {
  // null MX, RFC 7505
  if (content === ".") return priority === 0 ? undefined : "a null MX record must have priority 0.";
  return isHostname(content) ? undefined : "9009: Content for MX record must be a hostname.";
}

function checkTxt(content: string): string | undefined {
  if (!TXT_CHUNKS.test(content)) return 'Content for TXT record must be quoted strings: "..." "...".';
  const chunks = [...content.matchAll(TXT_CHUNK)].map(([, chunk = ""]) => Buffer.byteLength(chunk.replace(/\\(\d{3}|.)/gs, "x"), "utf8"));
  if (chunks.some((bytes) => bytes > MAX_CHUNK_BYTES)) return `each quoted string of a TXT record holds at most ${MAX_CHUNK_BYTES} bytes.`;
  return chunks.reduce((sum, bytes) => sum + bytes + 1, 0) > MAX_RECORD_BYTES
    ? `TXT content is longer than ${MAX_RECORD_BYTES} bytes.`
    : undefined;
}

function checkData(type: string, keys: readonly string[], data: Plain): string[] {
  if (data === null) return [`${type} records take data, not content.`];
  const missing = keys.filter((key) => valueAt(data, key) === null);
  const given = isPlainObject(data) ? Object.entries(data).filter(([, value]) => value !== null) : [];
  const foreign = given.map(([key]) => key).filter((key) => !keys.includes(key));
  return [
    ...missing.map((key) => `data of a ${type} record must have ${key}.`),
    ...foreign.map((key) => `data of a ${type} record has no ${key}.`),
    ...(type === "CAA" && !CAA_TAGS.includes(String(valueAt(data, "tag"))) ? [`CAA tag must be one of ${CAA_TAGS.join(", ")}.`] : []),
  ];
}

function priorityRefusal(type: string, wanted: boolean): string {
  return wanted ? `${type} records must have a priority.` : `${type} records have no priority.`;
}

function valueAt(data: Plain, key: string): Plain {
  return isPlainObject(data) ? (data[key] ?? null) : null;
}

function textOf(value: Plain, quoted: boolean): string {
  return quoted ? `"${String(value)}"` : String(value);
}
