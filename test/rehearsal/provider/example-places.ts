import type { WorldZone } from "../../../rehearsal/world.ts";
import type { Example } from "./example.ts";
import { ZONE_ID } from "./harness.ts";

const OTHER_ZONE_ID = "2".repeat(32);
const ACCOUNT_ID = "1".repeat(32);
const OTHER_ACCOUNT_ID = "3".repeat(32);

/** Zones whose plans and add-ons admit every example. */
export const EXAMPLE_ZONES: readonly WorldZone[] = [ZONE_ID, OTHER_ZONE_ID].map((zoneId) => ({
  zoneId,
  domain: "example.com",
  plan: "enterprise",
  addOns: ["acm", "bot-management", "api-shield"],
}));

export const inZone = (base: object): Pick<Example, "base" | "replaced"> => ({
  base: { zone_id: ZONE_ID, ...base },
  replaced: { zone_id: OTHER_ZONE_ID },
});
export const inAccount = (base: object): Pick<Example, "base" | "replaced"> => ({
  base: { account_id: ACCOUNT_ID, ...base },
  replaced: { account_id: OTHER_ACCOUNT_ID },
});
export const example = (type: string, rest: Omit<Example, "address" | "removal"> & Partial<Example>): Record<string, Example> => ({
  [`cloudflare_${type}`]: { address: `cloudflare_${type}.it`, removal: rest.without === "" ? "noop" : "update", ...rest },
});
