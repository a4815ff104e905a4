import type { HeaderChange, HeadersRule } from "../../edge/rule.ts";
import type { CorsModel, HostModel } from "../host-model.ts";
import { groupBy } from "../rules/world.ts";
import type { CorsConfig } from "../schema/cors.ts";
import type { RouteConfig } from "../schema/routes.ts";
import { fieldIs, firstKey, hostIs, namesOf } from "./rule-parts.ts";

/** What an answer to a page of another origin says. Source: Fetch Standard, section 3.2.3 (checked 2026-11-25). */
const CORS_HEADERS = [
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-max-age",
];

const EVERY_ORIGIN = "*";

/** The page's origin, as its browser says it. What is compared is also what is answered. */
const ASKED_FROM = 'http.request.headers["origin"][0]';

export function corsOf(cors: CorsConfig, routes: readonly RouteConfig[]): CorsModel {
  const { origins, methods = routes.map(({ method }) => method), ...others } = cors;
  const read = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    origins: read(origins),
    methods: read(methods),
    requestHeaders: read(others.requestHeaders),
    exposedHeaders: read(others.exposedHeaders),
    credentials: others.credentials,
    maxAgeSeconds: others.maxAgeSeconds,
  };
}

/** What every answer of a host says; then, for the origins that it lists, what browsers ask for before they let a page read it. */
export function headerRules(owner: string, hosts: readonly HostModel[]): HeadersRule[] {
  // many hosts share one object, which is then spelled once
  const spelled = new Map([...new Set(hosts.map(({ headers }) => headers))].map((headers) => [headers, JSON.stringify(headers)]));
  const groups = groupBy(
    hosts,
    ({ headers, cors }) => `${spelled.get(headers)} ${cors === undefined ? "" : cors.origins.includes(EVERY_ORIGIN)}`,
  );
  const always = [...groups.values()].map((group): HeadersRule => {
    const [host] = group;
    return {
      phase: "http_response_headers_transform",
      action: "rewrite",
      ref: `${owner}--headers-${firstKey(group)}`,
      description: `response headers of ${namesOf(group)}`,
      expression: `(${hostIs(group.map(({ name }) => name))})`,
      enabled: true,
      headers: host === undefined ? {} : everyAnswer(host),
    };
  });
  return [...always, ...corsRules(owner, hosts)];
}

/** Whatever an origin server says about CORS is taken away: one that echoes every Origin would let any page in. */
function everyAnswer({ headers, cors }: HostModel): Record<string, HeaderChange> {
  const set = Object.fromEntries(Object.entries(headers).map(([name, value]): [string, HeaderChange] => [name, { set: value }]));
  if (cors === undefined) return set;
  const cleared = Object.fromEntries(CORS_HEADERS.map((name): [string, HeaderChange] => [name, { remove: true }]));
  // the answer depends on who asked: caches between here and the browser have to keep them apart
  return { ...set, ...cleared, ...(cors.origins.includes(EVERY_ORIGIN) ? {} : { vary: { add: "Origin" } }) };
}

function corsRules(owner: string, hosts: readonly HostModel[]): HeadersRule[] {
  const groups = groupBy(
    hosts.filter(({ cors }) => cors !== undefined),
    ({ cors }) => JSON.stringify(cors),
  );
  return [...groups.values()].flatMap((group) => {
    const cors = group[0]?.cors;
    if (cors === undefined) return [];
    const host = hostIs(group.map(({ name }) => name));
    const isOpen = cors.origins.includes(EVERY_ORIGIN);
    return [
      {
        phase: "http_response_headers_transform",
        action: "rewrite",
        ref: `${owner}--cors-${firstKey(group)}`,
        description: `pages of ${cors.origins.join(", ")} may call ${namesOf(group)}`,
        expression: `(${isOpen ? host : `${host} and ${fieldIs(ASKED_FROM, cors.origins)}`})`,
        enabled: true,
        headers: admitted(cors, isOpen),
      },
    ];
  });
}

function admitted(cors: CorsModel, isOpen: boolean): Record<string, HeaderChange> {
  const list = (values: readonly string[]): HeaderChange => ({ set: values.join(", ") });
  return {
    "access-control-allow-origin": isOpen ? { set: EVERY_ORIGIN } : { compute: ASKED_FROM },
    ...(cors.credentials ? { "access-control-allow-credentials": { set: "true" } } : {}),
    ...(cors.methods.length === 0 ? {} : { "access-control-allow-methods": list(cors.methods) }),
    ...(cors.requestHeaders.length === 0 ? {} : { "access-control-allow-headers": list(cors.requestHeaders) }),
    ...(cors.exposedHeaders.length === 0 ? {} : { "access-control-expose-headers": list(cors.exposedHeaders) }),
    "access-control-max-age": { set: String(cors.maxAgeSeconds) },
  };
}
