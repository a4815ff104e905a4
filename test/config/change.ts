import type { RawConfigs } from "../../config/raw.ts";
import { type LockEntry, parseDnsLock } from "../../mail/dns/lock.ts";
import { realConfigs } from "./real-configs.ts";

/** Values by path, for each of the real configs; undefined removes, an empty path replaces the whole. */
export interface Change {
  readonly account?: Readonly<Record<string, unknown>>;
  readonly zone?: Readonly<Record<string, unknown>>;
  readonly launch?: Readonly<Record<string, unknown>>;
  /** Answers that the DNS lock holds besides those of the real one. */
  readonly lock?: readonly LockEntry[];
  /** Modules in config/workers, by file name. */
  readonly workers?: Readonly<Record<string, string>>;
}

/** An entry of the DNS lock; without values nothing is there. */
export function locked(name: string, type: LockEntry["type"], ...values: readonly string[]): LockEntry {
  return { name, type, ...(values.length === 0 ? { answer: "empty" } : { answer: "found", values: [...values] }), observed: "2026-11-25" };
}

/** Names that the rules' cases use again and again: senders with one network each, keys, return paths and mail hosts that are there. */
const COMMON_LOCK: readonly LockEntry[] = [
  ...["crm.example", "crm.sendgrid.net", ...Array.from({ length: 12 }, (_, index) => `n${index}.example`)].map((name) =>
    locked(name, "TXT", "v=spf1 ip4:192.0.2.0/24 -all"),
  ),
  ...["u1.sendgrid.net", "u2.sendgrid.net"].flatMap((host) => [
    locked(host, "TXT", "v=spf1 ip4:192.0.2.0/24 -all"),
    locked(`s1.domainkey.${host}`, "TXT", "p=key"),
    locked(`s2.domainkey.${host}`, "TXT", "p=key"),
  ]),
  ...[
    "alt1.smtp.google.com",
    "mx-a.mail.example",
    "mx.a-mail.example",
    "mx.a.mail.example",
    "mx.b-mail.example",
    "mx.example.net",
    "x.example.net",
    "mail.example.net",
  ].flatMap((host) => [locked(host, "A", "192.0.2.25"), locked(host, "AAAA")]),
];

/** The real configs with something changed: a mutation, or its valid twin. */
export function changed(change: Change): RawConfigs {
  const raw = realConfigs();
  return {
    account: { ...raw.account, data: withChanges(raw.account.data, change.account ?? {}) },
    zones: raw.zones.map((zone) => ({ ...zone, data: withChanges(zone.data, change.zone ?? {}) })),
    launches: raw.launches.map((launch) => ({ ...launch, data: withChanges(launch.data, change.launch ?? {}) })),
    lock: { file: "config/dns.lock.json", data: withEntries(raw.lock?.data, [...COMMON_LOCK, ...(change.lock ?? [])]) },
    workers: Object.entries(change.workers ?? {}).map(([name, content]) => ({ name, content })),
  };
}

/** Later entries replace earlier ones. */
function withEntries(data: unknown, entries: readonly LockEntry[]): unknown {
  const parsed = parseDnsLock(data);
  const all = [...(parsed.ok ? parsed.lock.records : []), ...entries];
  return { version: 1, records: [...new Map(all.map((entry) => [`${entry.name} ${entry.type}`, entry])).values()] };
}

function withChanges(data: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  let result = data;
  for (const [path, value] of Object.entries(changes)) {
    if (path === "") result = value;
    else setAt(Object(result), path.split("."), value);
  }
  return result;
}

function setAt(parent: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  if (rest.length > 0) {
    if (typeof parent[name] !== "object" || parent[name] === null) parent[name] = {};
    setAt(Object(parent[name]), rest, value);
  } else if (value === undefined) delete parent[name];
  else parent[name] = structuredClone(value);
}
