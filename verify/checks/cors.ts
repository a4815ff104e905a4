import type { HostModel } from "../../config/host-model.ts";
import type { Check, Probe } from "../check.ts";
import type { HttpAnswer } from "../probes/http.ts";
import { type EnvironmentScope, hostsOf, servedUrl } from "../scope.ts";
import { urlOf } from "./access.ts";

type Cors = NonNullable<HostModel["cors"]>;

const ALLOW_ORIGIN = "access-control-allow-origin";
const EVERY_ORIGIN = "*";
const LEAK_RISK = "any page that a customer visits can read their conversations and records with their session";
const SOURCE = "launch config, hosts.<host>.cors; readiness row R7";

export const CORS_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "cors.allowed",
    source: SOURCE,
    businessRisk: "the application's own pages cannot call the API, and nobody can work",
    probes: (scope) => withCors(scope, (host, { origins }) => origins.map((origin) => allowed(scope, host, origin))),
  },
  {
    id: "cors.refused",
    source: SOURCE,
    businessRisk: LEAK_RISK,
    probes: (scope) =>
      withCors(scope, (host, { origins }) =>
        origins.includes(EVERY_ORIGIN) ? [] : strangers(origins).map((origin) => refused(scope, host, origin)),
      ),
  },
  {
    id: "cors.preflight",
    source: `${SOURCE}; Fetch Standard, section 4.8`,
    businessRisk: "browsers refuse to send what the application's pages ask for, and nobody can work",
    probes: (scope) => withCors(scope, (host, cors) => preflight(scope, host, cors)),
  },
];

function withCors(scope: EnvironmentScope, probes: (host: HostModel, cors: Cors) => readonly Probe[]): readonly Probe[] {
  return hostsOf(scope, "web", "api").flatMap((host) => (host.cors === undefined ? [] : probes(host, host.cors)));
}

/** Origins that look like an admitted one to a careless comparison, and the two that everybody can have. */
function strangers(origins: readonly string[]): readonly string[] {
  const twins = origins.flatMap((origin) => [
    origin.replace("https:", "http:"),
    `${origin}.slipway-probe.example`,
    origin.replace("https://", "https://slipway-probe."),
    origin.replace("https://", "https://slipway-probe-"),
  ]);
  return [...new Set(["https://slipway-probe.example", "null", ...twins])].filter((each) => !origins.includes(each));
}

function allowed(scope: EnvironmentScope, host: HostModel, origin: string): Probe {
  const isOpen = origin === EVERY_ORIGIN;
  const credentials = host.cors?.credentials === true;
  return {
    subject: `${host.name} from ${isOpen ? "anywhere" : origin}`,
    expected: `${ALLOW_ORIGIN}: ${origin}${credentials ? " with credentials" : ""}${isOpen ? "" : ", and Vary: Origin"}`,
    ask: async (net) => {
      const url = servedUrl(scope, host);
      const answer = await net.http({ method: "GET", url, headers: { origin: isOpen ? "https://slipway-probe.example" : origin } });
      const holds =
        valuesOf(answer, ALLOW_ORIGIN) === origin &&
        (valuesOf(answer, "access-control-allow-credentials") === "true") === credentials &&
        (isOpen || varies(answer));
      return { outcome: holds ? "pass" : "fail", got: described(answer) };
    },
  };
}

function refused(scope: EnvironmentScope, host: HostModel, origin: string): Probe {
  return {
    subject: `${host.name} from ${origin}`,
    expected: `no ${ALLOW_ORIGIN}`,
    ask: async (net) => {
      const answer = await net.http({ method: "GET", url: servedUrl(scope, host), headers: { origin } });
      return { outcome: answer.headers.has(ALLOW_ORIGIN) ? "fail" : "pass", got: described(answer) };
    },
  };
}

function preflight({ environment }: EnvironmentScope, host: HostModel, { origins: [first], methods }: Cors): readonly Probe[] {
  const route = environment.routes.find((each) => each.hostName === host.name && methods.includes(each.method) && each.method !== "GET");
  if (route === undefined || first === undefined) return [];
  const origin = first === EVERY_ORIGIN ? "https://slipway-probe.example" : first;
  const url = urlOf(route);
  return [
    {
      subject: `OPTIONS ${url} from ${origin}`,
      expected: `2xx that allows ${route.method}`,
      ask: async (net) => {
        const answer = await net.http({ method: "OPTIONS", url, headers: { origin, "access-control-request-method": route.method } });
        const listed = (valuesOf(answer, "access-control-allow-methods") ?? "").split(",").map((each) => each.trim());
        const holds =
          answer.status >= 200 && answer.status < 300 && valuesOf(answer, ALLOW_ORIGIN) === first && listed.includes(route.method);
        return { outcome: holds ? "pass" : "fail", got: described(answer) };
      },
    },
  ];
}

function varies(answer: HttpAnswer): boolean {
  return (valuesOf(answer, "vary") ?? "").split(",").some((each) => each.trim().toLowerCase() === "origin");
}

/** Browsers take several of one header for one list. */
function valuesOf({ headers }: HttpAnswer, name: string): string | undefined {
  return headers.get(name)?.join(", ");
}

function described(answer: HttpAnswer): string {
  return `${answer.status}, ${ALLOW_ORIGIN}: ${valuesOf(answer, ALLOW_ORIGIN) ?? "none"}`;
}
