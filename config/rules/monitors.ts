import type { HostConfig } from "../schema/hosts.ts";
import { mistake, type Rule } from "./world.ts";

export const monitorHosts: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { monitors, hosts } = environment.config;
    return Object.entries(monitors).flatMap(([key, monitor]) => {
      const host = Object.hasOwn(hosts, monitor.host) ? hosts[monitor.host] : undefined;
      if (host === undefined) {
        return mistake(environment, ["monitors", key, "host"], {
          code: "MONITOR_HOST_UNKNOWN",
          expected: `one of this environment's hosts ${Object.keys(hosts).join(", ")}`,
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
    });
  });

/** Route 53 takes any status from 200 to 399 for healthy. Source: docs.aws.amazon.com/Route53, how health checks work (checked 2026-11-22). */
function unreachable(host: Exclude<HostConfig, { kind: "web" | "api" }>): string {
  if (host.kind === "redirect") return "only redirects";
  return host.access === undefined
    ? "admits its own networks only"
    : "sends checkers to a login, and the redirect would count as healthy for ever";
}

/** The start page needs no line in the API inventory. */
export const monitorRoutes: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { monitors, hosts } = environment.config;
    return Object.entries(monitors).flatMap(([key, { kind, host, path }]) => {
      if (!Object.hasOwn(hosts, host)) return []; // said above
      if (kind === "home" && hosts[host]?.kind === "web") return [];
      const routes = Object.values(environment.launch.routes).filter(
        (route) => route.method === "GET" && route.host === host && route.auth === "public",
      );
      if (!/[{}]/.test(path) && routes.some((route) => matchesPath(route.path, path))) return [];
      return mistake(environment, ["monitors", key, "path"], {
        code: "MONITOR_ROUTE_UNDECLARED",
        expected:
          routes.length === 0
            ? `a public GET route on ${host}`
            : `one of the public GET routes ${routes.map((route) => route.path).join(", ")}`,
        got: path,
        fix: "declare the path as a route, or watch one that is declared",
      });
    });
  });

/** `{name}` stands for one segment. */
function matchesPath(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => segment === given[index] || (/^\{.*\}$/.test(segment) && given[index] !== ""))
  );
}
