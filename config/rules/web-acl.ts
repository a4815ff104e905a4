import { isMatchable, isWindow, WEB_ACL_LEAST_REQUESTS, WEB_ACL_WINDOWS_SECONDS } from "../../edge/web-acl-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { LimitConfig } from "../schema/limits.ts";
import { LIMIT_CLASSES, type LimitClass } from "../schema/routes.ts";
import { type EnvironmentPlace, mistake, type Rule } from "./world.ts";

/** Limits that the config sends to AWS WAF. */
export const webAclLimitsFit: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    LIMIT_CLASSES.flatMap((limitClass) => {
      const limit = environment.config.limits[limitClass];
      return limit?.at === "aws"
        ? [...outOfRange(environment, limitClass, limit), ...elsewhere(environment, limitClass), ...tooLong(environment, limitClass)]
        : [];
    }),
  );

function outOfRange(environment: EnvironmentPlace, limitClass: LimitClass, { requests, periodSeconds, over }: LimitConfig): SlipwayError[] {
  const wrong = (field: string, expected: string, got: string, fix: string): SlipwayError =>
    mistake(environment, ["limits", limitClass, field], { code: "WEB_ACL_LIMIT_RANGE", expected, got, fix });
  const window = WEB_ACL_WINDOWS_SECONDS.find((seconds) => seconds >= periodSeconds) ?? Math.max(...WEB_ACL_WINDOWS_SECONDS);
  return [
    ...(isWindow(periodSeconds)
      ? []
      : [
          wrong(
            "periodSeconds",
            `a window that AWS WAF has: ${WEB_ACL_WINDOWS_SECONDS.join(", ")} seconds`,
            String(periodSeconds),
            `use ${window}, with the number of requests scaled to it`,
          ),
        ]),
    ...(requests >= WEB_ACL_LEAST_REQUESTS
      ? []
      : [
          wrong(
            "requests",
            `${WEB_ACL_LEAST_REQUESTS} requests or more, which AWS WAF counts to at the least`,
            String(requests),
            "take a longer period with as many requests more, or leave the limit to the edge",
          ),
        ]),
    ...(over === "block"
      ? []
      : [wrong("over", "block, because AWS WAF answers with 429 here", over, "use block, or leave the limit to the edge")]),
  ];
}

/** AWS WAF stands in front of the target's load balancer and sees no other host. */
function elsewhere(environment: EnvironmentPlace, limitClass: LimitClass): SlipwayError[] {
  const { launch, config } = environment;
  const route = Object.entries(launch.routes).find(([, { limit, host }]) => {
    const served = config.hosts[host];
    if (limit !== limitClass || served === undefined || served.kind === "redirect") return false;
    return config.target.kind !== "container" || served.origin !== undefined;
  });
  if (route === undefined) return [];
  const [key, { host }] = route;
  return [
    mistake(environment, ["limits", limitClass, "at"], {
      code: "WEB_ACL_NOT_THERE",
      expected: `edge or application, because no AWS WAF stands in front of ${host}, which serves ${key}`,
      got: "aws",
      fix: "keep the limit at the edge, or let a container target serve the host",
    }),
  ];
}

function tooLong({ file, launch }: EnvironmentPlace, limitClass: LimitClass): SlipwayError[] {
  return Object.entries(launch.routes)
    .filter(([, { limit, path }]) => limit === limitClass && !isMatchable(path))
    .map(([key, { path }]) =>
      mistake({ file, path: ["routes", key] }, ["path"], {
        code: "WEB_ACL_LIMIT_RANGE",
        expected: "a path short enough for AWS WAF, which keeps its limit: 200 bytes, or 512 with variables",
        got: `${Buffer.byteLength(path)} bytes`,
        fix: "shorten it, or leave the limit to the edge or to the application",
      }),
    );
}
