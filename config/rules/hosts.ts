import ipaddr from "ipaddr.js";
import { answersUnderOwnNameOnly } from "../../edge/cname-targets.ts";
import { groupBy, type HostPlace, isWithin, mistake, type Rule, where } from "./world.ts";

export const hostsInZone: Rule = ({ hosts, zonesByDomain }) =>
  hosts.flatMap((place) => {
    const { name } = place.host;
    const domain = place.environment.config.zone;
    if (!isWithin(name, domain)) {
      return mistake(place, ["name"], {
        code: "HOST_OUTSIDE_ZONE",
        expected: `${domain} or a name below it`,
        got: name,
        fix: "take a name under the zone's domain, or name the zone that the host belongs to",
      });
    }
    // a child zone answers for everything below it, whatever its parent says
    const closest = closestAbove(name, zonesByDomain);
    if (closest === undefined || closest === domain) return [];
    return mistake(place, ["name"], {
      code: "HOST_OUTSIDE_ZONE",
      expected: `a name that zone ${domain} answers for`,
      got: `${name}, which belongs to zone ${closest}`,
      fix: `set the environment's zone to ${closest}, or take another name`,
    });
  });

/** The name itself or the first above it that is a zone; nearly every host lies right below its own. */
function closestAbove(name: string, zones: ReadonlyMap<string, unknown>): string | undefined {
  for (let each = name; each !== ""; each = each.slice(each.indexOf(".") + 1)) {
    if (zones.has(each)) return each;
    if (!each.includes(".")) return undefined;
  }
  return undefined;
}

export const hostNamesOnce: Rule = ({ hosts }) =>
  [...groupBy(hosts, ({ host }) => host.name).values()]
    .filter((places) => places.length > 1)
    .flatMap((places) =>
      // at every place, so that a check of one target sees it too
      places.map((place) =>
        mistake(place, ["name"], {
          code: "HOST_TWICE",
          expected: "a host name that stands in one place only",
          got: `${place.host.name}, also at ${places
            .filter((other) => other !== place)
            .map((other) => where(other))
            .join(" and ")}`,
          fix: "give each its own name",
        }),
      ),
    );

/** Every host that Slipway declares is proxied, so an origin of that name would make Cloudflare ask itself. */
export const originsOutside: Rule = ({ hosts, hostsByName }) =>
  hosts.flatMap((place) => {
    if (place.host.kind === "redirect" || place.host.origin === undefined || !hostsByName.has(place.host.origin)) return [];
    return mistake(place, ["origin"], {
      code: "ORIGIN_LOOP",
      expected: "a server behind Cloudflare",
      got: `${place.host.origin}, which is a proxied host itself`,
      fix: "name the load balancer or server that answers for it",
    });
  });

/** Only a target of Slipway's own has a name to fall back on. */
export const originsNamed: Rule = ({ hosts }) =>
  hosts.flatMap((place) => {
    const { host, environment } = place;
    if (host.kind === "redirect" || host.origin !== undefined || environment.config.target.kind !== "existing-origin") return [];
    return mistake(place, ["origin"], {
      code: "ORIGIN_MISSING",
      expected: "the name of the server behind the host, because the target is existing-origin",
      got: "nothing",
      fix: "name the load balancer or server that answers for it, or choose a target that Slipway makes",
    });
  });

/** Cloudflare asks for the visitor's host name, and in mode strict hangs up on a certificate that does not cover it. */
export const originsCertified: Rule = ({ hosts }) =>
  hosts.flatMap((place) => {
    const { host } = place;
    if (host.kind === "redirect" || host.origin === undefined || !answersUnderOwnNameOnly(host.origin)) return [];
    return mistake(place, ["origin"], {
      code: "ORIGIN_CERTIFICATE_OTHER",
      expected: `a server whose certificate covers ${host.name}`,
      got: `${host.origin}, which answers under its own name only`,
      fix: "put a load balancer, a CloudFront distribution or a custom domain with a certificate for the host in front of it",
    });
  });

/** Wider ranges belong to registries and carriers, never to one office. */
const WIDEST_PREFIX_BITS = { ipv4: 12, ipv6: 24 };

export const allowListsNarrow: Rule = ({ hosts }) =>
  eachRange(hosts, ({ place, index, text, kind, bits }) => {
    if (bits >= WIDEST_PREFIX_BITS[kind]) return [];
    return [
      mistake(place, ["allowFrom", index], {
        code: "INTERNAL_HOST_OPEN",
        expected: `a range of at most /${WIDEST_PREFIX_BITS[kind]}`,
        got: text,
        fix: "list the offices' and VPNs' own ranges, or make it a web or api host with a login",
      }),
    ];
  });

/** Ranges from which no request ever reaches Cloudflare. Names are ipaddr.js's. */
const NEVER_SEEN = ["private", "loopback", "linkLocal", "uniqueLocal", "unspecified", "multicast", "broadcast"];

export const allowListsPublic: Rule = ({ hosts }) =>
  eachRange(hosts, ({ place, index, text, range, bits }) => {
    if (bits === 0 || !NEVER_SEEN.includes(range)) return [];
    return [
      mistake(place, ["allowFrom", index], {
        code: "ALLOW_FROM_PRIVATE",
        expected: "public addresses",
        got: text,
        fix: "list the public address that the network leaves through",
      }),
    ];
  });

interface AllowedRange {
  readonly place: HostPlace;
  readonly index: string;
  readonly text: string;
  readonly kind: "ipv4" | "ipv6";
  readonly bits: number;
  readonly range: string;
}

function eachRange<T>(hosts: readonly HostPlace[], judge: (range: AllowedRange) => T[]): T[] {
  return hosts.flatMap((place) => {
    const { host } = place;
    if (host.kind !== "internal" || host.allowFrom === undefined) return [];
    return host.allowFrom.flatMap((text, index) => {
      const [address, bits] = ipaddr.parseCIDR(text);
      return judge({ place, index: String(index), text, kind: address.kind(), bits, range: address.range() });
    });
  });
}
