import { isList, isObject, isPlainObject, own, type Plain, Unknown, type Value, type ValueObject } from "./value.ts";

/** The planned object with every unknown value replaced by what the other side computed; what it did not compute is null. */
export function fillUnknowns(planned: ValueObject, computed: Readonly<Record<string, Plain>>): ValueObject {
  return Object.fromEntries(Object.entries(planned).map(([name, each]) => [name, fill(each, computed[name] ?? null)]));
}

function fill(planned: Value, computed: Plain): Value {
  if (planned instanceof Unknown) return computed;
  if (isList(planned)) return planned.map((each, index) => fill(each, elementAt(computed, index)));
  if (!isObject(planned)) return planned;
  return Object.fromEntries(
    Object.entries(planned).map(([name, each]) => [name, fill(each, isPlainObject(computed) ? (own(computed, name) ?? null) : null)]),
  );
}

function elementAt(computed: Plain, index: number): Plain {
  return Array.isArray(computed) ? (computed[index] ?? null) : null;
}
