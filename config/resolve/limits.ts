import { type LimitIntent, packLimits } from "../../edge/pack-limits.ts";
import type { RateRule } from "../../edge/rule.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { EnvironmentModel, RateLimitModel, Residual } from "../model.ts";
import { type EnvironmentPlace, groupBy, where } from "../rules/world.ts";
import type { LimitConfig } from "../schema/launch.ts";
import { LIMIT_CLASSES, type LimitClass } from "../schema/routes.ts";
import type { ZoneConfig } from "../schema/zone.ts";

export interface ResolvedLimits {
  readonly rules: readonly RateRule[];
  readonly rateLimits: readonly RateLimitModel[];
  readonly residuals: readonly Residual[];
  readonly errors: readonly SlipwayError[];
}

/** Tells callers with a bearer token apart. Sessions lie in a cookie whose name the config does not know. */
const TOKEN_KEY = 'http.request.headers["authorization"]';

type Routes = EnvironmentModel["routes"];

/** One intent for each limit class and host; what no limit covers becomes a residual. */
export function resolveLimits(environment: EnvironmentPlace, owner: string, zone: ZoneConfig, routes: Routes): ResolvedLimits {
  const { limits } = environment.config;
  const wishes = LIMIT_CLASSES.flatMap((limitClass) => {
    const limit = limits[limitClass];
    const limited = routes.filter((route) => route.limit === limitClass);
    return limit === undefined ? [] : intentsOf(environment, limitClass, limit, limited);
  });
  const packed = packLimits({ owner, plan: zone.plan, addOns: zone.addOns, intents: wishes.map(({ intent }) => intent) });
  const ruleOf = new Map(packed.rules.map((rule) => [rule.ref, rule]));
  return {
    rules: packed.rules,
    rateLimits: wishes.flatMap(({ limitClass, intent }) => {
      const rule = ruleOf.get(`${owner}--limit-${intent.name}`);
      if (rule === undefined) return [];
      const { ref, requestsPerPeriod, periodSeconds } = rule;
      return [{ limitClass, ref, host: intent.host, requests: requestsPerPeriod, periodSeconds }];
    }),
    residuals: [...packed.residuals, ...unlimited(environment, routes)],
    errors: packed.errors,
  };
}

function intentsOf(
  environment: EnvironmentPlace,
  limitClass: LimitClass,
  { requests, periodSeconds, blockSeconds, per }: LimitConfig,
  routes: Routes,
): { readonly limitClass: LimitClass; readonly intent: LimitIntent }[] {
  return [...groupBy(routes, ({ host }) => host)].map(([hostKey, group]) => ({
    limitClass,
    intent: {
      name: `${limitClass}-${hostKey}`,
      where: where(environment, ["limits", limitClass]),
      host: group[0]?.hostName ?? hostKey,
      routes: group.map(({ method, path }) => ({ method, path })),
      requests,
      periodSeconds,
      blockSeconds,
      per,
      ...(group.every(({ auth }) => auth === "token") ? { userKey: TOKEN_KEY } : {}),
    },
  }));
}

function unlimited(environment: EnvironmentPlace, routes: Routes): Residual[] {
  return [...groupBy(routes, ({ limit }) => limit)]
    .filter(([limitClass]) => !LIMIT_CLASSES.some((each) => each === limitClass && environment.config.limits[each] !== undefined))
    .map(([limitClass, group]) => ({
      where: where(environment, ["limits", limitClass]),
      wanted: `a limit for ${group.map(({ key }) => key).join(", ")}`,
      enforced: "nothing at the edge",
      remaining: "the application limits these routes, or nobody does",
    }));
}
