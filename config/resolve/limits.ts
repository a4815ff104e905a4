import { type LimitIntent, packLimits } from "../../edge/pack-limits.ts";
import { MAX_EXPRESSION_LENGTH } from "../../edge/plan-limits.ts";
import type { RateRule } from "../../edge/rule.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { EnvironmentModel, RateLimitModel, Residual } from "../model.ts";
import { type EnvironmentPlace, groupBy, where } from "../rules/world.ts";
import type { LimitConfig } from "../schema/limits.ts";
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
    return limit === undefined || limit.at === "application" ? [] : intentsOf(environment, limitClass, limit, limited);
  });
  const packed = packLimits({ owner, plan: zone.plan, addOns: zone.addOns, intents: wishes.map(({ intent }) => intent) });
  const merged = mergeClasses(
    wishes.map(({ limitClass, intent }) => ({ limitClass, rule: packed.rules.find(({ ref }) => ref === refOf(owner, intent)) })),
  );
  const ruleOf = new Map(merged.flatMap(({ refs, rule }) => refs.map((ref) => [ref, rule])));
  return {
    rules: merged.map(({ rule }) => rule),
    rateLimits: wishes.flatMap(({ limitClass, intent }) => {
      const rule = ruleOf.get(refOf(owner, intent));
      if (rule === undefined) return [];
      const { ref, requestsPerPeriod, periodSeconds } = rule;
      return [{ limitClass, ref, host: intent.host, requests: requestsPerPeriod, periodSeconds }];
    }),
    residuals: [...packed.residuals, ...byApplication(environment, routes), ...unlimited(environment, routes)],
    errors: packed.errors,
  };
}

function refOf(owner: string, { name }: LimitIntent): string {
  return `${owner}--limit-${name}`;
}

interface Merged {
  /** Of the rules that became this one. */
  readonly refs: readonly string[];
  readonly rule: RateRule;
}

/** Hosts of one class share a rule, because slots are few: a caller's requests to all of them count together. */
function mergeClasses(rules: readonly { readonly limitClass: string; readonly rule: RateRule | undefined }[]): Merged[] {
  const made = rules.flatMap(({ limitClass, rule }) => (rule === undefined ? [] : [{ limitClass, rule }]));
  return [...groupBy(made, ({ limitClass, rule }) => `${limitClass} ${rule.characteristics.join()}`).values()].flatMap(
    (group): Merged[] => {
      const [first, ...others] = group.map(({ rule }) => rule);
      if (first === undefined) return [];
      const expression = [...new Set([first, ...others].map((rule) => rule.expression))].map((each) => `(${each})`).join(" or ");
      if (others.length === 0 || expression.length > MAX_EXPRESSION_LENGTH) return group.map(({ rule }) => ({ refs: [rule.ref], rule }));
      return [{ refs: group.map(({ rule }) => rule.ref), rule: { ...first, expression } }];
    },
  );
}

/** What the config gives to the application to keep. */
function byApplication(environment: EnvironmentPlace, routes: Routes): Residual[] {
  return LIMIT_CLASSES.flatMap((limitClass) => {
    const limit = environment.config.limits[limitClass];
    const keys = routes.filter((route) => route.limit === limitClass).map(({ key }) => key);
    if (limit?.at !== "application" || keys.length === 0) return [];
    return [
      {
        where: where(environment, ["limits", limitClass]),
        wanted: `${limit.requests} requests in ${limit.periodSeconds} s for each ${limit.per === "ip" ? "address" : "user"} on ${keys.join(", ")}`,
        enforced: "nothing at the edge",
        remaining: "the application counts, and answers 429",
      },
    ];
  });
}

function intentsOf(
  environment: EnvironmentPlace,
  limitClass: LimitClass,
  { requests, periodSeconds, blockSeconds, per, over }: LimitConfig,
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
      ...(over === "block" ? {} : { over }),
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
