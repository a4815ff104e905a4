import { contentOf } from "../dns/content.ts";
import type { RecordModel } from "../model.ts";
import type { RecordConfig } from "../schema/records.ts";

/** Cache time of a record that does not say: short enough to correct a mistake, and what Cloudflare means by automatic, in seconds. */
const DEFAULT_TTL_SECONDS = 300;

/** Proxied records have no TTL of their own; 1 stands for automatic. */
export const AUTOMATIC_TTL = 1;

/** Discard-only address: the edge answers the host itself, and nothing stands behind it. Source: RFC 6666. */
export const NO_ORIGIN = "100::";

/** Key of an extra record in its stack. */
export function recordKey(name: string): string {
  return `record-${name}`;
}

/** Extra records, spelled as Cloudflare answers them. */
export function extraRecords(records: Readonly<Record<string, RecordConfig>>): RecordModel[] {
  return Object.entries(records).map(([key, record]) => {
    const proxied = record.proxied === true;
    return {
      key: recordKey(key),
      concern: record.type === "CAA" ? "tls" : "hosts",
      name: record.name,
      type: record.type,
      ...contentOf(record),
      ttlSeconds: proxied ? AUTOMATIC_TTL : (record.ttlSeconds ?? DEFAULT_TTL_SECONDS),
      proxied,
      ...(record.comment === undefined ? {} : { comment: record.comment }),
    };
  });
}
