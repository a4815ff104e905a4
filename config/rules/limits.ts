import { LIMIT_CLASSES, type LimitClass } from "../schema/routes.ts";
import { type EnvironmentPlace, mistake, type Rule } from "./world.ts";

/** Classes that a live environment must limit. Source: readiness row R6, "chat login reset password and webhook routes". */
const REQUIRED_CLASSES: readonly LimitClass[] = ["chat", "login", "reset", "webhook"];

/** Everything that is not plainly a place for trials counts as live: a new name must not switch a gate off. */
const TRIAL_NAMES = /^(staging|stage|test|testing|dev|development|preview|sandbox|qa|demo|local|ci|review)(-|$)/;

export function isLive(environment: string): boolean {
  return !TRIAL_NAMES.test(environment);
}

export const limitsUsed: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const used = usedClasses(environment);
    return LIMIT_CLASSES.filter((each) => environment.config.limits[each] !== undefined && !used.has(each)).map((each) =>
      mistake(environment, ["limits", each], {
        code: "RATE_LIMIT_WITHOUT_ROUTES",
        expected: "at least one route with this limit",
        got: "none",
        fix: `give a route the limit ${each}, or remove the limit`,
      }),
    );
  });

export const limitsRequired: Rule = ({ environments }) =>
  environments.filter(({ name }) => isLive(name)).flatMap((environment) => undeclared(environment, true));

export const limitsDeclared: Rule = ({ environments }) => environments.flatMap((environment) => undeclared(environment, false));

/** Whoever is counted by name alone can be shut out by anybody who knows the name. Source: OWASP ASVS 5.0, 6.1.1. */
const BEFORE_LOGIN: readonly LimitClass[] = ["login", "reset"];

export const limitsLockNobodyOut: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    BEFORE_LOGIN.filter((each) => environment.config.limits[each]?.per === "user").map((each) =>
      mistake(environment, ["limits", each, "per"], {
        code: "LIMIT_LOCKS_OUT",
        expected: "ip, because nobody has proven yet who they are",
        got: "user",
        fix: "count addresses, and let the application slow down attempts on one account",
      }),
    ),
  );

export const challengesSolvable: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { limits, hosts } = environment.config;
    return LIMIT_CLASSES.flatMap((each) => {
      if (limits[each]?.over !== "challenge") return [];
      const route = Object.entries(environment.launch.routes).find(([, { limit, host }]) => limit === each && hosts[host]?.kind === "api");
      if (route === undefined) return [];
      return [
        mistake(environment, ["limits", each, "over"], {
          code: "LIMIT_CHALLENGES_API",
          expected: `block, because the route ${route[0]} is called by programs`,
          got: "challenge",
          fix: "use block, or give pages and APIs different limit classes",
        }),
      ];
    });
  });

function undeclared(environment: EnvironmentPlace, required: boolean) {
  const used = usedClasses(environment);
  return [...used]
    .filter(([each]) => environment.config.limits[each] === undefined)
    .filter(([each]) => (isLive(environment.name) && REQUIRED_CLASSES.includes(each)) === required)
    .map(([each, routes]) =>
      mistake(environment, ["limits", each], {
        code: required ? "LIMIT_REQUIRED" : "LIMIT_UNDECLARED",
        expected: `a limit for ${routes.join(", ")}`,
        got: "nothing",
        fix: required ? "declare it" : "declare it, or limit these routes in the application",
      }),
    );
}

/** Limit classes of the routes that this environment serves, with the routes' names; in the order of LIMIT_CLASSES. */
function usedClasses({ launch, config }: EnvironmentPlace): Map<LimitClass, string[]> {
  const served = Object.entries(launch.routes).filter(([, { host }]) => Object.hasOwn(config.hosts, host));
  return new Map(
    LIMIT_CLASSES.flatMap((each) => {
      const routes = served.filter(([, { limit }]) => limit === each).map(([key]) => key);
      return routes.length === 0 ? [] : [[each, routes]];
    }),
  );
}
