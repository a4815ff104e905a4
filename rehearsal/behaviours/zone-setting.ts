import { PLANS } from "../../edge/plan-tier.ts";
import { own, type Plain } from "../value.ts";
import type { StoredObject } from "../world.ts";
import type { Behaviour, Change, Surroundings } from "./behaviour.ts";
import { SETTINGS } from "./setting-values.ts";
import { warnOfNoDelete } from "./singleton.ts";
import { zoneMissing, zoneOf } from "./zone.ts";

const TYPE = "cloudflare_zone_setting";
const IMPORT_FORM = "<zone_id>/<setting_id>";

/**
 * A zone setting is always there: creating one changes it, deleting one does nothing.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/zone_setting/resource.go (checked 2026-11-22).
 */
export const zoneSetting: Behaviour = {
  worldId: ({ zone_id: zoneId, setting_id: settingId }) => `${zoneId}/${settingId}`,
  compute: ({ planned, around }) => ({ id: planned.setting_id ?? null, editable: true, modified_on: around.world.time() }),
  refuse,
  remove: () => undefined,
  warning: warnOfNoDelete,
  importForm: IMPORT_FORM,
  importObject: (importId, around) => {
    const [zoneId, settingId = "", ...more] = importId.split("/");
    if (settingId === "" || more.length > 0) return `the import id must be "${IMPORT_FORM}"`;
    if (zoneId === undefined || zoneOf(zoneId, around) === undefined) return zoneMissing(zoneId);
    return find(importId, around) ?? `the rehearsal does not know the initial value of zone setting ${settingId}`;
  },
  find,
};

function refuse({ planned, around }: Change): string[] {
  const zone = zoneOf(planned.zone_id, around);
  if (zone === undefined) return [zoneMissing(planned.zone_id)];
  const id = String(planned.setting_id);
  const row = own(SETTINGS, id);
  if (row === undefined) return [`1006: Unrecognized zone setting name: ${id} (or one that the rehearsal does not know)`];
  const value: Plain = planned.value ?? null;
  if (!row.admits(value)) return [`1007: Invalid value for zone setting ${id}: expected ${row.says}, got ${JSON.stringify(value)}`];
  const tooWeak = row.plan !== undefined && PLANS.indexOf(zone.plan) < PLANS.indexOf(row.plan);
  const lacks = row.addOn !== undefined && !(zone.addOns ?? []).includes(row.addOn);
  return tooWeak || lacks ? [`1008: Not allowed to edit setting for ${id} on plan ${zone.plan}`] : [];
}

/** A setting that nobody has changed has the vendor's initial value. */
function find(worldId: string, around: Surroundings): StoredObject | undefined {
  const [zoneId = "", settingId = ""] = worldId.split("/");
  const initial = own(SETTINGS, settingId)?.initial;
  const present = around.world.find(TYPE, worldId);
  if (present !== undefined || initial === undefined || zoneOf(zoneId, around) === undefined) return present;
  const attributes = { zone_id: zoneId, setting_id: settingId, id: settingId, value: initial, editable: true, modified_on: null };
  return { type: TYPE, id: worldId, attributes };
}
