/** What the edge of CloudFront does with a request before it looks for a file. Plain ES 5, because that is what every runtime of CloudFront takes. */
export interface GatekeeperRules {
  /** IPv4 ranges, such as 203.0.113.0/24, that requests may come from. */
  readonly ranges: readonly string[];
  /** File that a folder answers with. */
  readonly index: string;
  /** index: whatever names no file gets the index of the root. */
  readonly unknownPaths: "not-found" | "index";
}

/** Longest source that CloudFront takes, in bytes. Source: Amazon CloudFront quotas, functions (checked 2026-11-26). */
export const MAX_SOURCE_BYTES = 10_240;

/**
 * Source of a CloudFront function for viewer requests: it refuses whoever does not come through Cloudflare, and finds the file of a page.
 *
 * A page is a path whose last part has no dot, so that a missing script or picture stays 404 in an application that routes in the browser.
 * Source: Amazon CloudFront developer guide, functions event structure, viewer.ip and request.uri (checked 2026-11-26).
 */
export function gatekeeperSource({ ranges, index, unknownPaths }: GatekeeperRules): string {
  const bounds = ranges.map(boundsOf);
  // an application that routes in the browser has one page, whatever the path
  const page =
    unknownPaths === "index"
      ? `  if (last.indexOf(".") < 0) request.uri = ${JSON.stringify(`/${index}`)};`
      : `  if (last === "") request.uri += ${JSON.stringify(index)};`;
  return [
    `var RANGES = ${JSON.stringify(bounds)};`,
    "function number(ip) {",
    '  var parts = ip.split(".");',
    "  if (parts.length !== 4) return -1;",
    "  return parts.reduce(function (sum, part) { return sum * 256 + Number(part); }, 0);",
    "}",
    "function handler(event) {",
    "  var from = number(event.viewer.ip);",
    "  var admitted = RANGES.some(function (range) { return from >= range[0] && from < range[1]; });",
    '  if (!admitted) return { statusCode: 403, statusDescription: "Forbidden" };',
    "  var request = event.request;",
    '  var last = request.uri.split("/").pop();',
    page,
    "  return request;",
    "}",
    "",
  ].join("\n");
}

/** First address of a range, and the first behind it, as numbers. */
function boundsOf(range: string): readonly [number, number] {
  const [address = "", bits = "32"] = range.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(bits))];
}
