import type { EnvironmentPlace } from "../rules/world.ts";
import { COVERED_KINDS, type CoveredKind } from "../schema/monitor-fields.ts";
import type { WaiverConfig } from "../schema/waivers.ts";

/** One line of the coverage matrix: a kind of target, and who watches it. */
export interface CoverageRow {
  readonly kind: CoveredKind;
  /** Why the environment has to be watched in this respect. */
  readonly because: string;
  /** Keys of the monitors that do. */
  readonly monitors: readonly string[];
  /** Stands in for them. */
  readonly waiver?: WaiverConfig;
}

/**
 * Every kind of target that the environment has, against its monitors. What it does not have needs no monitor: no page, no home.
 * Cloudflare's own checks fill no cell: they ask the origin, past everything that a visitor goes through.
 * Source: readiness row R13.
 * @param today as YYYY-MM-DD; absent, no waiver has expired
 */
export function coverageOf(environment: EnvironmentPlace, today?: string): CoverageRow[] {
  const { monitors, waivers } = environment.config;
  return COVERED_KINDS.flatMap((kind) => {
    const because = reasonFor(kind, environment);
    if (because === undefined) return [];
    const watching = Object.entries(monitors).flatMap(([key, each]) => (each.kind === kind && each.via !== "cloudflare" ? [key] : []));
    const waiver = waivers.find(({ of, expires }) => of === kind && (today === undefined || expires >= today));
    return [{ kind, because, monitors: watching, ...(waiver === undefined || watching.length > 0 ? {} : { waiver }) }];
  });
}

function reasonFor(kind: CoveredKind, { launch, config, zone }: EnvironmentPlace): string | undefined {
  const hosts = Object.entries(config.hosts);
  const kinds = new Set(hosts.map(([, host]) => host.kind));
  const routes = Object.entries(launch.routes).filter(([, { host }]) => Object.hasOwn(config.hosts, host));
  const named = (found: (typeof routes)[number] | undefined): string | undefined =>
    found === undefined ? undefined : `route ${found[0]} is ${found[1].method} ${found[1].path}`;
  switch (kind) {
    case "home":
      return kinds.has("web") ? "there are pages" : undefined;
    case "login":
      return named(routes.find(([, { limit }]) => limit === "login"));
    case "api-health":
    case "database":
      return kinds.has("api") ? "there is an API" : undefined;
    case "core-workflow":
    case "authenticated-health":
      return named(routes.find(([, { auth, host }]) => auth === "session" && config.hosts[host]?.kind !== "internal"));
    case "mail-sender":
      return (zone?.config.mail.senders.length ?? 0) > 0 ? `${config.zone} sends mail` : undefined;
    case "errors":
      return "what fails inside shows outside too late";
  }
}
