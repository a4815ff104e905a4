import type { FieldValues } from "./expression/fields.ts";

/** One request as it reaches Cloudflare. */
export interface EdgeRequest {
  readonly method: string;
  /** Absolute http or https URL. A port is ignored: the edge is asked on 80 and 443. */
  readonly url: string;
  /** IPv4 or IPv6 address of the visitor. */
  readonly sourceAddress: string;
  /** By name in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The values of the fields that rules look at. Country, network and bot fields stay unknown, so rules over them are undecided.
 *
 * Paths are normalized as Cloudflare does by default: unreserved characters decoded, dot segments resolved, backslashes turned, slashes merged.
 * Source: developers.cloudflare.com/rules/normalization/how-it-works (checked 2026-11-22).
 */
export function fieldsOf({ method, url, sourceAddress, headers = {} }: EdgeRequest): FieldValues {
  const { protocol, hostname, pathname, search } = new URL(url);
  const path = new URL(`http://path.invalid${decodeUnreserved(pathname)}`).pathname.replace(/\/{2,}/g, "/");
  const query = search.slice(1);
  const uri = query === "" ? path : `${path}?${query}`;
  return {
    "http.host": hostname,
    "http.request.method": method,
    "http.request.uri": uri,
    "http.request.uri.path": path,
    "http.request.uri.query": query,
    "http.request.full_uri": `${protocol}//${hostname}${uri}`,
    "http.request.headers": Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]])),
    "http.user_agent": headers["user-agent"] ?? "",
    "http.referer": headers.referer ?? "",
    "ip.src": sourceAddress,
    "cf.edge.server_port": protocol === "https:" ? 443 : 80,
    ssl: protocol === "https:",
  };
}

/** Source: RFC 3986 section 6.2.2. */
function decodeUnreserved(path: string): string {
  return path.replace(/%([0-9A-Fa-f]{2})/g, (encoded, hex) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
  });
}
