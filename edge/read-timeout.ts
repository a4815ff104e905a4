/**
 * How long Cloudflare waits for an origin that says nothing, in seconds; then visitors get error 524. The documentation says 120 today and
 * said 100 before, which some plans' support pages still do: what holds with 100 holds with both.
 * Source: developers.cloudflare.com/fundamentals/reference/connection-limits, proxy read timeout (checked 2026-11-26).
 */
export const EDGE_READ_SECONDS = 100;
