import type { HostModel } from "../../config/host-model.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import { sessionChanges } from "../../config/resolve/route-rules.ts";
import { METHODS } from "../../config/schema/routes.ts";
import type { Check, Probe, Verdict } from "../check.ts";
import type { HttpAnswer } from "../probes/http.ts";
import { REDIRECTS } from "../redirects.ts";
import { type EnvironmentScope, hostsOf } from "../scope.ts";
import { described, PROBE_PATH } from "./redirects.ts";

type Route = EnvironmentModel["routes"][number];

const LEAK_RISK = "one customer's conversations, files or users can be read by anybody: data leak, account takeover";
/** What a route says to somebody it does not know; 404 also hides that the object exists. */
const REFUSALS: readonly number[] = [401, 403, 404];
/** What the edge says. */
const FORBIDDEN = 403;

export const ACCESS_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "access.no-credentials",
    source: "launch config, routes.<route>.auth; readiness rows T2 and R1",
    businessRisk: LEAK_RISK,
    probes: (scope) => protectedRoutes(scope).map((route) => withoutSession(route, {})),
  },
  {
    id: "access.malformed-token",
    source: "launch config, routes.<route>.auth; readiness row T2",
    businessRisk: `a check that only looks for a token lets any text in: ${LEAK_RISK}`,
    probes: (scope) => protectedRoutes(scope).map((route) => withoutSession(route, { authorization: "Bearer malformed" })),
  },
  {
    id: "access.unknown-path",
    source: "readiness row R1: fail closed",
    businessRisk: "a route that nobody listed answers, and what it gives away is in no review",
    probes: (scope) => hostsOf(scope, "api").map(unknownPath),
  },
  {
    id: "access.unknown-method",
    source: "launch config, hosts.<host>.unknownPaths; readiness row R1: fail closed",
    businessRisk: "a listed path answers methods that nobody listed, and what they change is in no review",
    probes: (scope) => hostsOf(scope, "api").flatMap((host) => unknownMethod(scope, host)),
  },
  {
    id: "access.foreign-origin",
    source: "launch config, routes.<route>.auth; readiness row R8",
    businessRisk: "any page that a customer visits can change things in their name",
    probes: (scope) => hostsOf(scope, "web", "api").flatMap((host) => foreignOrigins(scope, host)),
  },
  {
    id: "access.plain-http-refused",
    source: "OWASP ASVS 5.0, 4.1.2",
    businessRisk: "a client with a wrong address sends its token in clear, and a redirect hides the mistake for ever",
    probes: (scope) => hostsOf(scope, "api").map(({ name }) => plainHttp(name)),
  },
  {
    id: "access.internal-host",
    source: "launch config, hosts.<host>.allowFrom; readiness row T2",
    businessRisk: "admin functions are open to the whole internet",
    probes: (scope) => internalProbes(scope, ({ access }) => access === undefined),
  },
  {
    id: "access.login",
    source: "launch config, hosts.<host>.access; readiness row T2",
    businessRisk: "admin functions are open to the whole internet",
    probes: (scope) => internalProbes(scope, ({ access }) => access !== undefined),
  },
];

/** Internal hosts refuse everybody out here, whatever the route, and have a check of their own. */
function protectedRoutes(scope: EnvironmentScope): readonly Route[] {
  const open = hostsOf(scope, "web", "api").map(({ name }) => name);
  return scope.environment.routes.filter(({ auth, hostName }) => auth !== "public" && open.includes(hostName));
}

function withoutSession(route: Route, headers: Readonly<Record<string, string>>): Probe {
  const url = urlOf(route);
  const question = bodyOf(route.method, headers);
  return {
    subject: `${route.method} ${url}`,
    expected: REFUSALS.join(", "),
    ask: async (net) => judged(await net.http({ method: route.method, url, ...question }), REFUSALS),
  };
}

/** Where the edge is to refuse, an answer of the application means that the request came through. */
function unknownPath({ name, unknownPaths }: HostModel): Probe {
  const url = `https://${name}${PROBE_PATH}`;
  const wanted = unknownPaths === "block" ? [FORBIDDEN] : REFUSALS;
  return { subject: url, expected: wanted.join(", "), ask: async (net) => judged(await net.get(url), wanted) };
}

