import { SlipwayError } from "../errors/slipway-error.ts";
import { type DnsLock, EMPTY_LOCK, parseDnsLock } from "../mail/dns/lock.ts";
import type { RawConfig } from "./raw.ts";

/** No lock knows nothing, and is no error by itself: there may be nothing to ask. */
export function readDnsLock(raw: RawConfig | undefined): DnsLock | SlipwayError {
  if (raw === undefined) return EMPTY_LOCK;
  const parsed = parseDnsLock(raw.data);
  return parsed.ok ? parsed.lock : unreadableLock(parsed.where === "" ? raw.file : `${raw.file}: ${parsed.where}`, parsed.problem);
}

export function unreadableLock(where: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "DNS_LOCK_UNREADABLE",
    where,
    expected: "what slipway mail lock writes",
    got,
    fix: "restore the file from version control, or delete it and run slipway mail lock",
  });
}
