import { SlipwayError, type SlipwayErrorParts } from "../../errors/slipway-error.ts";
import type { DnsLock } from "../../mail/dns/lock.ts";
import { placeOf } from "../parse/place.ts";
import type { Configs, Sourced } from "../parse.ts";
import type { HostConfig } from "../schema/hosts.ts";
import type { EnvironmentConfig, LaunchConfig } from "../schema/launch.ts";
import type { RecordConfig } from "../schema/records.ts";
import type { ZoneConfig } from "../schema/zone.ts";

/** Where something stands in the configs. */
export interface Place {
  readonly file: string;
  readonly path: readonly string[];
}

export interface EnvironmentPlace extends Place {
  readonly launch: LaunchConfig;
  readonly name: string;
  readonly config: EnvironmentConfig;
  /** Absent when no config describes the zone, which is an error of its own. */
  readonly zone: Sourced<ZoneConfig> | undefined;
  /** Modules that a worker target may name, by file name. */
  readonly scripts: ReadonlyMap<string, string>;
}

export interface HostPlace extends Place {
  readonly environment: EnvironmentPlace;
  readonly key: string;
  readonly host: HostConfig;
}

/** An extra record, of a zone or of an environment in it. */
export interface RecordPlace extends Place {
  readonly key: string;
  readonly record: RecordConfig;
  /** The zone that it lies in. */
  readonly domain: string;
  readonly zone: Sourced<ZoneConfig> | undefined;
  /** Absent when the zone's own config declares it. */
  readonly environment?: EnvironmentPlace;
}

/** The configs, laid out for rules: lookups are made once, so that a rule's cost grows with its own subject only. */
export interface World {
  readonly configs: Configs;
  readonly environments: readonly EnvironmentPlace[];
  readonly hosts: readonly HostPlace[];
  readonly hostsByName: ReadonlyMap<string, readonly HostPlace[]>;
  readonly zonesByDomain: ReadonlyMap<string, Sourced<ZoneConfig>>;
  readonly records: readonly RecordPlace[];
  /** Absent when the project has none. */
  readonly lock?: DnsLock;
  /** Absent where the day does not matter. */
  readonly now?: Date;
}

export interface WorldFacts {
  readonly lock?: DnsLock | undefined;
  readonly now?: Date | undefined;
}

export type Rule = (world: World) => readonly SlipwayError[];

export function worldOf(configs: Configs, { lock, now }: WorldFacts = {}): World {
  const zonesByDomain = new Map(configs.zones.map((zone) => [zone.config.domain, zone]));
  const environments = configs.launches.flatMap(({ file, config: launch }) =>
    Object.entries(launch.environments).map(([name, config]) => ({
      file,
      path: ["environments", name],
      launch,
      name,
      config,
      zone: zonesByDomain.get(config.zone),
      scripts: configs.workers,
    })),
  );
  const hosts = environments.flatMap((environment) =>
    Object.entries(environment.config.hosts).map(([key, host]) => ({
      file: environment.file,
      path: [...environment.path, "hosts", key],
      environment,
      key,
      host,
    })),
  );
  const records = [
    ...configs.zones.flatMap((zone) => recordsOf({ file: zone.file, path: [] }, zone.config.records, { domain: zone.config.domain, zone })),
    ...environments.flatMap((environment) =>
      recordsOf(environment, environment.config.records, { domain: environment.config.zone, zone: environment.zone, environment }),
    ),
  ];
  return {
    configs,
    environments,
    hosts,
    hostsByName: groupBy(hosts, ({ host }) => host.name),
    zonesByDomain,
    records,
    ...(lock === undefined ? {} : { lock }),
    ...(now === undefined ? {} : { now }),
  };
}

function recordsOf(
  { file, path }: Place,
  records: ZoneConfig["records"],
  owner: Pick<RecordPlace, "domain" | "zone" | "environment">,
): RecordPlace[] {
  return Object.entries(records).map(([key, record]) => ({ ...owner, file, path: [...path, "records", key], key, record }));
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** An error about a place in the configs; `field` goes deeper from there. */
export function mistake(place: Place, field: readonly string[], parts: Omit<SlipwayErrorParts, "kind" | "where">): SlipwayError {
  return new SlipwayError({ kind: "config", where: where(place, field), ...parts });
}

export function where({ file, path }: Place, field: readonly string[] = []): string {
  return placeOf(file, [...path, ...field]);
}

/** The same or a name below it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** `a.b.c`, `b.c`, `c`. */
export function labelsUp(name: string): string[] {
  const labels = name.split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}

export function domainOfAddress(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
