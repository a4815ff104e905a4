import type { SlipwayError } from "../../errors/slipway-error.ts";
import { isLive } from "./limits.ts";
import { type EnvironmentPlace, mistake, type Rule } from "./world.ts";

/** http to https of the same host comes first and is one of them. Source: readiness row R17. */
const MAX_HOPS = 2;

export const redirects: Rule = ({ environments }) => environments.flatMap(redirectsOf);

function redirectsOf(environment: EnvironmentPlace): SlipwayError[] {
  const { hosts } = environment.config;
  return Object.entries(hosts).flatMap(([key, host]) => {
    if (host.kind !== "redirect") return [];
    const place = { file: environment.file, path: [...environment.path, "hosts", key, "to"] };
    if (!Object.hasOwn(hosts, host.to)) {
      const others = Object.keys(hosts).filter((other) => other !== key);
      return [
        mistake(place, [], {
          code: "REDIRECT_TARGET_UNKNOWN",
          expected: others.length === 0 ? "another host of this environment" : `one of this environment's hosts ${others.join(", ")}`,
          got: host.to,
          fix: "name the host that visitors are sent to",
        }),
      ];
    }
    const walk = walkFrom(key, hosts);
    if (walk.isLoop) {
      // one error for each host on the loop; hosts that lead into it are fine once it is gone
      if (walk.path.at(-1) !== key) return [];
      return [
        mistake(place, [], {
          code: "REDIRECT_LOOP",
          expected: "a redirect that ends at a page",
          got: walk.path.join(" -> "),
          fix: "let one of them serve the page",
        }),
      ];
    }
    const hops = walk.path.length; // the steps between hosts, and http to https before them
    if (hops <= MAX_HOPS) return [];
    return [
      mistake(place, [], {
        code: "REDIRECT_CHAIN",
        expected: `at most ${MAX_HOPS} redirects before the page, http to https included`,
        got: `${hops}: http, ${walk.path.join(" -> ")}`,
        fix: `set it to ${JSON.stringify(walk.path.at(-1))}`,
      }),
    ];
  });
}

/** The default is right where a launch stays; where it is tried, what browsers remember outlives the trial. */
export const redirectsOfTrials: Rule = ({ hosts }) =>
  hosts.flatMap((place) => {
    if (place.host.kind !== "redirect" || !place.host.permanent || isLive(place.environment.name)) return [];
    return mistake(place, ["permanent"], {
      code: "REDIRECT_REMEMBERED",
      expected: `false in ${place.environment.name}, which is there for trials`,
      got: "true",
      fix: "set it to false: browsers keep a 301 for as long as they like, and no rollback reaches them",
    });
  });

interface Walk {
  readonly path: readonly string[];
  readonly isLoop: boolean;
}

function walkFrom(start: string, hosts: EnvironmentPlace["config"]["hosts"]): Walk {
  const path = [start];
  for (let key: string | undefined = start; key !== undefined; ) {
    const host: EnvironmentPlace["config"]["hosts"][string] | undefined = hosts[key];
    const next: string | undefined = host?.kind === "redirect" && Object.hasOwn(hosts, host.to) ? host.to : undefined;
    if (next === undefined) break;
    const seen = path.includes(next);
    path.push(next);
    if (seen) return { path, isLoop: true };
    key = next;
  }
  return { path, isLoop: false };
}
