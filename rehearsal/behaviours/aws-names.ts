import type { Plain, PlainObject } from "../value.ts";
import type { StoredObject } from "../world.ts";
import type { Change, Surroundings } from "./behaviour.ts";

/** `<id>@<region>` names an object of another region. Source: upgrade guide for version 6 of hashicorp/aws (checked 2026-11-22). */
const REGION_SUFFIX = /@([a-z]{2}(?:-[a-z]+)+-\d)$/;

/** The ARN that a resource type of one region has under the world's account. */
export function arnOf(service: string, resource: string, region: string, { world }: Surroundings): string {
  return `arn:aws:${service}:${region}:${world.awsAccountId}:${resource}`;
}

/** The region a resource goes to: its own, or that of the provider configuration. */
export function regionOf({ planned, around }: Pick<Change, "planned" | "around">): string {
  return typeof planned.region === "string" ? planned.region : around.region;
}

/** Name as given, made from its prefix, or made up. Source: hashicorp/terraform-plugin-sdk v2, helper/id. */
export function nameOf({ planned, prior, around }: Change, type: string): string {
  if (typeof planned.name === "string") return planned.name;
  if (typeof prior?.name === "string") return prior.name;
  return `${typeof planned.name_prefix === "string" ? planned.name_prefix : "terraform-"}${around.world.newId(type).slice(0, 26)}`;
}

/** The object whose attribute has this value in the region that the import id names, or in the provider's. */
export function findImported(type: string, attribute: string, importId: string, around: Surroundings): StoredObject | string {
  const region = REGION_SUFFIX.exec(importId)?.[1] ?? around.region;
  const wanted = importId.replace(REGION_SUFFIX, "");
  const found = around.world.objects(type).find(({ attributes }) => attributes[attribute] === wanted && inRegion(attributes, region));
  return found ?? `Cannot import non-existent remote object: ${wanted} does not exist in ${region}`;
}

export function inRegion({ region }: PlainObject, wanted: string): boolean {
  return region === undefined || region === wanted;
}

/** `tags_all` where the plan left it open: there are no tags then. */
export const NO_TAGS: Readonly<Record<string, Plain>> = { tags_all: {} };
