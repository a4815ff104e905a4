import { REVOKED_DKIM, renderDkim } from "./record.ts";

// A selector lives through prepublish, active, draining, revoked and removed. Active keys stand with their senders; removed ones nowhere.

/**
 * Days that a key stays after the last message was signed with it: mail is retried for about five days, and some receivers look at
 * signatures later still. Source: RFC 5321 section 4.5.4.1 (give up after 4 to 5 days), RFC 6376 section 3.6.1 (revocation).
 */
export const MIN_DRAINING_DAYS = 7;
/** After so many days nobody waits for a message any more, and an old key only waits to be broken. */
export const LONG_DRAINING_DAYS = 30;

export type IdleKey = {
  readonly selector: string;
  /** Of the signing domain, left of the zone's; empty for the zone's own. */
  readonly label: string;
} & (
  | { readonly state: "prepublish"; readonly publicKey: string }
  | { readonly state: "draining"; readonly publicKey: string; readonly since: string }
  | { readonly state: "revoked"; readonly drainingSince: string }
);

/** What stands in DNS for a key that no sender signs with. */
export function renderIdleKey(key: IdleKey): string {
  return key.state === "revoked" ? REVOKED_DKIM : renderDkim(key.publicKey);
}

/** Whole days from the start of a day, UTC; negative when it lies ahead. */
export function daysSince(day: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(day)) / 86_400_000);
}
