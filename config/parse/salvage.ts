import type * as z from "zod";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { placeOf } from "./place.ts";

/** A file with what is wrong in it taken out, so that the rules can judge the rest of it in the same run. */
export interface Salvaged<T> {
  readonly config: T;
  /** Whether an error says something about the file as it was written, not about the hole that was cut into it. */
  readonly isTrue: (error: SlipwayError) => boolean;
}

/** More rounds than the deepest config has levels: each takes out the wrong places, then what they leave incomplete. */
const MAX_ROUNDS = 16;

/** Codes of errors that say something is not there, which may be what was taken out. */
const LACKS = /_(UNKNOWN|UNDECLARED|UNUSED|MISSING)$|_WITHOUT_/;

/**
 * Takes out wrong places until the rest is right; undefined when nothing would be left of it.
 *
 * What refers to something taken out is silenced: better to name a mistake one run later than one that is none.
 */
export function salvage<S extends z.ZodType>(schema: S, file: string, data: unknown): Salvaged<z.output<S>> | undefined {
  const rest = structuredClone(data);
  const taken: Taken[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return { config: parsed.data, isTrue: judgeOf(file, taken) };
    for (const path of parsed.error.issues.flatMap(placesOf)) {
      const each = takeOut(rest, path);
      if (each === undefined) return undefined;
      taken.push(each);
    }
  }
  return undefined;
}

function judgeOf(file: string, taken: readonly Taken[]): Salvaged<unknown>["isTrue"] {
  const gone = new Set(taken.flatMap(({ path, value }) => [String(path.at(-1)), ...textsIn(value)]));
  // beside what was taken out, a default stands now that nobody wrote
  const places = new Set(taken.map(({ path }) => placeOf(file, path.length === 1 ? path : path.slice(0, -1))));
  const around = new Set([...places].flatMap(prefixes));
  const concerns = (where: string): boolean => around.has(where) || prefixes(where).some((each) => places.has(each));
  return ({ parts }) => !LACKS.test(parts.code) && !concerns(parts.where) && !wordsOf(parts).some((word) => gone.has(word));
}

/** `a`, `a.b`, `a.b.c`. */
function prefixes(place: string): string[] {
  const parts = place.split(".");
  return parts.map((_, index) => parts.slice(0, index + 1).join("."));
}

function wordsOf({ where, expected, got, fix }: SlipwayError["parts"]): string[] {
  const words = [where, expected, got, fix].join(" ").split(/[\s,;:"'()]+/);
  return words.flatMap((word) => [word, ...word.split(/[./]/)]);
}

function placesOf(issue: z.core.$ZodIssue): (readonly PropertyKey[])[] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

interface Taken {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
}

/** The value at the path, or, where there is none, what lacks it; undefined for the whole file. */
function takeOut(data: unknown, path: readonly PropertyKey[]): Taken | undefined {
  const name = path.at(-1);
  if (name === undefined) return undefined;
  const parent = valueAt(data, path.slice(0, -1));
  if (typeof parent !== "object" || parent === null) return takeOut(data, path.slice(0, -1));
  // an entry of a list would move the others; without the list they are all taken out
  if (Array.isArray(parent)) return takeOut(data, path.slice(0, -1));
  const value = Object.getOwnPropertyDescriptor(parent, name)?.value;
  if (value === undefined) return takeOut(data, path.slice(0, -1));
  Reflect.deleteProperty(parent, name);
  return { path, value };
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let current = data;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, part)?.value;
  }
  return current;
}

/** Names and texts within a value: by these others refer to it. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(textsIn)];
}
