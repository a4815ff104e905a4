import { makeOutside } from "../../../rehearsal/outside.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import type { World } from "../../../rehearsal/world.ts";
import { worldOf } from "./harness.ts";

/** What the real vendor refuses, or "". makeOutside goes the way of a create: the provider's checks, its plan, the vendor's answer. */
export function refusalOf(type: string, attributes: PlainObject, world: World = worldOf(), region = "us-east-1"): string {
  try {
    makeOutside({ world, type, attributes, region });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
