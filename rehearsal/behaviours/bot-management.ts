import { type CloudflarePlan, PLANS } from "../../edge/plan-tier.ts";
import type { PlainObject } from "../value.ts";
import type { WorldZone } from "../world.ts";
import { isSet } from "./owner.ts";
import { isWeaker } from "./quota.ts";
import { singleton } from "./singleton.ts";

/**
 * Weakest plan that may send an attribute; those that are not here are for all. Sending one that the plan lacks is an error.
 * Documented, not measured. Source: developers.cloudflare.com/api, bot_management, the four variants of its body (as generally known, not read again).
 */
const NEEDS: Readonly<Record<string, CloudflarePlan>> = {
  optimize_wordpress: "pro",
  sbfm_definitely_automated: "pro",
  sbfm_likely_automated: "business",
  sbfm_static_resource_protection: "pro",
  sbfm_verified_bots: "pro",
};
/** Enterprise with the bot management add-on. */
const SUBSCRIPTION = ["auto_update_model", "bm_cookie_enabled", "suppress_session_score"];

const FOR_ALL = {
  ai_bots_protection: "disabled",
  cf_robots_variant: "off",
  content_bots_protection: "disabled",
  crawler_protection: "disabled",
  enable_js: false,
  is_robots_txt_managed: false,
};

/** What a zone answers that nobody has changed, by what its plan has. */
function defaults(zone: WorldZone | undefined): PlainObject {
  const sbfm = isWeaker(zone, "pro")
    ? { fight_mode: false }
    : {
        optimize_wordpress: false,
        sbfm_definitely_automated: "allow",
        sbfm_static_resource_protection: false,
        sbfm_verified_bots: "allow",
        ...(isWeaker(zone, "business") ? {} : { sbfm_likely_automated: "allow" }),
      };
  return { ...FOR_ALL, ...sbfm, using_latest_model: true };
}

export const botManagement = singleton({
  type: "cloudflare_bot_management",
  removal: "none",
  initial: FOR_ALL,
  make: ({ planned, prior, around }) => ({ ...defaults(around.world.zones.find(({ zoneId }) => zoneId === planned.zone_id)), ...prior }),
  refuse: ({ planned }, zone) => [
    ...Object.entries(NEEDS)
      .filter(([name, plan]) => isSet(planned[name]) && isWeaker(zone, plan))
      .map(([name, plan]) => `${name} needs plan ${plan}, the zone is on ${zone?.plan}`),
    ...SUBSCRIPTION.filter(
      (name) => isSet(planned[name]) && !(zone?.plan === "enterprise" && zone.addOns?.includes("bot-management") === true),
    ).map((name) => `${name} needs the bot management subscription`),
    // Bot Fight Mode is what free zones have instead of Super Bot Fight Mode
    ...(planned.fight_mode === true && zone?.plan !== PLANS[0]
      ? [`fight_mode is for plan ${PLANS[0]}, the zone is on ${zone?.plan}; set sbfm_* instead`]
      : []),
  ],
});
