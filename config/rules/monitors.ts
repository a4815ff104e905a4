import { HEALTH_CHECKS } from "../../edge/product-limits.ts";
import { matchesPath } from "../path-pattern.ts";
import type { HostConfig } from "../schema/hosts.ts";
import type { OutsideMonitorConfig } from "../schema/monitors.ts";
import { type EnvironmentPlace, groupBy, mistake, type Rule } from "./world.ts";

export interface MonitorPlace {
  readonly key: string;
  readonly monitor: OutsideMonitorConfig;
  readonly host: HostConfig | undefined;
}

/** Monitors that ask from outside. */
export function outsideMonitors({ config: { monitors, hosts } }: EnvironmentPlace): MonitorPlace[] {
  return Object.entries(monitors).flatMap(([key, monitor]) =>
    monitor.via === "tracker" ? [] : [{ key, monitor, host: Object.hasOwn(hosts, monitor.host) ? hosts[monitor.host] : undefined }],
  );
}

export const monitorHosts: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    outsideMonitors(environment).flatMap(({ key, monitor, host }) => {
      if (host === undefined) {
        return mistake(environment, ["monitors", key, "host"], {
          code: "MONITOR_HOST_UNKNOWN",
          expected: `one of this environment's hosts ${Object.keys(environment.config.hosts).join(", ")}`,
          got: monitor.host,
          fix: "name the host to watch",
        });
      }
      if (host.kind === "web" || host.kind === "api") return [];
      return mistake(environment, ["monitors", key, "host"], {
        code: "MONITOR_HOST_UNREACHABLE",
        expected: "a web or api host",
        got: `${monitor.host}, which ${unreachable(host)}`,
        fix: "watch a host that checkers can reach",
      });
    }),
  );

/** Route 53 takes any status from 200 to 399 for healthy. Source: docs.aws.amazon.com/Route53, how health checks work (checked 2026-11-22). */
function unreachable(host: Exclude<HostConfig, { kind: "web" | "api" }>): string {
  if (host.kind === "redirect") return "only redirects";
  return host.access === undefined
    ? "admits its own networks only"
    : "sends checkers to a login, and the redirect would count as healthy for ever";
}

interface Asked {
  readonly method: string;
  readonly path: string;
  /** A route that needs a session is asked with one. */
  readonly mayBePrivate: boolean;
  readonly field: readonly string[];
}

function askedBy(monitor: OutsideMonitorConfig): Asked[] {
  if (monitor.via !== "canary") return [{ method: "GET", path: monitor.path, mayBePrivate: false, field: ["path"] }];
  const { script } = monitor;
  if (script.kind !== "api") return [{ method: "GET", path: script.path, mayBePrivate: script.kind === "s3", field: ["script", "path"] }];
  return script.steps.map(({ method, path }, index) => ({
    method,
    path,
    mayBePrivate: true,
    field: ["script", "steps", String(index), "path"],
  }));
}

/** Pages need no line in the API inventory. */
export const monitorRoutes: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    outsideMonitors(environment).flatMap(({ key, monitor, host }) => {
      if (host === undefined) return []; // said above
      const isPage = host.kind === "web" && (monitor.kind === "home" || (monitor.via === "canary" && monitor.script.kind === "page"));
      if (isPage) return [];
      return askedBy(monitor).flatMap(({ method, path, mayBePrivate, field }) => {
        const routes = Object.values(environment.launch.routes).filter(
          (route) => route.method === method && route.host === monitor.host && (mayBePrivate || route.auth === "public"),
        );
        if (!/[{}]/.test(path) && routes.some((route) => matchesPath(route.path, path))) return [];
        const what = `${mayBePrivate ? "" : "public "}${method} route`;
        return mistake(environment, ["monitors", key, ...field], {
          code: "MONITOR_ROUTE_UNDECLARED",
          expected:
            routes.length === 0 ? `a ${what} on ${monitor.host}` : `one of the ${what}s ${routes.map((route) => route.path).join(", ")}`,
          got: path,
          fix: "declare the path as a route, or watch one that is declared",
        });
      });
    }),
  );

