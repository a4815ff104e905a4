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
  const refuse = (path: string, found: string): undefined => {
    problems.push({ kind: "not-plain", path, found });
  };

  const copy = (current: unknown, path: string, parents: readonly object[]): unknown => {
    if (current === null || typeof current === "string" || typeof current === "boolean") return current;
    if (typeof current === "number") return Number.isFinite(current) ? current : refuse(path, String(current));
    if (typeof current !== "object") return refuse(path, `a ${typeof current}`);
    if (types.isProxy(current)) return refuse(path, "a proxy");
    if (parents.includes(current)) return refuse(path, "a cycle");
    if (parents.length >= MAX_DEPTH) return refuse(path, `more than ${MAX_DEPTH} levels`);
    const inside = [...parents, current];
    if (Array.isArray(current))
      return Array.from({ length: current.length }, (_, index) => field(current, String(index), `${path}.${index}`, inside));
    if (!isPlainObject(current)) return refuse(path, kindOf(current));
    if (Object.getOwnPropertySymbols(current).length > 0) return refuse(path, "a symbol as a name");
    const result: Record<string, unknown> = {};
    for (const name of Object.keys(current)) {
      const place = path === "" ? name : `${path}.${name}`;
      const inner = field(current, name, place, inside);
      // defined, not assigned: the name may be __proto__, which the parser refuses with a message of its own
      if (inner !== undefined) Object.defineProperty(result, name, { value: inner, enumerable: true, configurable: true, writable: true });
    }
    return result;
  };

  const field = (parent: object, name: string, path: string, parents: readonly object[]): unknown => {
    const descriptor = Object.getOwnPropertyDescriptor(parent, name);
    if (descriptor === undefined) return Array.isArray(parent) ? refuse(path, "a hole") : undefined;
    if (descriptor.get !== undefined || descriptor.set !== undefined) return refuse(path, "a getter or setter");
    const isLeftOut = descriptor.value === undefined && !Array.isArray(parent);
    return isLeftOut ? undefined : copy(descriptor.value, path, parents);
  };

  return { data: copy(value, "", []), problems };
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
