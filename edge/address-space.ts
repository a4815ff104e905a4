import ipaddr from "ipaddr.js";

/** Cloudflare's own addresses. Source: www.cloudflare.com/ips (checked 2026-11-25). */
const CLOUDFLARE_RANGES = [
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
  "2400:cb00::/32",
  "2405:8100::/32",
  "2405:b500::/32",
  "2606:4700::/32",
  "2803:f800::/32",
  "2a06:98c0::/29",
  "2c0f:f248::/32",
].map((range) => ipaddr.parseCIDR(range));

/** What no server on the internet answers under. Names are ipaddr.js's; documentation ranges are not among them, because they serve as placeholders. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  private: "a private address",
  uniqueLocal: "a private address",
  carrierGradeNat: "an address behind a carrier's NAT",
  loopback: "a loopback address",
  linkLocal: "a link-local address",
  multicast: "a multicast address",
  broadcast: "the broadcast address",
  unspecified: "the unspecified address",
};

/** Why Cloudflare could not fetch a page from an address; undefined when it could, or when the address says that there is no origin. */
export function whyNoOrigin(address: string): string | undefined {
  return whyNotPublic(address) ?? (isCloudflare(address) ? "an address of Cloudflare itself" : undefined);
}

/** Why nobody on the internet reaches an address. Source: RFC 6890, IANA special-purpose address registries. */
export function whyNotPublic(address: string): string | undefined {
  return UNREACHABLE[ipaddr.parse(address).range()];
}

function isCloudflare(address: string): boolean {
  const parsed = ipaddr.parse(address);
  return CLOUDFLARE_RANGES.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
}
