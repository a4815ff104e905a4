import type { RedirectModel } from "../../config/host-model.ts";
import type { PathRedirectModel } from "../../config/redirect-model.ts";
import type { Check, Probe } from "../check.ts";
import type { HttpAnswer } from "../probes/http.ts";
import { type Chain, followRedirects, REDIRECTS } from "../redirects.ts";
import { type EnvironmentScope, hostsOf, namesOf } from "../scope.ts";

/** A path that no site has, with a query, so that a redirect that drops either is seen. */
export const PROBE_PATH = "/slipway-probe?from=slipway";

/** Readiness row R17 allows two: plain HTTP to HTTPS, and one name to another. */
const MAX_HOPS = 2;

export const REDIRECT_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "redirect.http-to-https",
    source: "OWASP ASVS 5.0, 4.1.2; hstspreload.org, submission requirements (checked 2026-11-22)",
    businessRisk: "people who type the address send their session over a line that anybody can read, or see an error",
    probes: (scope) => hostsOf(scope, "web").map(({ name }) => toHttps(name)),
  },
  {
    id: "redirect.host",
    source: "launch config, hosts of kind redirect; readiness row R17",
    businessRisk: "links that customers hold lead nowhere, or lose the invite token in their query",
    probes: ({ environment }) => environment.redirects.map(toOtherHost),
  },
  {
    id: "redirect.path",
    source: "launch config, hosts.<host>.redirects",
    businessRisk: "links to pages that have moved lead nowhere",
    probes: ({ environment }) => (environment.pathRedirects ?? []).map(movedPath),
  },
  {
    id: "redirect.chain",
    source: "readiness row R17; Cloudflare docs, ssl/troubleshooting/too-many-redirects (checked 2026-11-22)",
    businessRisk: "browsers give up with an error about too many redirects, and nobody can sign in",
    probes: (scope) => {
      const hosts = new Set(namesOf(scope));
      const names = [...hostsOf(scope, "web").map(({ name }) => name), ...scope.environment.redirects.map(({ from }) => from)];
      return names.flatMap((name) => [chain(`http://${name}/`, hosts), chain(`https://${name}/`, hosts)]);
    },
  },
];

function toHttps(name: string): Probe {
  const wanted = `https://${name}${PROBE_PATH}`;
  return {
    subject: name,
    expected: `a redirect to ${wanted}`,
    ask: async (net) => {
      const answer = await net.get(`http://${name}${PROBE_PATH}`);
      const holds = REDIRECTS.includes(answer.status) && locationOf(answer) === wanted;
      return { outcome: holds ? "pass" : "fail", got: described(answer) };
    },
  };
}

function toOtherHost({ from, to, statusCode }: RedirectModel): Probe {
  const wanted = `https://${to}${PROBE_PATH}`;
  return {
    subject: from,
    expected: `${statusCode} to ${wanted}`,
    ask: async (net) => {
      const answer = await net.get(`https://${from}${PROBE_PATH}`);
      const holds = answer.status === statusCode && locationOf(answer) === wanted;
      return { outcome: holds ? "pass" : "fail", got: described(answer) };
    },
  };
}

/** A tree is asked at a path that it surely has not. */
function movedPath({ host, from, to, statusCode, keepQuery }: PathRedirectModel): Probe {
  const query = keepQuery ? "?from=slipway" : "";
  const url = `https://${host}${from.replace(/\*$/, "slipway-probe")}${query}`;
  const wanted = `${to.replace(/\*$/, "slipway-probe")}${query}`;
  return {
    subject: url,
    expected: `${statusCode} to ${wanted}`,
    ask: async (net) => {
      const answer = await net.get(url);
      return { outcome: answer.status === statusCode && locationOf(answer) === wanted ? "pass" : "fail", got: described(answer) };
    },
  };
}

function chain(start: string, hosts: ReadonlySet<string>): Probe {
  return {
    subject: start,
    expected: `HTTPS after at most ${MAX_HOPS} redirects`,
    ask: async (net) => {
      const found = await followRedirects(net, start, hosts);
      const holds = found.kind !== "loop" && found.url.startsWith("https://") && found.hops.length <= MAX_HOPS;
      return { outcome: holds ? "pass" : "fail", got: describedChain(start, found) };
    },
  };
}

function describedChain(start: string, found: Chain): string {
  const path = [start, ...found.hops].join(" -> ");
  switch (found.kind) {
    case "ended":
      return `${path} (${found.status})`;
    case "left":
      return `${path} -> ${found.url} (not followed: no host of this launch)`;
    case "loop":
      return `${path} (a loop)`;
  }
}

/** Status and target, and nothing that could hold a session. */
export function described(answer: HttpAnswer): string {
  const location = locationOf(answer);
  return location === undefined ? String(answer.status) : `${answer.status} to ${location}`;
}

function locationOf({ headers }: HttpAnswer): string | undefined {
  return headers.get("location")?.[0];
}
