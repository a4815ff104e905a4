import { canonicalText, isObject, type JsonObject } from "../launch/json.ts";
import { SETTINGS } from "../rehearsal/behaviours/setting-values.ts";
import type { World } from "../rehearsal/world.ts";

/** What moves at every write and means nothing. */
const VOLATILE = new Set(["modified_on", "created_on", "last_updated", "version", "comment_modified_on", "tags_modified_on"]);

/** Everything of a zone that its owner would notice, ids included, as comparable text. Entry points without rules do nothing and are left out. */
export function snapshotOf(world: World, zoneId: string): string {
  const inZone = (type: string): JsonObject[] =>
    world
      .objects(type)
      .map(({ attributes }): JsonObject => attributes)
      .filter((attributes) => attributes.zone_id === zoneId);
  const rulesets = inZone("cloudflare_ruleset").filter(({ rules }) => Array.isArray(rules) && rules.length > 0);
  const settings = inZone("cloudflare_zone_setting").filter((setting) => !isInitial(setting));
  return JSON.stringify([...inZone("cloudflare_dns_record"), ...rulesets, ...settings].map(lastingText).sort(), null, 1);
}

/** A setting with the vendor's initial value says no more than one that nobody ever touched. */
function isInitial({ setting_id: id, value }: JsonObject): boolean {
  const initial = SETTINGS[String(id)]?.initial;
  return initial !== undefined && canonicalText(initial) === canonicalText(value);
}

function lastingText(attributes: JsonObject): string {
  return canonicalText(lasting(attributes));
}

function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !VOLATILE.has(name) && inner !== null)
      .map(([name, inner]) => [name, lasting(inner)]),
  );
}
