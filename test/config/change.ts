import type { RawConfigs } from "../../config/raw.ts";
import { realConfigs } from "./real-configs.ts";

/** Values by path, for each of the real configs; undefined removes, an empty path replaces the whole. */
export interface Change {
  readonly account?: Readonly<Record<string, unknown>>;
  readonly zone?: Readonly<Record<string, unknown>>;
  readonly launch?: Readonly<Record<string, unknown>>;
}

/** The real configs with something changed: a mutation, or its valid twin. */
export function changed(change: Change): RawConfigs {
  const raw = realConfigs();
  return {
    account: { ...raw.account, data: withChanges(raw.account.data, change.account ?? {}) },
    zones: raw.zones.map((zone) => ({ ...zone, data: withChanges(zone.data, change.zone ?? {}) })),
    launches: raw.launches.map((launch) => ({ ...launch, data: withChanges(launch.data, change.launch ?? {}) })),
  };
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
