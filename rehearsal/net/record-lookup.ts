import type { ZoneRecord } from "./edge-state.ts";

/** The records at a name: its own, or those of the wildcard that covers it; undefined when the name does not exist at all. Source: RFC 4592 section 3.3. */
export function recordsAt(records: readonly ZoneRecord[], domain: string, name: string): readonly ZoneRecord[] | undefined {
  const own = records.filter((record) => record.name === name);
  if (own.length > 0 || name === domain || records.some((record) => record.name.endsWith(`.${name}`))) return own;
  // the closest encloser: the nearest ancestor that exists, be it only as a part of other names
  let ancestor = name;
  while (ancestor !== domain && ancestor.includes(".")) {
    ancestor = ancestor.slice(ancestor.indexOf(".") + 1);
    const wildcard = records.filter((record) => record.name === `*.${ancestor}`);
    if (wildcard.length > 0) return wildcard;
    if (ancestor === domain || records.some((record) => record.name === ancestor || record.name.endsWith(`.${ancestor}`))) return undefined;
  }
  return undefined;
}

export const ADDRESS_TYPES: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

/** The record through which the edge serves a host; undefined when the host is not proxied. */
export function proxiedRecord(records: readonly ZoneRecord[], domain: string, name: string): ZoneRecord | undefined {
  return recordsAt(records, domain, name)?.find((record) => record.proxied && ADDRESS_TYPES.has(record.type));
}
