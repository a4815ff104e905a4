import type { PlainObject } from "../value.ts";
import type { Surroundings } from "./behaviour.ts";

/** Cloudflare's products name their times in their own ways. An attribute that the type does not have is left alone. */
const MADE = ["created", "created_at", "created_on", "creation_date"];
const CHANGED = ["last_updated", "modified", "modified_on"];

export function whenMade({ world }: Surroundings): PlainObject {
  return Object.fromEntries(MADE.map((name) => [name, world.time()]));
}

export function whenChanged({ world }: Surroundings): PlainObject {
  return Object.fromEntries(CHANGED.map((name) => [name, world.time()]));
}
