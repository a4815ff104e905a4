import type { MonitorModel } from "../../config/monitor-model.ts";
import { watchedTexts } from "../../config/watched-texts.ts";
import { type Check, inParallel, type Probe } from "../check.ts";
import type { Net } from "../net.ts";
import { type EnvironmentScope, hostsOf } from "../scope.ts";
import { bodyOf, urlOf } from "./access.ts";

/** How far uptime checks read. Source: Route 53 API reference, HealthCheckConfig, SearchString (checked 2026-11-22). */
const HEALTH_BYTES = 5120;
/** More than that is no longer a probe. */
const MAX_BURST = 300;
const BURST_AT_ONCE = 8;
/** Files that deployments forget; none of them is ever meant for visitors. */
const FORGOTTEN = ["/.env", "/.git/HEAD"];
/** How an HTML document begins, comments and byte order mark aside. Source: HTML Standard, section 13.1. */
const PAGE = /^\uFEFF?\s*(<!--[\s\S]*?-->\s*)*<(!doctype html|html)\b/i;
const PAGE_START_BYTES = 1024;

export const SERVICE_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "health.endpoint",
    source: "launch config, monitors; readiness row R13",
    businessRisk: "the product is down, or its uptime check watches the wrong place and nobody is paged",
    probes: ({ environment: { monitors } }) => monitors.flatMap(watched),
  },
  {
    id: "hygiene.forgotten-files",
    source: "readiness row T1",
    businessRisk: "keys to the language model, the database or the mail provider are in anybody's hands",
    probes: (scope) => hostsOf(scope, "web", "api").flatMap(({ name }) => FORGOTTEN.map((path) => forgotten(`https://${name}${path}`))),
  },
  {
    id: "limits.enforced",
    source: "launch config, limits; readiness rows R6 and N2",
    businessRisk: "passwords can be guessed and the language model's bill run up by a single script",
    disturbs: true,
    probes: smallestLimit,
  },
];

/** What a monitor looks at, as far as a visitor without credentials can. */
function watched(monitor: MonitorModel): Probe[] {
  const step = monitor.means === "canary" && monitor.script.kind === "api" ? monitor.script.steps[0] : undefined;
  if (step !== undefined && (step.method !== "GET" || step.bearer !== undefined)) return [];
  const [contains = step?.contains ?? ""] = watchedTexts(monitor);
  return [health(`https://${monitor.host}${monitor.path}`, step?.status ?? 200, contains)];
}

function health(url: string, healthy: number, contains: string): Probe {
  return {
    subject: url,
    expected: contains === "" ? String(healthy) : `${healthy} with ${contains}`,
    ask: async (net) => {
      const { status, body } = await net.get(url);
      const found = Buffer.from(body).subarray(0, HEALTH_BYTES).toString("utf8").includes(contains);
      return { outcome: status === healthy && found ? "pass" : "fail", got: `${status} ${found ? "with" : "without"} the text` };
    },
  };
}

function forgotten(url: string): Probe {
  return {
    subject: url,
    expected: "no such file",
    ask: async (net) => {
      const { status, body } = await net.get(url);
      // a single-page application answers every path with its page; neither file is one
      const isPage = PAGE.test(Buffer.from(body).subarray(0, PAGE_START_BYTES).toString("utf8"));
      const outcome = status >= 500 ? "unknown" : status >= 200 && status < 300 && !isPage ? "fail" : "pass";
      // the body stays unquoted: it may be the secret itself
      return { outcome, got: `${status}${isPage ? " with a page" : ""}` };
    },
  };
}

/** One limit stands for all, and the smallest takes the fewest requests to reach. */
function smallestLimit({ environment: { rateLimits, routes } }: EnvironmentScope): readonly Probe[] {
  const [limit] = [...rateLimits].sort((a, b) => a.requests - b.requests);
  if (limit === undefined) return [];
  const route = routes.find((each) => each.limit === limit.limitClass && each.hostName === limit.host);
  const most = Math.ceil(limit.requests * 1.2);
  const subject = route === undefined ? limit.ref : `${route.method} ${urlOf(route)}`;
  const expected = `429 within ${most} requests (limit ${limit.requests} in ${limit.periodSeconds} s)`;
  const skip = (got: string): Probe => ({ subject, expected, ask: async () => ({ outcome: "not-applicable", got }) });
  if (route === undefined) return [skip("no route of this class on the host")];
  if (most > MAX_BURST) return [skip(`not tried: more than ${MAX_BURST} requests`)];
  return [
    {
      subject,
      expected,
      ask: async (net) => {
        if (!net.allowBursts) return { outcome: "not-applicable", got: "not tried: bursts are not allowed here" };
        const sent = await burst(net, { method: route.method, url: urlOf(route), ...bodyOf(route.method, {}) }, most);
        return sent === undefined
          ? { outcome: "fail", got: `no 429 in ${most} requests` }
          : { outcome: "pass", got: `429 at request ${sent} of ${most}` };
      },
    },
  ];
}

/** Number of the request that was told to wait, or undefined when none was. */
async function burst(net: Net, question: Parameters<Net["http"]>[0], most: number): Promise<number | undefined> {
  let limitedAt: number | undefined;
  await inParallel(
    Array.from({ length: most }, (_, index) => index + 1),
    BURST_AT_ONCE,
    async (number) => {
      if (limitedAt !== undefined) return; // told to wait: whoever goes on is an attack
      // whoever counted by this header would see another visitor each time
      const headers = { ...question.headers, "x-forwarded-for": `198.51.100.${number % 256}` };
      if ((await net.http({ ...question, headers })).status === 429) limitedAt ??= number;
    },
  );
  return limitedAt;
}
