import type { ServiceTokenModel, WidgetModel } from "../access-model.ts";
import { launchStackName, secretName } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";

export function widgetsOf({ launch, name, config }: EnvironmentPlace): WidgetModel[] {
  return Object.entries(config.turnstile).map(([key, { hosts, mode, secret, sitekey }]) => ({
    key,
    name: `${launchStackName(launch.name, name)}-${key}`,
    hosts: [...new Set(hosts.map((host) => config.hosts[host]?.name ?? host))].sort(), // the rules refuse hosts that are not there
    mode,
    slot: secretName(launch.name, name, secret),
    ...(sitekey === undefined ? {} : { sitekey }),
  }));
}

export function serviceTokensOf({ launch, name, config }: EnvironmentPlace): ServiceTokenModel[] {
  return Object.entries(config.serviceTokens).map(([key, { days, secret, made }]) => ({
    key,
    name: `${launchStackName(launch.name, name)}-${key}`,
    days,
    slot: secretName(launch.name, name, secret),
    ...(made === undefined ? {} : { id: made.id }),
  }));
}
