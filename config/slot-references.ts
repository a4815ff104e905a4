import type { EnvironmentPlace } from "./rules/world.ts";

/** Somewhere in an environment that a slot is named. */
export interface SlotReference {
  readonly slot: string;
  /** From the environment down. */
  readonly field: readonly string[];
}

const found = new WeakMap<EnvironmentPlace["config"], readonly SlotReference[]>();

/**
 * Who reads which slot: every field `secret` of an environment names one, whatever part of the config it belongs to, and so does every key
 * of `secretReaders`. So nothing that a new kind of target, job or monitor declares can be left out of the inventory.
 */
export function slotReferences({ config }: Pick<EnvironmentPlace, "config">): readonly SlotReference[] {
  const known = found.get(config);
  if (known !== undefined) return known;
  const references: SlotReference[] = [];
  const visit = (value: unknown, field: readonly string[]): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const here = [...field, name];
      if (name === "secret" && typeof inner === "string") references.push({ slot: inner, field: here });
      else if (name !== "secretReaders") visit(inner, here);
    }
  };
  visit(config, []);
  for (const slot of Object.keys(config.secretReaders)) references.push({ slot, field: ["secretReaders", slot] });
  found.set(config, references);
  return references;
}

/** The name of the variable that a reference gives a value to; undefined for another kind of reader. */
export function variableOf({ field }: SlotReference): string | undefined {
  return field.at(-3) === "environment" ? field.at(-2) : undefined;
}