function unknownMethod({ environment }: EnvironmentScope, { name, unknownPaths }: HostModel): readonly Probe[] {
  const own = environment.routes.filter(({ hostName }) => hostName === name);
  const [route] = own;
  if (unknownPaths !== "block" || route === undefined) return [];
  const listed = own.filter(({ path }) => path === route.path).map(({ method }) => method);
  const method = METHODS.find((each) => each !== "HEAD" && !listed.includes(each));
  if (method === undefined) return [];
  const url = urlOf(route);
  return [
    {
      subject: `${method} ${url}`,
      expected: String(FORBIDDEN),
      ask: async (net) => judged(await net.http({ method, url, ...bodyOf(method, {}) }), [FORBIDDEN]),
    },
  ];
}

function foreignOrigins({ environment }: EnvironmentScope, host: HostModel): readonly Probe[] {
  return sessionChanges(host, environment.routes).map((route) => {
    const url = urlOf(route);
    const question = bodyOf(route.method, { origin: "https://slipway-probe.example" });
    return {
      subject: `${route.method} ${url} from a stranger's page`,
      expected: String(FORBIDDEN),
      ask: async (net) => judged(await net.http({ method: route.method, url, ...question }), [FORBIDDEN]),
    };
  });
}

function plainHttp(name: string): Probe {
  const url = `http://${name}/`;
  return { subject: url, expected: "403 and no redirect", ask: async (net) => judged(await net.get(url), [403]) };
}

function internalProbes(scope: EnvironmentScope, isMeant: (host: HostModel) => boolean): readonly Probe[] {
  return hostsOf(scope, "internal")
    .filter(isMeant)
    .flatMap((host) => [internal(host, `https://${host.name}/`), internal(host, `http://${host.name}/`)]);
}

/** The edge refuses by address before it asks for a login, and a probe does not know which networks it comes from. */
function internal({ allowFrom, access }: HostModel, url: string): Probe {
  const plain = url.startsWith("http:");
  const refusal = allowFrom.length > 0 ? ["403 for callers outside the allowed ranges"] : [];
  const login = access === undefined ? [] : [`a redirect to the login at ${access.loginHost}`];
  return {
    subject: url,
    expected: [...refusal, ...login, ...(plain ? ["a redirect to HTTPS"] : [])].join(" or "),
    ask: async (net) => {
      const answer = await net.get(url);
      const location = REDIRECTS.includes(answer.status) ? answer.headers.get("location")?.[0] : undefined;
      const isElsewhere =
        (plain && location === url.replace("http:", "https:")) || (access !== undefined && isLogin(location, access.loginHost));
      return isElsewhere ? { outcome: "pass", got: described(answer) } : judged(answer, refusal.length > 0 ? [403] : []);
    },
  };
}

/** Source: developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie (checked 2026-11-25). */
function isLogin(location: string | undefined, loginHost: string): boolean {
  if (location === undefined || !URL.canParse(location)) return false;
  const { protocol, hostname, pathname } = new URL(location);
  return protocol === "https:" && hostname === loginHost && pathname.startsWith("/cdn-cgi/access/login");
}

/** An answer that blames the server or the caller's haste says nothing about access. */
function judged(answer: HttpAnswer, wanted: readonly number[]): Verdict {
  const got = described(answer);
  if (wanted.includes(answer.status)) return { outcome: "pass", got };
  return { outcome: answer.status === 429 || answer.status >= 500 ? "unknown" : "fail", got };
}

/** `{name}` stands for one segment, which no object has for its id. */
export function urlOf({ hostName, path }: Route): string {
  return `https://${hostName}${path.replace(/\{[^}]*\}/g, "slipway-probe")}`;
}

/** A body, so that nobody is refused for the lack of one. */
export function bodyOf(
  method: Route["method"],
  headers: Readonly<Record<string, string>>,
): { readonly headers: Readonly<Record<string, string>>; readonly body?: string } {
  if (method === "GET" || method === "HEAD") return { headers };
  return { headers: { ...headers, "content-type": "application/json", "content-length": "2" }, body: "{}" };
}
