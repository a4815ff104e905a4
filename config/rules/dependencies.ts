import { EDGE_READ_SECONDS } from "../../edge/read-timeout.ts";
import type { DependencyConfig } from "../schema/dependencies.ts";
import type { TargetConfig } from "../schema/target.ts";
import { FRONT_SECONDS } from "./functions.ts";
import { mistake, type Rule } from "./world.ts";

interface Patience {
  readonly seconds: number;
  readonly whose: string;
}

/** Who gives up first on an application that says nothing. */
function patienceOf(target: TargetConfig): Patience {
  const edge = { seconds: EDGE_READ_SECONDS, whose: "Cloudflare" };
  if (target.kind === "container") return { seconds: target.idleTimeoutSeconds, whose: "the load balancer" };
  if (target.kind === "function") return { seconds: FRONT_SECONDS[target.front.kind], whose: "API Gateway" };
  return edge;
}

/** In the worst case every service answers at the last attempt, and the visitor still waits. */
export const dependenciesInTime: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const dependencies = Object.entries(environment.launch.dependencies);
    const total = dependencies.reduce((sum, [, each]) => sum + worstMs(each), 0);
    const { seconds, whose } = patienceOf(environment.config.target);
    if (total === 0 || total < seconds * 1000) return [];
    return mistake(environment, ["target"], {
      code: "DEPENDENCIES_TOO_SLOW",
      expected: `dependencies that together give up within the ${seconds} s that ${whose} waits`,
      got: `${inSeconds(total)} s: ${dependencies.map(spelled).join(" + ")}`,
      fix: "lower timeouts or retries under dependencies, or do the work in a job",
    });
  });

export const edgeWaitsLongest: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target } = environment.config;
    if (target.kind !== "container" || target.idleTimeoutSeconds < EDGE_READ_SECONDS) return [];
    return mistake(environment, ["target", "idleTimeoutSeconds"], {
      code: "TIMEOUTS_INVERTED",
      expected: `less than the ${EDGE_READ_SECONDS} s that Cloudflare waits`,
      got: String(target.idleTimeoutSeconds),
      fix: "lower it; answers that take longer belong into a job",
    });
  });

function worstMs({ timeoutMs, retries }: DependencyConfig): number {
  return timeoutMs * (retries + 1);
}

function spelled([name, { timeoutMs, retries }]: readonly [string, DependencyConfig]): string {
  return `${name} ${inSeconds(timeoutMs)} s${retries === 0 ? "" : ` x ${retries + 1}`}`;
}

function inSeconds(milliseconds: number): string {
  return String(milliseconds / 1000);
}
