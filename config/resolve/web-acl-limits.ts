import { isMatchable, isWindow, pathPattern, WEB_ACL_LEAST_REQUESTS } from "../../edge/web-acl-limits.ts";
import type { EnvironmentModel, Residual } from "../model.ts";
import { type EnvironmentPlace, groupBy, where } from "../rules/world.ts";
import type { LimitConfig } from "../schema/limits.ts";
import type { LimitClass } from "../schema/routes.ts";
import type { WebAclLimitModel } from "../web-acl-model.ts";

type Routes = EnvironmentModel["routes"];

/** One limit class on one host. */
export interface LimitWish {
  readonly limitClass: LimitClass;
  readonly limit: LimitConfig;
  readonly hostKey: string;
  readonly routes: Routes;
}

/** What leaves the edge first when its slots run out: whatever hurts least when it comes through to the load balancer. */
const LEAVES_FIRST: readonly LimitClass[] = ["default", "export", "upload", "webhook", "chat", "reset", "login"];

/** Whether AWS WAF can keep the limit as it stands: in front of the target, in a window it has, and without a page to solve. */
export function fitsWebAcl({ config }: EnvironmentPlace, { limit, hostKey, routes }: LimitWish): boolean {
  const host = config.hosts[hostKey];
  const isServed = config.target.kind === "container" && host !== undefined && host.kind !== "redirect" && host.origin === undefined;
  const isCountable = isWindow(limit.periodSeconds) && limit.requests >= WEB_ACL_LEAST_REQUESTS && limit.over === "block";
  return isServed && isCountable && routes.every(({ path }) => isMatchable(path));
}

export interface LimitLayers {
  readonly edge: readonly LimitWish[];
  readonly webAcl: readonly LimitWish[];
}

/**
 * Who keeps which limit. To AWS WAF goes what the config sends there, then what the edge's plan cannot keep as it is meant, then whatever has no
 * slot there. The rest stays at the edge, where the first line of defence is.
 */
export function layersOf(
  environment: EnvironmentPlace,
  wishes: readonly LimitWish[],
  edge: {
    /** As it is meant: in its window, and by user where users are meant. */
    readonly keeps: (wish: LimitWish) => boolean;
    readonly slots: number;
    readonly slotsFor: (wishes: readonly LimitWish[]) => number;
  },
): LimitLayers {
  const mayLeave = (wish: LimitWish): boolean => wish.limit.at === "edge" && fitsWebAcl(environment, wish);
  const isForWebAcl = (wish: LimitWish): boolean =>
    wish.limit.at === "aws" ? fitsWebAcl(environment, wish) : mayLeave(wish) && !edge.keeps(wish);
  const webAcl = wishes.filter(isForWebAcl);
  let kept = wishes.filter((wish) => wish.limit.at === "edge" && !webAcl.includes(wish));
  for (const limitClass of LEAVES_FIRST) {
    if (edge.slotsFor(kept) <= edge.slots) break;
    const leaving = kept.filter((wish) => wish.limitClass === limitClass && mayLeave(wish));
    kept = kept.filter((wish) => !leaving.includes(wish));
    webAcl.push(...leaving);
  }
  return { edge: kept, webAcl: wishes.filter((wish) => webAcl.includes(wish)) };
}

/** The limits as AWS WAF takes them: one for each way in which the class's routes tell callers apart. */
export function webAclLimits({ launch }: EnvironmentPlace, wishes: readonly LimitWish[]): WebAclLimitModel[] {
  const cookie = launch.session?.cookie.name;
  return wishes.flatMap(({ limitClass, limit, hostKey, routes }) => {
    const ways = groupBy(routes, (route) => (limit.per === "ip" ? "address" : callerOf(route, cookie)));
    return [...ways].map(
      ([way, group]): WebAclLimitModel => ({
        key: ways.size === 1 ? `${limitClass}-${hostKey}` : `${limitClass}-${hostKey}-${way}`,
        limitClass,
        host: group[0]?.hostName ?? hostKey,
        routes: group.map(({ method, path }) => ({ method, path, ...patternOf(path) })),
        requests: limit.requests,
        // the layers hold limits with such a window only
        windowSeconds: isWindow(limit.periodSeconds) ? limit.periodSeconds : 60,
        by: way === "token" ? { header: "authorization" } : way === "session" && cookie !== undefined ? { cookie } : "address",
      }),
    );
  });
}

/** What tells callers of a route apart; a signed webhook and a public route have nothing but their address. */
function callerOf({ auth }: Routes[number], cookie: string | undefined): "token" | "session" | "address" {
  if (auth === "token") return "token";
  return auth === "session" && cookie !== undefined ? "session" : "address";
}

function patternOf(path: string): { readonly pattern?: string } {
  const pattern = pathPattern(path);
  return pattern === undefined ? {} : { pattern };
}

/** What is lost on the way from the edge to AWS WAF. */
export function webAclResiduals(environment: EnvironmentPlace, limits: readonly WebAclLimitModel[]): Residual[] {
  return limits.map(({ limitClass, host, requests, windowSeconds, by }) => {
    const counted =
      by === "address"
        ? "address that Cloudflare names"
        : "header" in by
          ? `value of the header ${by.header}`
          : `value of the cookie ${by.cookie}`;
    return {
      where: where(environment, ["limits", limitClass]),
      wanted: `${limitClass} on ${host} limited before it reaches the load balancer`,
      enforced: `AWS WAF in front of the load balancer: ${requests} requests in ${windowSeconds} s for each ${counted}, 429 for as long as the rate lasts`,
      remaining: `AWS WAF counts within seconds, not exactly, and does not block for longer${by === "address" ? "" : "; callers without it are not counted, and the application refuses them"}`,
    };
  });
}
