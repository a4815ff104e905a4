import { fromCloudflare } from "../../edge/from-cloudflare.ts";
import type { PhaseRules } from "../../edge/rule-match.ts";
import { simulate } from "../../edge/simulate.ts";
import { SlipwayError, SlipwayErrors } from "../../errors/slipway-error.ts";
import type { Model } from "../model.ts";
import { environmentTarget, zoneTarget } from "../names.ts";
import type { PathRedirects } from "../schema/path-redirects.ts";
import { isLive } from "./limits.ts";
import { type EnvironmentPlace, type HostPlace, mistake, type Rule, type World } from "./world.ts";

type PathRedirect = PathRedirects[string];

export const pathRedirectsSound: Rule = ({ hosts }) =>
  eachRedirect(hosts, (place, name, { from, to, keepQuery }) => {
    const at = (field: string) => ["redirects", name, field];
    const errors: SlipwayError[] = [];
    if (to.startsWith("http:")) {
      errors.push(
        mistake(place, at("to"), {
          code: "REDIRECT_DOWNGRADE",
          expected: "an https address",
          got: to,
          fix: "send visitors to https://",
        }),
      );
    }
    if (keepQuery && to.includes("?")) {
      errors.push(
        mistake(place, at("to"), {
          code: "REDIRECT_QUERY_CONFLICT",
          expected: "a target without a query string, because the visitor's is kept",
          got: to,
          fix: "drop it, or set keepQuery to false",
        }),
      );
    }
    if (to.endsWith("*") && !from.endsWith("*")) {
      errors.push(
        mistake(place, at("to"), {
          code: "REDIRECT_TARGET_OPEN",
          expected: "a * in from too, for it to stand for",
          got: `${from} to ${to}`,
          fix: "put a * at the end of from, or take it away here",
        }),
      );
    }
    const route = Object.entries(place.environment.launch.routes).find(([, { host, path }]) => host === place.key && fits(from, path));
    if (route !== undefined) {
      errors.push(
        mistake(place, at("from"), {
          code: "REDIRECT_HIDES_ROUTE",
          expected: "a path that no route has",
          got: `${from}, which takes ${route[1].path} away from the route ${route[0]}`,
          fix: "name a narrower path, or remove the route",
        }),
      );
    }
    return errors;
  });

export const wellKnownReachable: Rule = ({ hosts }) =>
  eachRedirect(hosts, (place, name, { from }) =>
    fits(from, "/.well-known/") || from.startsWith("/.well-known/")
      ? [
          mistake(place, ["redirects", name, "from"], {
            code: "REDIRECT_TAKES_WELL_KNOWN",
            expected: "paths without /.well-known/, where certificates, security contacts and mail policies are looked for",
            got: from,
            fix: "name narrower paths",
          }),
        ]
      : [],
  );

/** Browsers remember a 301 longer than any trial lasts; hosts that only redirect have a rule of their own. */
export const trialsTemporary: Rule = ({ hosts }) => {
  const trials = hosts.filter(({ environment }) => !isLive(environment.name));
  return eachRedirect(trials, (place, name, { permanent }) =>
    permanent
      ? [
          mistake(place, ["redirects", name, "permanent"], {
            code: "REDIRECT_REMEMBERED",
            expected: `false in ${place.environment.name}, which is there for trials`,
            got: "true",
            fix: "set it to false: browsers keep a 301 for as long as they like, and no rollback reaches them",
          }),
        ]
      : [],
  );
};

function fits(from: string, path: string): boolean {
  return from.endsWith("*") ? path.startsWith(from.slice(0, -1)) : path === from;
}

/** Longer than any chain that is meant, and long enough for one that grows at every step. */
const MAX_STEPS = 10;

/** Follows each moved path through every redirect of the zone, what was adopted included, as far as it can be understood. */
export function redirectsEnd({ environments }: World, model: Model): SlipwayError[] {
  return environments.flatMap((environment) => {
    const target = model.environments.get(environmentTarget(environment.launch.name, environment.name));
    const zone = model.zones.get(zoneTarget(environment.config.zone));
    if (target === undefined || zone === undefined || target.pathRedirects === undefined) return [];
    const rulesets = zone.rulesets
      .filter(({ phase }) => phase === "http_request_dynamic_redirect")
      .flatMap((ruleset) => [...understood(ruleset.adopted ?? []), ruleset]);
    return target.pathRedirects.flatMap(({ key, host, from }) => {
      const steps = walk(`https://${host}${from.replace(/\*$/, "slipway")}`, rulesets);
      return steps.length <= MAX_STEPS ? [] : [loop(environment, key, steps)];
    });
  });
}

function loop(environment: EnvironmentPlace, key: string, steps: readonly string[]): SlipwayError {
  const [hostKey = "", name = ""] = Object.entries(environment.config.hosts).flatMap(([each, host]) =>
    host.kind === "web" ? Object.keys(host.redirects).flatMap((redirect) => (`${each}-${redirect}` === key ? [each, redirect] : [])) : [],
  );
  return mistake(environment, ["hosts", hostKey, "redirects", name], {
    code: "REDIRECT_LOOP",
    expected: "a redirect that ends at a page",
    got: steps.slice(0, 4).join(" -> "),
    fix: "let one of them serve the page",
  });
}

/** Addresses one after the other, up to one more than a chain may have. */
function walk(start: string, rulesets: readonly PhaseRules[]): string[] {
  const steps = [start];
  for (let url = start; steps.length <= MAX_STEPS; ) {
    const next = locationOf(url, rulesets);
    if (next === undefined) return steps;
    url = new URL(next, url).href;
    steps.push(url);
  }
  return steps;
}

function locationOf(url: string, rulesets: readonly PhaseRules[]): string | undefined {
  try {
    const outcome = simulate({ method: "GET", url, sourceAddress: "192.0.2.1" }, rulesets, { nowSeconds: 0, counters: new Map() });
    return outcome.kind === "redirect" && URL.canParse(outcome.location, url) ? outcome.location : undefined;
  } catch (error) {
    // an adopted rule looks at something that no request of ours tells, or a mistake that is reported elsewhere
    if (error instanceof SlipwayError) return undefined;
    throw error;
  }
}

function understood(rules: readonly unknown[]): PhaseRules[] {
  return rules.flatMap((rule) => {
    try {
      return [fromCloudflare({ phase: "http_request_dynamic_redirect", rules: [rule] }, "adopted")];
    } catch (error) {
      if (error instanceof SlipwayErrors) return [];
      throw error;
    }
  });
}

function eachRedirect(
  hosts: readonly HostPlace[],
  judge: (place: HostPlace, name: string, redirect: PathRedirect) => SlipwayError[],
): SlipwayError[] {
  return hosts.flatMap((place) =>
    place.host.kind === "web" ? Object.entries(place.host.redirects).flatMap(([name, redirect]) => judge(place, name, redirect)) : [],
  );
}
