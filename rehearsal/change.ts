import { refusedTags } from "./behaviours/aws-tags.ts";
import type { Surroundings } from "./behaviours/behaviour.ts";
import { fillUnknowns } from "./fill.ts";
import { fromPlain } from "./protocol/codec.ts";
import type { ServedType } from "./served.ts";
import { equal, type PlainObject, plainObject, type ValueObject } from "./value.ts";
import type { StoredObject } from "./world.ts";

/** What came of a change: the new state, or why the vendor refused it. */
export type Outcome = { readonly state: ValueObject | null } | { readonly refused: readonly string[] };

/** Carries one planned change out in the world. */
export function changeWorld(served: ServedType, prior: ValueObject | null, planned: ValueObject | null, around: Surroundings): Outcome {
  const present = prior === null ? undefined : findObject(served, plainObject(prior), around);
  if (planned === null) {
    const needed = present === undefined ? [] : (served.behaviour.refuseRemoval?.(present.attributes, around) ?? []);
    if (needed.length > 0) return { refused: needed };
    if (present !== undefined) remove(served, present, around);
    return { state: null };
  }
  if (prior !== null && present === undefined) return { refused: [`404 Not Found: ${served.type} is gone`] };
  const change = {
    action: prior === null ? "create" : "update",
    planned: plainObject(planned),
    prior: prior === null ? null : plainObject(prior),
    around,
  } as const;
  const refused = [...refusedTags(change.planned), ...(served.behaviour.refuse?.(change) ?? [])];
  if (refused.length > 0) return { refused };
  const state = { ...fillUnknowns(planned, served.behaviour.compute(change)), ...served.behaviour.turnsOut?.(change) };
  const answered = plainObject(state);
  const attributes = served.behaviour.settle?.(answered, around) ?? answered;
  around.world.put({ type: served.type, id: served.behaviour.worldId(attributes), attributes });
  return { state };
}

/** The state after a look at the world; null when the object is gone. */
export function readState(served: ServedType, current: ValueObject, around: Surroundings): ValueObject | null {
  const object = findObject(served, plainObject(current), around);
  if (object === undefined) return null;
  const fresh = stateOf(served, object);
  const hidden = served.behaviour.notReturned ?? [];
  // an equal value keeps its form, so that a dynamic value keeps the type that the configuration gave it
  return Object.fromEntries(
    Object.entries(fresh).map(([name, value]) => {
      const known = current[name] ?? null;
      return [name, hidden.includes(name) || equal(value, known) ? known : value];
    }),
  );
}

/** The state of an object that Terraform has not known so far. */
export function importedState(served: ServedType, object: StoredObject): ValueObject {
  const hidden = (served.behaviour.notReturned ?? []).map((name) => [name, null]);
  return { ...stateOf(served, object), ...Object.fromEntries(hidden) };
}

function stateOf({ schema }: ServedType, { attributes }: StoredObject): ValueObject {
  return fromPlain(schema.body, attributes);
}

function findObject({ type, behaviour }: ServedType, attributes: PlainObject, around: Surroundings): StoredObject | undefined {
  const id = behaviour.worldId(attributes);
  return behaviour.find === undefined ? around.world.find(type, id) : behaviour.find(id, around);
}

function remove({ behaviour, type }: ServedType, object: StoredObject, around: Surroundings): void {
  if (behaviour.remove === undefined) around.world.remove(type, object.id);
  else behaviour.remove(object, around);
}
