import { type LimitIntent, packLimits } from "../../edge/pack-limits.ts";
import { admits, limitFor, MAX_EXPRESSION_LENGTH, RATE_CHARACTERISTICS, RATE_RULES } from "../../edge/plan-limits.ts";
import type { RateRule } from "../../edge/rule.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { EnvironmentModel, RateLimitModel, Residual } from "../model.ts";
import { type EnvironmentPlace, groupBy, where } from "../rules/world.ts";
import { LIMIT_CLASSES } from "../schema/routes.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import type { WebAclLimitModel } from "../web-acl-model.ts";
import { type LimitWish, layersOf, webAclLimits, webAclResiduals } from "./web-acl-limits.ts";

export interface ResolvedLimits {
  readonly rules: readonly RateRule[];
  readonly rateLimits: readonly RateLimitModel[];
  /** What AWS WAF keeps in front of the target. */
  readonly webAcl: readonly WebAclLimitModel[];
  readonly residuals: readonly Residual[];
  readonly errors: readonly SlipwayError[];
}

/** Tells callers with a bearer token apart. Sessions lie in a cookie whose name the config does not know. */
const TOKEN_KEY = 'http.request.headers["authorization"]';

type Routes = EnvironmentModel["routes"];

/**
 * One intent for each limit class and host; what no limit covers becomes a residual, and so does what the edge leaves to AWS WAF or to the
 * application.
 */
export function resolveLimits(environment: EnvironmentPlace, owner: string, zone: ZoneConfig, routes: Routes): ResolvedLimits {
  const wishes = wishesOf(environment, routes);
  const characteristics = limitFor(RATE_CHARACTERISTICS, zone.plan, zone.addOns);
  const packed = (kept: readonly LimitWish[]) => pack(environment, owner, zone, kept);
  const layers = layersOf(environment, wishes, {
    keeps: (wish) =>
      packed([wish]).errors.length === 0 && (wish.limit.per === "ip" || (hasTokensOnly(wish.routes) && admits(characteristics, TOKEN_KEY))),
    slots: limitFor(RATE_RULES, zone.plan, zone.addOns),
    slotsFor: (kept) => packed(kept).merged.length,
  });
  const { merged, intents, residuals, errors } = packed(layers.edge);
  const ruleOf = new Map(merged.flatMap(({ refs, rule }) => refs.map((ref) => [ref, rule])));
  const webAcl = webAclLimits(environment, layers.webAcl);
  return {
    rules: merged.map(({ rule }) => rule),
    rateLimits: intents.flatMap(({ limitClass, intent }) => {
      const rule = ruleOf.get(refOf(owner, intent));
      if (rule === undefined) return [];
      const { ref, requestsPerPeriod, periodSeconds } = rule;
      return [{ limitClass, ref, host: intent.host, requests: requestsPerPeriod, periodSeconds }];
    }),
    webAcl,
    residuals: [
      ...residuals,
      ...webAclResiduals(environment, webAcl),
      ...byApplication(environment, routes),
      ...unlimited(environment, routes),
    ],
    errors,
  };
}

function wishesOf(environment: EnvironmentPlace, routes: Routes): LimitWish[] {
  return LIMIT_CLASSES.flatMap((limitClass) => {
    const limit = environment.config.limits[limitClass];
    if (limit === undefined || limit.at === "application") return [];
    const limited = routes.filter((route) => route.limit === limitClass);
    return [...groupBy(limited, ({ host }) => host)].map(([hostKey, group]) => ({ limitClass, limit, hostKey, routes: group }));
  });
}

/** What the edge makes of its share. */
function pack(environment: EnvironmentPlace, owner: string, { plan, addOns }: ZoneConfig, wishes: readonly LimitWish[]) {
  const intents = wishes.map((wish) => ({ limitClass: wish.limitClass, intent: intentOf(environment, wish) }));
  const packed = packLimits({ owner, plan, addOns, intents: intents.map(({ intent }) => intent) });
  const merged = mergeClasses(
    intents.map(({ limitClass, intent }) => ({ limitClass, rule: packed.rules.find(({ ref }) => ref === refOf(owner, intent)) })),
  );
  return { merged, intents, residuals: packed.residuals, errors: packed.errors };
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

function intentOf(environment: EnvironmentPlace, { limitClass, limit, hostKey, routes }: LimitWish): LimitIntent {
  const { requests, periodSeconds, blockSeconds, per, over } = limit;
  return {
    name: `${limitClass}-${hostKey}`,
    where: where(environment, ["limits", limitClass]),
    host: routes[0]?.hostName ?? hostKey,
    routes: routes.map(({ method, path }) => ({ method, path })),
    requests,
    periodSeconds,
    blockSeconds,
    per,
    ...(over === "block" ? {} : { over }),
    ...(hasTokensOnly(routes) ? { userKey: TOKEN_KEY } : {}),
  };
}

function hasTokensOnly(routes: Routes): boolean {
  return routes.every(({ auth }) => auth === "token");
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
