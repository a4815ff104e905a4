import { escapeWildcard, quote } from "./expression/literal.ts";

interface Route {
  readonly method: string;
  readonly path: string;
}

interface RouteSet {
  /** Left out where the plan's rules may not name the host. */
  readonly host?: string;
  /** False where the plan's rules may not name the method. */
  readonly byMethod: boolean;
  readonly routes: readonly Route[];
}

/** The rules-language expression that is true for requests to any of the routes. Same routes in another order give the same text. */
export function routesExpression({ host, byMethod, routes }: RouteSet): string {
  const byMethods = byMethod ? groupByMethods(routes) : [{ methods: [], paths: unique(routes.map(({ path }) => path)) }];
  const alternatives = byMethods.map(({ methods, paths }) => {
    const path = pathsExpression(paths);
    return methods.length === 0 ? path : `http.request.method ${oneOf(methods)} and ${path}`;
  });
  const routing = alternatives.length === 1 ? alternatives.join("") : `(${alternatives.map((each) => `(${each})`).join(" or ")})`;
  return host === undefined ? routing : `http.host eq ${quote(host)} and ${routing}`;
}

/** Paths that share the same methods share one term. */
function groupByMethods(routes: readonly Route[]): { methods: string[]; paths: string[] }[] {
  const groups = new Map<string, { methods: string[]; paths: string[] }>();
  for (const path of unique(routes.map((route) => route.path))) {
    const methods = unique(routes.filter((route) => route.path === path).map(({ method }) => method));
    const key = methods.join(" ");
    const group = groups.get(key) ?? { methods, paths: [] };
    group.paths.push(path);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function pathsExpression(paths: readonly string[]): string {
  const fixed = paths.filter((path) => !path.includes("{"));
  const terms = paths.filter((path) => path.includes("{")).map(patternExpression);
  if (fixed.length > 0) terms.unshift(`http.request.uri.path ${oneOf(fixed)}`);
  return terms.length === 1 ? terms.join("") : `(${terms.join(" or ")})`;
}

/**
 * `*` also stands for a slash, so the second half shuts out paths with more segments. Regular expressions would say it in one term,
 * but need plan business. An empty segment still matches, which counts too much rather than too little.
 */
function patternExpression(path: string): string {
  const segments = path.split("/").slice(1);
  const pattern = segments
    .map(
      (segment) =>
        `/${segment
          .split(/\{[^}]*\}/)
          .map(escapeWildcard)
          .join("*")}`,
    )
    .join("");
  const longer = "/*".repeat(segments.length + 1);
  return `(http.request.uri.path strict wildcard ${quote(pattern)} and not http.request.uri.path strict wildcard ${quote(longer)})`;
}

function oneOf(values: readonly string[]): string {
  const quoted = values.map(quote);
  return quoted.length === 1 ? `eq ${quoted.join("")}` : `in {${quoted.join(" ")}}`;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
