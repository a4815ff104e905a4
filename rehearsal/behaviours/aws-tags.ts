import { isKnown, isObject, isPlainObject, type PlainObject, UNKNOWN, Unknown, type Value, type ValueObject } from "../value.ts";
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

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags that every AWS service refuses. Source: AWS Resource Groups Tagging API reference, Tag (checked 2026-11-22). */
export function refusedTags({ tags_all: tags }: PlainObject): string[] {
  if (!isPlainObject(tags)) return [];
  return Object.entries(tags)
    .filter(([key, value]) => !TAG_TEXT.test(key) || !TAG_TEXT.test(String(value)) || key.length > 128 || String(value).length > 256)
    .map(([key, value]) => `InvalidParameterException: the tag ${key}=${String(value)} has characters that tags may not have, or too many`);
}

/** The same for a type of terraform-plugin-framework, which plans no tags as what they are. */
export function withKnownTags(change: PlannedChange): ValueObject {
  const planned = withRegionAndTags(change);
  return change.prior === null && planned.tags_all instanceof Unknown && isKnown(change.config.tags ?? null)
    ? { ...planned, tags_all: {} }
    : planned;
}
