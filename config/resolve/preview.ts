import { previewNames } from "../preview-name.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { HostConfig } from "../schema/hosts.ts";
import type { EnvironmentConfig } from "../schema/launch.ts";

/** A whole host name in a text: not the end of a longer one, and not what a wildcard stands above. */
const HOST_NAME = /(?<![\w.*-])[a-z0-9_-]+(?:\.[a-z0-9_-]+)+/gi;

/**
 * The environment as it is tried before it goes live: every host under its preview name, and whatever speaks of a host by name (CORS,
 * content policies, redirects, own rules) speaks of the preview. What the application is told stays, so that nothing of it changes when it
 * goes live. Records below the hosts belong to the names that the public uses, so they wait.
 */
export function previewOf(environment: EnvironmentPlace): EnvironmentPlace {
  const { config } = environment;
  const previews = previewNames(config);
  const names = new Map(Object.entries(config.hosts).map(([key, { name }]) => [name, previews.get(key) ?? name]));
  const renamed = (text: string): string => text.replace(HOST_NAME, (name) => names.get(name.toLowerCase()) ?? name);
  const hosts = mapValues(config.hosts, (host) => renamedHost(host, names.get(host.name) ?? host.name, renamed));
  const rules = mapValues(config.waf.rules, (rule) => ({ ...rule, when: renamed(rule.when) }));
  const staged: EnvironmentConfig = { ...config, hosts, records: {}, waf: { ...config.waf, rules } };
  return { ...environment, config: staged };
}

type Renamed = (text: string) => string;

function renamedHost(host: HostConfig, name: string, renamed: Renamed): HostConfig {
  if (host.kind === "redirect") return { ...host, name };
  const common = {
    name,
    headers: mapValues(host.headers, renamed),
    ...(host.cors === undefined ? {} : { cors: { ...host.cors, origins: host.cors.origins.map(renamed) } }),
  };
  if (host.kind !== "web") return { ...host, ...common };
  return { ...host, ...common, redirects: mapValues(host.redirects, (redirect) => ({ ...redirect, to: renamed(redirect.to) })) };
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
