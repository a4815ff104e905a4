import type { PlainObject } from "../value.ts";
import type { StoredObject, WorldZone } from "../world.ts";
import type { Behaviour, Change, Surroundings } from "./behaviour.ts";
import { OWNER_FORM, type Ownership, ownerKey, owningZone, refuseOwner } from "./owner.ts";
import { whenChanged } from "./stamps.ts";
import { zoneMissing, zoneOf } from "./zone.ts";

export interface Singleton {
  readonly type: string;
  readonly owner?: Exclude<Ownership, "account">;
  /** Attribute that tells one from another where an owner has several. */
  readonly name?: string;
  /** What deleting does: nothing at all, or a return to the initial values. */
  readonly removal: "none" | "resets";
  /** What the zone has before anybody changes it; without it the rehearsal does not know. */
  readonly initial?: PlainObject;
  /** Provider 5.22.0 has no import for some. */
  readonly importable?: boolean;
  readonly make?: (change: Change) => PlainObject;
  readonly refuse?: (change: Change, zone: WorldZone | undefined) => readonly string[];
  readonly settle?: Behaviour["settle"];
}

/** As every resource without a delete warns. Source: cloudflare/terraform-provider-cloudflare v5.22.0, ModifyPlan of those resources. */
export function warnOfNoDelete(action: "create" | "delete"): string {
  return action === "create"
    ? "This resource cannot be destroyed from Terraform. If you create this resource, it will be present in the API until manually deleted."
    : "Applying this resource destruction will remove the resource from the Terraform state but will not change it in the API.";
}

/** A type of which a zone always has exactly one: creating it changes what is there already. */
export function singleton(spec: Singleton): Behaviour {
  const { type, owner = "zone", name, removal, initial, importable = true, make, refuse, settle } = spec;
  const worldId = (attributes: PlainObject): string =>
    [ownerKey(attributes), ...(name === undefined ? [] : [String(attributes[name])])].join("/");
  const form = name === undefined ? OWNER_FORM[owner] : `${OWNER_FORM[owner]}/<${name}>`;
  const find = (id: string, around: Surroundings): StoredObject | undefined => around.world.find(type, id) ?? untouched(spec, id, around);
  return {
    worldId,
    find,
    compute: (change) => ({
      ...initial,
      ...change.prior,
      id: idOf(change.planned, name),
      ...whenChanged(change.around),
      ...make?.(change),
    }),
    refuse: (change) => {
      const aboutOwner = refuseOwner(owner, change.planned, change.around);
      return aboutOwner.length > 0 ? aboutOwner : (refuse?.(change, owningZone(change.planned, change.around)) ?? []);
    },
    importObject: (importId, around) => {
      if (!importable) return `${type} cannot be imported`;
      const id = owner === "either" ? importId.replace(/^(accounts|zones)\//, "") : importId;
      const parts = id.split("/");
      if (parts.length !== (name === undefined ? 1 : 2) || (owner === "either" && id === importId))
        return `the import id must be "${form}"`;
      if (importId.startsWith("accounts/")) return find(id, around) ?? `404 Not Found: no ${type} ${importId}`;
      if (zoneOf(parts[0], around) === undefined) return zoneMissing(parts[0]);
      return find(id, around) ?? `the rehearsal does not know the initial value of ${type}`;
    },
    ...(importable ? { importForm: form } : {}),
    ...(settle === undefined ? {} : { settle }),
    ...(removal === "none" ? { remove: () => undefined, warning: warnOfNoDelete } : {}),
  };
}

function idOf(planned: PlainObject, name: string | undefined): string {
  return name === undefined ? ownerKey(planned) : String(planned[name]);
}

function untouched({ type, name, initial }: Singleton, worldId: string, around: Surroundings): StoredObject | undefined {
  const [zoneId = "", key] = worldId.split("/");
  if (initial === undefined || zoneOf(zoneId, around) === undefined) return undefined;
  const own = name === undefined ? { id: zoneId } : { id: key ?? "", [name]: key ?? "" };
  return { type, id: worldId, attributes: { zone_id: zoneId, ...own, ...initial } };
}
