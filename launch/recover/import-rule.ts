import type { JsonObject } from "../json.ts";

/** How one resource type is found again without its id, and how terraform imports it. */
export interface ImportRule {
  /** Attributes that together tell one object from every other at the vendor. */
  readonly key: readonly string[];
  /** Of these, the one that has a value belongs to the key too. */
  readonly oneOf?: readonly string[];
  /** Belong to the key, too; only a config sets them, so one that a plan does not tell of is null. */
  readonly also?: readonly string[];
  /** Import id, out of terraform's id and the planned attributes; undefined while one that it needs is not known. */
  readonly importId: (id: string, attributes: JsonObject) => string | undefined;
  /** Every zone has every setting, so there is nothing to look for: this is its id. */
  readonly alwaysThere?: (attributes: JsonObject) => string;
}

/** Stands for terraform's id among the parts of an import id. */
export const ID = Symbol("id");

export const byId: ImportRule["importId"] = (id) => id;

/** `<zone_id>/<id>`: attributes, the id itself and texts, with slashes between them. */
export function byPath(...parts: readonly (string | typeof ID | { readonly text: string })[]): ImportRule["importId"] {
  return joined("/", parts);
}

/** The same with another sign between them. */
export function joined(sign: string, parts: readonly (string | typeof ID | { readonly text: string })[]): ImportRule["importId"] {
  return (id, attributes) => {
    const values = parts.map((part) => (part === ID ? id : typeof part === "object" ? part.text : attributes[part]));
    return values.every((value) => typeof value === "string") ? values.join(sign) : undefined;
  };
}
