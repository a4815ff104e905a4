import type { ErrorCode } from "../errors/catalogue.ts";

/** What a rule has found; `path` leads to it from the root of the document. */
export interface Trouble {
  readonly code: ErrorCode;
  readonly path: readonly string[];
  readonly expected: string;
  readonly got: string;
  readonly fix: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly type: string;
  readonly path: readonly string[];
  readonly body: JsonObject;
}

export function resourcesOf(root: JsonObject): Resource[] {
  return Object.entries(objectAt(root, "resource")).flatMap(([type, named]) =>
    Object.entries(isObject(named) ? named : {}).flatMap(([name, body]): Resource[] =>
      // a list of one is another spelling of a block
      (Array.isArray(body) ? body : [body]).flatMap((each) =>
        isObject(each) ? [{ type, path: ["resource", type, name], body: each }] : [],
      ),
    ),
  );
}

export function objectAt(root: JsonObject, ...path: readonly string[]): JsonObject {
  let here = root;
  for (const key of path) {
    const next = here[key];
    if (!isObject(next)) return {};
    here = next;
  }
  return here;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
