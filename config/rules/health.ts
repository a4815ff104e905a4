import type { HostConfig } from "../schema/hosts.ts";
import { domainOfAddress, isWithin, mistake, type Rule } from "./world.ts";

export const healthHosts: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { health, hosts } = environment.config;
    const host = Object.hasOwn(hosts, health.host) ? hosts[health.host] : undefined;
    if (host === undefined) {
      return mistake(environment, ["health", "host"], {
        code: "HEALTH_HOST_UNKNOWN",
        expected: `one of this environment's hosts ${Object.keys(hosts).join(", ")}`,
        got: health.host,
        fix: "name the host to watch",
      });
    }
    if (host.kind === "web" || host.kind === "api") return [];
    return mistake(environment, ["health", "host"], {
      code: "HEALTH_HOST_UNREACHABLE",
      expected: "a web or api host",
      got: `${health.host}, which ${unreachable(host)}`,
      fix: "watch a host that checkers can reach",
    });
  });

/** Route 53 takes any status from 200 to 399 for healthy. Source: docs.aws.amazon.com/Route53, how health checks work (checked 2026-11-22). */
function unreachable(host: Exclude<HostConfig, { kind: "web" | "api" }>): string {
  if (host.kind === "redirect") return "only redirects";
  return host.access === undefined
    ? "admits its own networks only"
    : "sends checkers to a login, and the redirect would count as healthy for ever";
}

export const healthRoutes: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { health, hosts } = environment.config;
    if (!Object.hasOwn(hosts, health.host)) return []; // said above
    const routes = Object.values(environment.launch.routes).filter(
      ({ method, host, auth }) => method === "GET" && host === health.host && auth === "public",
    );
    if (!/[{}]/.test(health.path) && routes.some(({ path }) => matchesPath(path, health.path))) return [];
    return mistake(environment, ["health", "path"], {
      code: "HEALTH_ROUTE_UNDECLARED",
      expected:
        routes.length === 0
          ? `a public GET route on ${health.host}`
          : `one of the public GET routes ${routes.map(({ path }) => path).join(", ")}`,
      got: health.path,
      fix: "declare the path as a route, or watch one that is declared",
    });
  });

export const alertChannelsKnown: Rule = ({ environments, configs }) =>
  environments.flatMap((environment) => {
    const channels = configs.account.config.alertChannels;
    const { alertChannel } = environment.config.health;
    if (Object.hasOwn(channels, alertChannel)) return [];
    const known = Object.keys(channels);
    return mistake(environment, ["health", "alertChannel"], {
      code: "ALERT_CHANNEL_UNKNOWN",
      expected: known.length === 0 ? "a channel of the account, which has none" : `one of the account's channels ${known.join(", ")}`,
      got: alertChannel,
      fix: "correct the name, or add the channel to config/account.ts",
    });
  });

export const alertChannelsElsewhere: Rule = ({ environments, configs }) =>
  environments.flatMap((environment) => {
    const { health, zone } = environment.config;
    const channels = configs.account.config.alertChannels;
    const channel = Object.hasOwn(channels, health.alertChannel) ? channels[health.alertChannel] : undefined;
    if (channel === undefined || !isWithin(domainOfAddress(channel.address), zone)) return [];
    return mistake(environment, ["health", "alertChannel"], {
      code: "ALERT_CHANNEL_ON_OWN_DOMAIN",
      expected: `a mailbox outside ${zone}`,
      got: `${health.alertChannel}, which is ${channel.address}`,
      fix: "alarms about a domain must not depend on it: use another domain",
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
