import * as z from "zod";
import type { ZoneIdentity } from "../config/model.ts";
import { SlipwayError, type SlipwayErrorParts, SlipwayErrors } from "../errors/slipway-error.ts";
import type { Site } from "./site.ts";

/** What Cloudflare says of a zone. Source: Cloudflare API, "Zone Details" (checked 2026-11-25). */
export const zoneStateSchema = z.object({ name: z.string(), status: z.string(), paused: z.boolean() });
export type ZoneState = z.output<typeof zoneStateSchema>;

/**
 * Hosts go live behind the edge or not at all: in a zone that is not active, and in one that is paused, proxied records are answered with
 * the origin's own address. A site that cannot ask says nothing here; the probes see it after the apply.
 * Source: developers.cloudflare.com/dns/zone-setups/reference/domain-status (checked 2026-11-25).
 * @throws SlipwayErrors kind "refused": ZONE_NOT_SERVING, ZONE_ID_OF_ANOTHER
 */
export async function requireServingZone(site: Pick<Site, "zoneState">, { domain, zoneId }: ZoneIdentity): Promise<void> {
  const state = await site.zoneState(zoneId);
  if (state === undefined) return;
  const refuse = (parts: Pick<SlipwayErrorParts, "code" | "expected" | "got" | "fix">): SlipwayError =>
    new SlipwayError({ kind: "refused", where: `zone ${domain}`, ...parts });
  const errors = [
    ...(state.name === domain
      ? []
      : [
          refuse({
            code: "ZONE_ID_OF_ANOTHER",
            expected: `zone id ${zoneId} to be that of ${domain}`,
            got: state.name,
            fix: `copy the zone id of ${domain} from its overview page at Cloudflare into config/zones/${domain}.ts`,
          }),
        ]),
    ...(state.status === "active" && !state.paused
      ? []
      : [
          refuse({
            code: "ZONE_NOT_SERVING",
            expected: "an active zone, because hosts are proxied",
            got: state.status === "active" ? "one that is paused" : `status ${JSON.stringify(state.status)}`,
            fix:
              state.status === "active"
                ? "resume the zone at Cloudflare, then plan again"
                : "give the zone's name servers to the registrar and wait until Cloudflare calls it active, then plan again",
          }),
        ]),
  ];
  if (errors.length > 0) throw new SlipwayErrors(errors);
}
