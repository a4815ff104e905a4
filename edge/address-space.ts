import ipaddr from "ipaddr.js";
import { CLOUDFLARE_ADDRESSES } from "./cloudflare-addresses.ts";

const CLOUDFLARE_RANGES = [...CLOUDFLARE_ADDRESSES.ipv4, ...CLOUDFLARE_ADDRESSES.ipv6].map((range) => ipaddr.parseCIDR(range));

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