/** "At least one synthetic check every 5 minutes": readiness row T5. */
const SLOWEST_MINUTES = 5;

export function secondsBetween(monitor: OutsideMonitorConfig): number {
  return monitor.via === "canary" ? monitor.everyMinutes * 60 : monitor.intervalSeconds;
}

export function isTooSlow(monitor: OutsideMonitorConfig): boolean {
  return secondsBetween(monitor) > SLOWEST_MINUTES * 60;
}

export const monitorsFast: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    outsideMonitors(environment).flatMap(({ key, monitor }) => {
      if (!isTooSlow(monitor)) return [];
      return mistake(environment, ["monitors", key, monitor.via === "canary" ? "everyMinutes" : "intervalSeconds"], {
        code: "MONITOR_TOO_SLOW",
        expected: `a check every ${SLOWEST_MINUTES} minutes or more often`,
        got: `one every ${secondsBetween(monitor) / 60} minutes`,
        fix: `set it to ${SLOWEST_MINUTES} minutes or less`,
      });
    }),
  );

/** Standalone health checks of a zone are counted over all environments in it. */
export const monitorsOnPlan: Rule = ({ environments }) =>
  [...groupBy(environments, ({ config }) => config.zone).values()].flatMap((together) => {
    const checks = together.flatMap((environment) =>
      outsideMonitors(environment).flatMap(({ key, monitor }) => (monitor.via === "cloudflare" ? [{ environment, key }] : [])),
    );
    const plan = together[0]?.zone?.config.plan;
    if (plan === undefined) return [];
    return checks.slice(HEALTH_CHECKS.byPlan[plan]).map(({ environment, key }) =>
      mistake(environment, ["monitors", key, "via"], {
        code: "MONITOR_NOT_ON_PLAN",
        expected: `at most ${HEALTH_CHECKS.byPlan[plan]} ${HEALTH_CHECKS.title} on plan ${plan}`,
        got: `${checks.length} in ${environment.config.zone}`,
        fix: "use a canary or a health check of Route 53",
      }),
    );
  });

/** Source: Cloudflare Health Checks docs, limitations: Authenticated Origin Pulls (readiness F9). */
export const monitorsAdmittedByOrigins: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    outsideMonitors(environment).flatMap(({ key, monitor, host }) => {
      if (monitor.via !== "cloudflare" || host === undefined || host.kind === "redirect") return [];
      const pulls = environment.zone?.config.tls.originPulls.kind ?? "off";
      const got =
        host.origin === undefined
          ? `${monitor.host}, which this environment's target serves and locks`
          : pulls === "off"
            ? undefined
            : `${monitor.host}, in a zone whose origins ask for Cloudflare's certificate`;
      if (got === undefined) return [];
      return mistake(environment, ["monitors", key, "via"], {
        code: "MONITOR_LOCKED_OUT",
        expected: "an origin that lets health checks in, which cannot show the certificate or header that the edge shows",
        got,
        fix: "use a canary or a health check of Route 53, which come through the edge",
      });
    }),
  );

/** Source: RFC 9110 section 9.3.1: content in a GET has no meaning, and clients refuse to send it. */
export const canaryBodies: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    outsideMonitors(environment).flatMap(({ key, monitor }) => {
      if (monitor.via !== "canary" || monitor.script.kind !== "api") return [];
      return monitor.script.steps.flatMap(({ method, json, credentials }, index) => {
        if (method !== "GET" || (json === undefined && credentials === undefined)) return [];
        return mistake(environment, ["monitors", key, "script", "steps", String(index), "method"], {
          code: "CANARY_BODY_IN_GET",
          expected: "a method that takes a body, for json and credentials",
          got: "GET",
          fix: "use POST, or leave the body out",
        });
      });
    }),
  );
