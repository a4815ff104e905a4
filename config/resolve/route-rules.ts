import { quote } from "../../edge/expression/literal.ts";
import { routesExpression } from "../../edge/limit-expression.ts";
import { MAX_EXPRESSION_LENGTH } from "../../edge/plan-limits.ts";
import type { CustomRule } from "../../edge/rule.ts";
import type { HostModel } from "../host-model.ts";
import type { EnvironmentModel } from "../model.ts";
import { groupBy } from "../rules/world.ts";
import { block, fieldIs, namesOf } from "./rule-parts.ts";

type Routes = EnvironmentModel["routes"];

/** Source: Fetch Standard, section 4.8. */
const PREFLIGHT = "OPTIONS";

interface Line {
  readonly method: string;
  readonly path: string;
}

/**
 * An API host answers what its inventory lists and nothing else: a route that nobody listed was checked by nobody. One rule for all hosts
 * where it fits, else one for each host, else one for each method of it.
 */
export function unknownPathBlocks(owner: string, hosts: readonly HostModel[], routes: Routes): CustomRule[] {
  const closed = hosts.filter(({ unknownPaths }) => unknownPaths === "block");
  const [first] = closed;
  if (first === undefined) return [];
  const ref = `${owner}--unknown-paths`;
  const routesByHost = groupBy(routes, ({ host }) => host);
  const linesOf = (host: HostModel) => admitted(host, routesByHost.get(host.key) ?? []);
  const together = `(${closed.map((host) => outside(host, linesOf(host))).join(" or ")})`;
  if (closed.length === 1 || together.length <= MAX_EXPRESSION_LENGTH) {
    if (together.length <= MAX_EXPRESSION_LENGTH) return [block(ref, `${namesOf(closed)} answer only listed routes`, together)];
    return byMethod(ref, first, linesOf(first));
  }
  return closed.flatMap((host) => {
    const alone = `(${outside(host, linesOf(host))})`;
    const own = `${ref}-${host.key}`;
    return alone.length <= MAX_EXPRESSION_LENGTH
      ? [block(own, `${host.name} answers only listed routes`, alone)]
      : byMethod(own, host, linesOf(host));
  });
}

/** What may be asked: HEAD wherever GET may, and the browser's question before a call from another origin. Source: RFC 9110 section 9.3.2. */
function admitted({ cors }: HostModel, routes: Routes): readonly Line[] {
  const lines = routes.flatMap(({ method, path }) => [
    { method, path },
    ...(method === "GET" ? [{ method: "HEAD", path }] : []),
    ...(cors === undefined ? [] : [{ method: PREFLIGHT, path }]),
  ]);
  return [...new Map(lines.map((line) => [`${line.method} ${line.path}`, line])).values()];
}

function outside({ name }: HostModel, lines: readonly Line[]): string {
  const host = `http.host eq ${quote(name)}`;
  return lines.length === 0 ? host : `${host} and not ${grouped(routesExpression({ byMethod: true, routes: lines }))}`;
}

/** The same in pieces: methods that nothing is listed for, then the unlisted paths of each method. A preflight changes nothing, wherever it goes. */
function byMethod(ref: string, { name }: HostModel, lines: readonly Line[]): CustomRule[] {
  const host = `http.host eq ${quote(name)}`;
  const methods = [...new Set(lines.map(({ method }) => method))].sort();
  return [
    block(ref, `${name} answers only listed methods`, `(${host} and not ${fieldIs("http.request.method", methods)})`),
    ...methods
      .filter((method) => method !== PREFLIGHT)
      .map((method) => {
        const routes = lines.filter((line) => line.method === method);
        const listed = grouped(routesExpression({ byMethod: false, routes }));
        return block(
          `${ref}-${method.toLowerCase()}`,
          `${name} answers ${method} on listed paths only`,
          `(${host} and ${fieldIs("http.request.method", [method])} and not ${listed})`,
        );
      }),
  ];
}

function grouped(expression: string): string {
  return expression.startsWith("(") ? expression : `(${expression})`;
}

/**
 * Refuses what pages of strangers send with a visitor's session: a browser says where a page came from, and cannot be told to lie.
 * Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, verifying origin with standard headers (checked 2026-11-25).
 */
export function foreignOriginBlocks(owner: string, hosts: readonly HostModel[], routes: Routes): CustomRule[] {
  const routesByHost = groupBy(routes, ({ host }) => host);
  return hosts.flatMap((host) => {
    const changing = sessionChanges(host, routesByHost.get(host.key) ?? []);
    if (changing.length === 0) return [];
    const from = 'http.request.headers["origin"][*]';
    const trusted = fieldIs(from, trustedOrigins(host));
    const asked = routesExpression({ host: host.name, byMethod: true, routes: changing });
    return [
      block(
        `${owner}--foreign-origin-${host.key}`,
        `pages of strangers change nothing on ${host.name}`,
        `(${asked} and any(http.request.headers.names[*] eq "origin") and not all(${trusted}))`,
      ),
    ];
  });
}

/** Routes that change something for whoever's session comes along. */
export function sessionChanges({ key }: Pick<HostModel, "key">, routes: Routes): Routes {
  return routes.filter(({ host, auth, method }) => host === key && auth === "session" && method !== "GET" && method !== "HEAD");
}

/** The host's own pages, and those of the origins that may call it. */
export function trustedOrigins({ name, cors }: Pick<HostModel, "name" | "cors">): readonly string[] {
  return [...new Set([`https://${name}`, ...(cors?.origins ?? [])])].sort();
}
