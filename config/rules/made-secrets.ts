import { limitFor } from "../../edge/plan-limits.ts";
import { TURNSTILE_HOSTNAMES, TURNSTILE_WIDGETS } from "../../edge/product-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { HostConfig } from "../schema/hosts.ts";
import { type EnvironmentPlace, groupBy, mistake, type Rule, type World } from "./world.ts";

const SECTIONS = ["turnstile", "serviceTokens"] as const;

/** Widgets stand on pages that people see; tokens open hosts that ask for a login. */
export const madeSecretHosts: Rule = (world) =>
  eachMade(world, (environment, section, key, { hosts }) =>
    hosts.flatMap((name, index) => {
      const host = Object.hasOwn(environment.config.hosts, name) ? environment.config.hosts[name] : undefined;
      const fault = section === "turnstile" ? widgetFault(host) : tokenFault(host);
      if (fault === undefined) return [];
      return [
        mistake(environment, [section, key, "hosts", String(index)], {
          code: "MADE_SECRET_HOST",
          expected: fault,
          got: host === undefined ? `${name}, which this environment does not have` : `${name}, of kind ${host.kind}`,
          fix: "name another host, or leave it out",
        }),
      ];
    }),
  );

function widgetFault(host: HostConfig | undefined): string | undefined {
  return host?.kind === "web" || host?.kind === "internal" ? undefined : "a host with pages, of kind web or internal";
}

function tokenFault(host: HostConfig | undefined): string | undefined {
  return host?.kind === "internal" && host.access !== undefined ? undefined : "an internal host with access";
}

export const madeSecretSlots: Rule = (world) =>
  world.environments.flatMap((environment) => {
    const made = SECTIONS.flatMap((section) =>
      Object.entries(environment.config[section]).map(([key, { secret }]) => ({ section, key, secret })),
    );
    return [...groupBy(made, ({ secret }) => secret).values()].flatMap(([, ...others]) =>
      others.map(({ section, key, secret }) =>
        mistake(environment, [section, key, "secret"], {
          code: "MADE_SECRET_SLOT_TWICE",
          expected: "a slot of its own",
          got: `${secret}, which another widget or token fills`,
          fix: "declare a slot for each",
        }),
      ),
    );
  });

/** Host names per widget, and widgets of all launches in the account. */
export const turnstileOnPlan: Rule = (world) => {
  const widgets = world.environments.flatMap((environment) =>
    Object.entries(environment.config.turnstile).map(([key, { hosts }]) => ({ environment, key, hosts: new Set(hosts).size })),
  );
  return widgets.flatMap(({ environment, key, hosts }, index) => {
    const { plan, addOns } = environment.zone?.config ?? { plan: "free" as const, addOns: [] };
    const [names, most] = [limitFor(TURNSTILE_HOSTNAMES, plan, addOns), limitFor(TURNSTILE_WIDGETS, plan, addOns)];
    const exceeded = (expected: string, got: number, field: readonly string[]): SlipwayError =>
      mistake(environment, ["turnstile", key, ...field], {
        code: "TURNSTILE_EXCEEDED",
        expected: `${expected} on plan ${plan}`,
        got: String(got),
        fix: "spread the hosts over more widgets, share widgets, or choose a larger plan",
      });
    return [
      ...(hosts > names ? [exceeded(`at most ${names} ${TURNSTILE_HOSTNAMES.title}`, hosts, ["hosts"])] : []),
      ...(index >= most ? [exceeded(`at most ${most} ${TURNSTILE_WIDGETS.title}`, index + 1, [])] : []),
    ];
  });
};

/** How early somebody has to know, in days. */
const WARN_DAYS = 30;
const DAY_MS = 86_400_000;

export const serviceTokensFresh: Rule = (world) => {
  const { now } = world;
  return world.environments.flatMap((environment) =>
    Object.entries(environment.config.serviceTokens).flatMap(([key, { made }]) => {
      if (now === undefined || made === undefined) return [];
      const days = Math.floor((Date.parse(made.expires) - now.getTime()) / DAY_MS);
      if (days >= WARN_DAYS) return [];
      return mistake(environment, ["serviceTokens", key, "made", "expires"], {
        code: "SERVICE_TOKEN_EXPIRES",
        expected: `at least ${WARN_DAYS} days left`,
        got: days < 0 ? `${made.expires}, which is over` : `${made.expires}, ${days} days away`,
        fix: `remove made, run slipway secret make ${environment.launch.name}/${environment.name} --service-token ${key} --replace, and write down what it prints`,
      });
    }),
  );
};

export const serviceTokensWatched: Rule = ({ environments, configs }) =>
  environments.flatMap((environment) => {
    const keys = Object.keys(environment.config.serviceTokens);
    if (keys.length === 0 || configs.account.config.cloudflare.tokenAlert !== undefined) return [];
    return mistake(environment, ["serviceTokens"], {
      code: "SERVICE_TOKEN_UNWATCHED",
      expected: "cloudflare.tokenAlert in config/account.ts, so that Cloudflare tells somebody before they expire",
      got: `none for ${keys.join(", ")}`,
      fix: "name an alert channel there",
    });
  });

export const tokenAlertKnown: Rule = ({ configs }) => {
  const { file, config } = configs.account;
  const channel = config.cloudflare.tokenAlert;
  if (channel === undefined || Object.hasOwn(config.alertChannels, channel)) return [];
  return [
    mistake({ file, path: ["cloudflare", "tokenAlert"] }, [], {
      code: "ALERT_CHANNEL_UNKNOWN",
      expected: `one of the account's channels ${Object.keys(config.alertChannels).join(", ")}`,
      got: channel,
      fix: "correct the name, or add the channel",
    }),
  ];
};

export const madeSecretsMade: Rule = (world) =>
  eachMade(world, (environment, section, key, each) => {
    const isMade = "sitekey" in each ? each.sitekey !== undefined : "made" in each && each.made !== undefined;
    if (isMade) return [];
    const option = section === "turnstile" ? "turnstile" : "service-token";
    return [
      mistake(environment, [section, key], {
        code: "MADE_SECRET_MISSING",
        expected: section === "turnstile" ? "its sitekey" : "its public half under made",
        got: "nothing",
        fix: `once the slot is there, run slipway secret make ${environment.launch.name}/${environment.name} --${option} ${key}`,
      }),
    ];
  });

type Made = EnvironmentPlace["config"]["turnstile"][string] | EnvironmentPlace["config"]["serviceTokens"][string];

function eachMade(
  { environments }: World,
  judge: (environment: EnvironmentPlace, section: (typeof SECTIONS)[number], key: string, made: Made) => SlipwayError[],
): SlipwayError[] {
  return environments.flatMap((environment) =>
    SECTIONS.flatMap((section) =>
      Object.entries(environment.config[section]).flatMap(([key, made]) => judge(environment, section, key, made)),
    ),
  );
}
