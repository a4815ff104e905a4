import { isKnown, isObject, UNKNOWN, Unknown, type Value, type ValueObject } from "../value.ts";
import type { PlannedChange } from "./behaviour.ts";

/**
 * What the AWS provider does to every plan: `region` is the provider's unless it is given, `tags_all` the provider's tags under the resource's.
 * Source: hashicorp/terraform-provider-aws 5.100.0 (run on 2026-11-22); for region the upgrade guide for version 6.
 */
export function withRegionAndTags({ config, planned, prior, around }: PlannedChange): ValueObject {
  const region = "region" in planned && (config.region ?? null) === null ? { region: around.region } : {};
  const tags = "tags_all" in planned ? { tags_all: allTags(config.tags ?? null, prior, around.defaultTags) } : {};
  return { ...planned, ...region, ...tags };
}

function allTags(own: Value, prior: ValueObject | null, defaults: Readonly<Record<string, string>>): Value {
  if (own instanceof Unknown || !isKnown(own)) return UNKNOWN;
  const all = { ...defaults, ...(isObject(own) ? own : {}) };
  // the provider leaves it to be known after apply as long as there is no tag at all
  if (Object.keys(all).length === 0) return prior === null ? UNKNOWN : {};
  return all;
}
