import { asUuid } from "../generated.ts";
import type { PlainObject } from "../value.ts";
import type { WorldZone } from "../world.ts";
import type { Behaviour, Change } from "./behaviour.ts";
import { OWNER_FORM, type Ownership, ownerKey, owningZone, refuseOwner, sameOwner } from "./owner.ts";
import { whenChanged, whenMade } from "./stamps.ts";

/** What a refusal may look at beside the change. */
export interface Site {
  /** Other objects of the same type and owner. */
  readonly neighbours: readonly PlainObject[];
  /** Undefined for what belongs to an account. */
  readonly zone: WorldZone | undefined;
}

export interface Collection {
  readonly type: string;
  readonly owner: Ownership;
  /** Attributes that hold the identifier which Cloudflare makes up. */
  readonly ids?: readonly string[];
  readonly idForm?: "hex" | "uuid";
  /** Attributes that tell one object from another of its owner, where that is a name that the configuration gives. */
  readonly names?: readonly string[];
  /** What follows the owner in the import id, as the provider words it. Without it the type cannot be imported. */
  readonly importAs?: string;
  /** Further values that Cloudflare makes up. */
  readonly make?: (change: Change, site: Site) => PlainObject;
  /** What Cloudflare refuses once the owner is right. */
  readonly refuse?: (change: Change, site: Site) => readonly string[];
  /** Whatever else the vendor or the provider does with the type. */
  readonly more?: Partial<Pick<Behaviour, "adjustPlan" | "notReturned" | "refusePlan" | "refuseRemoval" | "remove" | "settle">>;
}

/** A type of which an owner has any number: made by POST, found by its identifier or its name, deleted by DELETE. */
export function collection(spec: Collection): Behaviour {
  const { type, owner, ids = ["id"], names, importAs, make, refuse } = spec;
  const keys = names ?? ids.slice(0, 1);
  const form = importAs === undefined ? undefined : `${OWNER_FORM[owner]}/${importAs}`;
  const worldId = (attributes: PlainObject): string =>
    [...(names === undefined ? [] : [ownerKey(attributes)]), ...keys.map((key) => String(attributes[key]))].join("/");
  return {
    worldId,
    compute: (change) => ({ ...change.prior, ...newIds(spec, change), ...make?.(change, siteOf(type, change)) }),
    refuse: (change) => {
      const aboutOwner = refuseOwner(owner, change.planned, change.around);
      if (aboutOwner.length > 0) return aboutOwner;
      const site = siteOf(type, change);
      const taken =
        names !== undefined && change.action === "create" && site.neighbours.some((each) => worldId(each) === worldId(change.planned));
      return [
        ...(taken ? [`409 Conflict: ${keys.map((key) => String(change.planned[key])).join("/")} already exists`] : []),
        ...(refuse?.(change, site) ?? []),
      ];
    },
    importObject: (importId, { world }) => {
      if (importAs === undefined) return `${type} cannot be imported`;
      const parts = importId.split("/");
      const [scope, ownerId, ...rest] = owner === "either" ? parts : [`${owner}s`, ...parts];
      const wantedKeys = importKeys(importAs, keys);
      if (ownerId === undefined || rest.length !== wantedKeys.length || !["accounts", "zones"].includes(scope ?? ""))
        return `the import id must be "${form}"`;
      const wanted = [scope === "zones" ? "zone_id" : "account_id", ...wantedKeys];
      const found = world
        .objects(type)
        .find(({ attributes }) => wanted.every((name, index) => attributes[name] === [ownerId, ...rest][index]));
      return found ?? `404 Not Found: no ${type} ${importId}`;
    },
    ...(form === undefined ? {} : { importForm: form }),
    ...spec.more,
  };
}

function newIds({ type, ids = ["id"], idForm = "hex" }: Collection, { action, around }: Change): PlainObject {
  const stamps = { ...(action === "create" ? whenMade(around) : {}), ...whenChanged(around) };
  if (action === "update" || ids.length === 0) return stamps;
  const id = around.world.newId(type);
  return { ...stamps, ...Object.fromEntries(ids.map((name) => [name, idForm === "uuid" ? asUuid(id) : id])) };
}

/** Placeholders stand for the object's own keys, in the order of the import id. */
function importKeys(importAs: string, keys: readonly string[]): readonly string[] {
  const parts = importAs.split("/");
  return parts.length === keys.length ? keys : parts.map((part) => part.slice(1, -1));
}

function siteOf(type: string, { planned, prior, around }: Change): Site {
  const mine = prior ?? {};
  const neighbours = around.world
    .objects(type)
    .map(({ attributes }) => attributes)
    .filter((each) => sameOwner(each, planned) && !(prior !== null && each.id === mine.id && sameOwner(each, mine)));
  return { neighbours, zone: owningZone(planned, around) };
}
