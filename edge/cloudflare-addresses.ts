/**
 * Where Cloudflare connects from: every request to an origin behind a proxied name comes out of one of these ranges.
 *
 * The list changes every few years, and is announced before. A range that is missing here turns away some visitors with error 522; one that
 * Cloudflare has given up lets a stranger through to the load balancer, which still asks for a declared host name.
 * Source: www.cloudflare.com/ips-v4 and /ips-v6, compared with copies that others keep (checked 2026-11-26).
 */
export const CLOUDFLARE_ADDRESSES: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] } = {
  ipv4: [
    "103.21.244.0/22",
    "103.22.200.0/22",
    "103.31.4.0/22",
    "104.16.0.0/13",
    "104.24.0.0/14",
    "108.162.192.0/18",
    "131.0.72.0/22",
    "141.101.64.0/18",
    "162.158.0.0/15",
    "172.64.0.0/13",
    "173.245.48.0/20",
    "188.114.96.0/20",
    "190.93.240.0/20",
    "197.234.240.0/22",
    "198.41.128.0/17",
  ],
  ipv6: ["2400:cb00::/32", "2405:8100::/32", "2405:b500::/32", "2606:4700::/32", "2803:f800::/32", "2a06:98c0::/29", "2c0f:f248::/32"],
};

/** In this header Cloudflare names the visitor, and nobody who comes through it can. Source: developers.cloudflare.com/fundamentals/reference/http-headers (checked 2026-11-26). */
export const VISITOR_HEADER = "CF-Connecting-IP";
