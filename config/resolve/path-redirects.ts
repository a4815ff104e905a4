import { quote } from "../../edge/expression/literal.ts";
import type { RedirectRule } from "../../edge/rule.ts";
import type { PathRedirectModel } from "../redirect-model.ts";
import type { EnvironmentPlace } from "../rules/world.ts";

export function pathRedirectsOf({ config }: EnvironmentPlace): PathRedirectModel[] {
  return Object.entries(config.hosts).flatMap(([hostKey, host]) =>
    host.kind !== "web"
      ? []
      : Object.entries(host.redirects).map(([name, { from, to, permanent, keepQuery }]) => ({
          key: `${hostKey}-${name}`,
          host: host.name,
          from,
          to: to.startsWith("/") ? `https://${host.name}${to}` : to,
          statusCode: permanent ? 301 : 302,
          keepQuery,
        })),
  );
}

/** Whole paths before trees, and deep trees before shallow ones: the first that matches decides. */
export function pathRedirectRules(owner: string, redirects: readonly PathRedirectModel[]): RedirectRule[] {
  const rank = ({ from }: PathRedirectModel) => (from.endsWith("*") ? from.length : Number.POSITIVE_INFINITY);
  return [...redirects]
    .sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)))
    .map(({ key, host, from, to, statusCode, keepQuery }) => ({
      phase: "http_request_dynamic_redirect",
      action: "redirect",
      ref: `${owner}--path-${key}`,
      description: `${host}${from} to ${to}`,
      expression: `(http.host eq ${quote(host)} and ssl and ${asked(from)})`,
      enabled: true,
      target: to.endsWith("*") ? { expression: moved(host, from, to) } : { url: to },
      statusCode,
      preserveQueryString: keepQuery,
    }));
}

function asked(from: string): string {
  return from.endsWith("*") ? `starts_with(http.request.uri.path, ${quote(from.slice(0, -1))})` : `http.request.uri.path eq ${quote(from)}`;
}

/** The path without its beginning, behind the new one. */
function moved(host: string, from: string, to: string): string {
  return `wildcard_replace(concat("https://", http.host, http.request.uri.path), ${quote(`https://${host}${from}`)}, ${quote(`${to.slice(0, -1)}\${1}`)})`;
}
