import type { Nesting } from "./schema/types.ts";
import { equal, isList, isObject, own, Unknown, type Value } from "./value.ts";

/** For each element of the configuration the one that stands for it elsewhere: by position in a list, by agreement in a set. */
export function pairElements(nesting: Nesting, config: readonly Value[], others: readonly Value[]): (Value | undefined)[] {
  if (nesting !== "set") return config.map((_, index) => others[index]);
  const left = [...others];
  return config.map((each) => {
    const index = left.findIndex((other) => agrees(each, other));
    return index < 0 ? undefined : left.splice(index, 1)[0];
  });
}

/** Does `other` say the same wherever the configuration says something? */
export function agrees(config: Value, other: Value): boolean {
  if (config === null || config instanceof Unknown) return true;
  if (isObject(config)) return isObject(other) && Object.entries(config).every(([name, each]) => agrees(each, own(other, name) ?? null));
  if (isList(config)) {
    if (config.length === 0) return true;
    return isList(other) && config.length === other.length && config.every((each, index) => agrees(each, other[index] ?? null));
  }
  return equal(config, other);
}
