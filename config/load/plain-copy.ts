import { types } from "node:util";
import type { LoadProblem } from "./protocol.ts";

/** Deeper than any config; stops data that never ends. */
const MAX_DEPTH = 64;

export interface PlainCopy {
  readonly data: unknown;
  readonly problems: readonly LoadProblem[];
}

/** A copy made of JSON's own kinds of value, or every place that holds something else. Undefined fields are left out, as in JSON. */
export function plainCopy(value: unknown): PlainCopy {
  const problems: LoadProblem[] = [];
  const path: string[] = [];
  const parents: object[] = [];
  const refuse = (found: string): undefined => {
    problems.push({ kind: "not-plain", path: path.join("."), found });
  };

  const copy = (current: unknown): unknown => {
    if (current === null || typeof current === "string" || typeof current === "boolean") return current;
    if (typeof current === "number") return Number.isFinite(current) ? current : refuse(String(current));
    if (typeof current !== "object") return refuse(`a ${typeof current}`);
    if (types.isProxy(current)) return refuse("a proxy");
    if (parents.includes(current)) return refuse("a cycle");
    if (parents.length >= MAX_DEPTH) return refuse(`more than ${MAX_DEPTH} levels`);
    parents.push(current);
    const copied = Array.isArray(current) ? copyList(current) : copyObject(current);
    parents.pop();
    return copied;
  };

  const copyList = (list: readonly unknown[]): unknown => Array.from({ length: list.length }, (_, index) => field(list, String(index)));

  const copyObject = (current: object): unknown => {
    if (!isPlainObject(current)) return refuse(kindOf(current));
    if (Object.getOwnPropertySymbols(current).length > 0) return refuse("a symbol as a name");
    const result: Record<string, unknown> = {};
    for (const name of Object.keys(current)) {
      const inner = field(current, name);
      if (inner === undefined) continue;
      // defined, not assigned: the parser refuses the name with a message of its own
      if (name === "__proto__") Object.defineProperty(result, name, { value: inner, enumerable: true, configurable: true, writable: true });
      else result[name] = inner;
    }
    return result;
  };

  const field = (parent: object, name: string): unknown => {
    path.push(name);
    const inner = fieldValue(Object.getOwnPropertyDescriptor(parent, name), Array.isArray(parent));
    path.pop();
    return inner;
  };

  const fieldValue = (descriptor: PropertyDescriptor | undefined, isInList: boolean): unknown => {
    if (descriptor === undefined) return isInList ? refuse("a hole") : undefined;
    if (descriptor.get !== undefined || descriptor.set !== undefined) return refuse("a getter or setter");
    return descriptor.value === undefined && !isInList ? undefined : copy(descriptor.value);
  };

  return { data: copy(value), problems };
}

/** Plain objects of any realm: their prototype is null or is itself the end of the chain. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    (typeof prototype === "object" && prototype !== null && Object.getPrototypeOf(prototype) === null && !isClassPrototype(prototype))
  );
}

function isClassPrototype(prototype: object): boolean {
  return Object.getOwnPropertyDescriptor(prototype, "hasOwnProperty") === undefined;
}

function kindOf(value: object): string {
  if (types.isDate(value)) return "a Date";
  if (types.isMap(value)) return "a Map";
  if (types.isSet(value)) return "a Set";
  if (types.isRegExp(value)) return "a regular expression";
  if (types.isPromise(value)) return "a promise";
  return "an object of a class";
}
