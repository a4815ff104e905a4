import { isObject, type JsonObject, sameJson } from "../json.ts";

/** A DNS record as it exists, whoever made it. */
export interface LiveRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What the API shows; for types with fields of their own also `data`. */
  readonly content: string;
  readonly data?: JsonObject;
  /** Locked by a product of the vendor's that wrote it, such as Email Routing: nobody else may change it. */
  readonly isLocked?: boolean;
}

/** A DNS record that a configuration declares. */
export interface DeclaredRecord {
  readonly address: string;
  readonly name: string;
  readonly type: string;
  readonly content?: string;
  readonly data?: JsonObject;
}

export interface RecordMatches {
  /** The live record that a declared one takes over. */
  readonly pairs: readonly { readonly address: string; readonly id: string }[];
  /** Live records that would contradict a declared one, and which nothing that is declared takes over. */
  readonly inTheWay: readonly { readonly address: string; readonly record: LiveRecord }[];
  /** Live records that nothing declares and nothing contradicts: they stay as they are. */
  readonly undeclared: readonly LiveRecord[];
}

/** Types of which a name has one meaning: where its traffic goes. A second answer sends part of the visitors elsewhere. */
const ADDRESSES = new Set(["A", "AAAA", "CNAME"]);

/** Text records of which a name may hold only one. Source: RFC 7208 section 4.5, RFC 9989 section 4.10, RFC 8461 section 3.1, RFC 8460 section 3. */
const ONE_PURPOSE = /^v=(spf1|dmarc1|stsv1|tlsrptv1|bimi1|dkim1)\b/i;

/** Pairs what is declared with what is there: the same record first, then the one that serves the same purpose. */
export function matchRecords(declared: readonly DeclaredRecord[], live: readonly LiveRecord[]): RecordMatches {
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  const pairUp = (fits: (one: DeclaredRecord, other: LiveRecord) => boolean): void => {
    for (const one of declared) {
      if (pairs.has(one.address)) continue;
      const found = live.find(
        (other) => other.isLocked !== true && !taken.has(other.id) && sameName(one.name, other.name) && fits(one, other),
      );
      if (found === undefined) continue;
      pairs.set(one.address, found.id);
      taken.add(found.id);
    }
  };
  pairUp((one, other) => one.type === other.type && sameContent(one, other));
  pairUp((one, other) => one.type === other.type && (purposeOf(one) ?? "") === purposeOf(other));
  pairUp((one, other) => (purposeOf(one) ?? "") === purposeOf(other));
  const rest = live.filter(({ id }) => !taken.has(id));
  const inTheWay = rest.flatMap((record) => {
    const rival = declared.find((one) => sameName(one.name, record.name) && contradicts(one, record));
    return rival === undefined ? [] : [{ address: rival.address, record }];
  });
  const blocked = new Set(inTheWay.map(({ record }) => record.id));
  return {
    pairs: [...pairs].map(([address, id]) => ({ address, id })),
    inTheWay,
    undeclared: rest.filter(({ id }) => !blocked.has(id)),
  };
}

/** A CNAME stands alone at its name; otherwise only what serves the same purpose contradicts. Source: RFC 1034 section 3.6.2. */
function contradicts(one: DeclaredRecord, record: LiveRecord): boolean {
  if (one.type === "CNAME" || record.type === "CNAME") return true;
  return (purposeOf(one) ?? "") === purposeOf(record);
}

/** Records of one purpose at one name replace each other; undefined for those that live side by side. */
function purposeOf({ type, content = "" }: Pick<DeclaredRecord, "type" | "content">): string | undefined {
  if (ADDRESSES.has(type)) return "address";
  if (type === "MX") return "mail exchange";
  if (type === "TXT") return ONE_PURPOSE.exec(plainText(content))?.[1]?.toLowerCase();
  return undefined;
}

function sameName(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

/** Whether two records of one type say the same, in whatever spelling. */
export function sameContent(one: Pick<DeclaredRecord, "type" | "content" | "data">, other: Pick<LiveRecord, "content" | "data">): boolean {
  if (one.data !== undefined) return other.data !== undefined && sameJson(spelled(one.data), spelled(other.data));
  if (one.type === "TXT") return plainText(one.content ?? "") === plainText(other.content);
  return plainName(one.content ?? "") === plainName(other.content);
}

/** What a record's natural key says of its value; undefined when it says nothing. */
export function recordWanted({ type, content, data }: JsonObject): Pick<DeclaredRecord, "type" | "content" | "data"> | undefined {
  if (typeof type !== "string") return undefined;
  if (isObject(data)) return { type, data };
  return typeof content === "string" ? { type, content } : undefined;
}

/** Numbers and their text say the same, and so do names in either case. */
function spelled(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data)
      .filter(([, value]) => value !== null && !isObject(value))
      .map(([key, value]) => [key, plainName(String(value))]),
  );
}

function plainName(text: string): string {
  return text.replace(/\.$/, "").toLowerCase();
}

/** Without quotes, and with its chunks joined. Source: RFC 1035 section 5.1, character strings. */
export function plainText(content: string): string {
  const chunks = [...content.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, chunk = ""]) => chunk);
  return chunks.length === 0 ? content : chunks.join("").replace(/\\(.)/g, "$1");
}
