import type { CtyType, Plain } from "../value.ts";

/**
 * One thing a provider checks beyond the schema. Other attributes are named as the provider names them: `zone_id` is an attribute of the
 * resource (or, where there is none, a child of the value), `<.content` a neighbour, `<.<.action` a neighbour of the parent.
 */
export type Check =
  | { readonly kind: "oneOf"; readonly values: readonly (string | number)[] }
  | { readonly kind: "between"; readonly min: number; readonly max: number }
  | { readonly kind: "divisibleBy"; readonly divisor: number; readonly orOneOf: readonly number[] }
  | { readonly kind: "length"; readonly min: number; readonly max: number }
  | { readonly kind: "items"; readonly min: number; readonly max: number }
  | { readonly kind: "matches"; readonly pattern: RegExp; readonly says: string }
  | { readonly kind: "whole" }
  | { readonly kind: "leftOut" }
  | { readonly kind: "json" }
  | { readonly kind: "jsonObject" }
  | { readonly kind: "normalisedIp" }
  | { readonly kind: "boolOrTexts" }
  | { readonly kind: "sha256Of"; readonly path: string }
  | { readonly kind: "is"; readonly value: boolean }
  | { readonly kind: "types"; readonly types: readonly CtyType[] }
  | { readonly kind: "onlyWhen"; readonly path: string; readonly values: readonly (string | null)[] }
  | { readonly kind: "neededWhen"; readonly path: string; readonly values: readonly (string | null)[] }
  | { readonly kind: "conflictsWith"; readonly paths: readonly string[] }
  | { readonly kind: "exactlyOneWith"; readonly paths: readonly string[] }
  | { readonly kind: "atLeastOneWith"; readonly paths: readonly string[] }
  | { readonly kind: "requires"; readonly paths: readonly string[] }
  | { readonly kind: "each"; readonly checks: readonly Check[] }
  | { readonly kind: "keys"; readonly checks: readonly Check[] };

export interface Rule {
  /** A change of the value replaces the resource. */
  readonly replace?: true;
  /** A number that may have a fraction; all others of AWS are whole. */
  readonly fraction?: true;
  /** Stays as it is in state when the configuration leaves it out: once it is something, or even where it is null. */
  readonly keep?: true | "even-null";
  /** Made up by the vendor only where a neighbour has this value, and null elsewhere. */
  readonly computedWhen?: { readonly path: string; readonly equals: string };
  /** What the provider puts in when the configuration leaves the attribute out. */
  readonly default?: Plain;
  /** The default is an object whose attributes are all null. */
  readonly defaultEmpty?: true;
  /** A block that the provider may fill by itself: unknown at create when left out. SDKv2 only. */
  readonly computedBlock?: true;
  readonly checks?: readonly Check[];
}

/** By path: `.` into an object, `[].` into the elements of a list, set, map or block. */
export type Rules = Readonly<Record<string, Rule>>;

export const oneOf = (...values: readonly (string | number)[]): Check => ({ kind: "oneOf", values });
export const between = (min: number, max: number): Check => ({ kind: "between", min, max });
export const atLeast = (min: number): Check => ({ kind: "between", min, max: Number.POSITIVE_INFINITY });
export const atMost = (max: number): Check => ({ kind: "between", min: Number.NEGATIVE_INFINITY, max });
export const length = (min: number, max = Number.POSITIVE_INFINITY): Check => ({ kind: "length", min, max });
export const items = (min: number, max = Number.POSITIVE_INFINITY): Check => ({ kind: "items", min, max });
export const matches = (pattern: RegExp, says: string): Check => ({ kind: "matches", pattern, says });
export const onlyWhen = (path: string, ...values: readonly (string | null)[]): Check => ({ kind: "onlyWhen", path, values });
export const neededWhen = (path: string, ...values: readonly (string | null)[]): Check => ({ kind: "neededWhen", path, values });
export const conflictsWith = (...paths: readonly string[]): Check => ({ kind: "conflictsWith", paths });
export const exactlyOneWith = (...paths: readonly string[]): Check => ({ kind: "exactlyOneWith", paths });
export const atLeastOneWith = (...paths: readonly string[]): Check => ({ kind: "atLeastOneWith", paths });
export const requires = (...paths: readonly string[]): Check => ({ kind: "requires", paths });
export const each = (...checks: readonly Check[]): Check => ({ kind: "each", checks });
export const keys = (...checks: readonly Check[]): Check => ({ kind: "keys", checks });
export const types = (...all: readonly CtyType[]): Check => ({ kind: "types", types: all });
export const IS_TRUE: Check = { kind: "is", value: true };
export const WHOLE: Check = { kind: "whole" };
/** Terraform may set it by its schema, the provider lets nobody. */
export const LEFT_OUT: Check = { kind: "leftOut" };
export const JSON_TEXT: Check = { kind: "json" };
export const JSON_OBJECT: Check = { kind: "jsonObject" };
export const HEX_ID = matches(/^[0-9a-f]{32}$/, "a 32-character hexadecimal string");
export const LOWER_WORD = matches(/^[a-z_]+$/, "a non-empty string containing only lowercase characters and underscores");
/** As Go's time.ParseDuration reads it. */
export const DURATION = matches(/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/, 'a duration in "ns", "us" (or "µs"), "ms", "s", "m", or "h"');
export const URL_WITH_PATH = matches(/^(https?:\/\/)?[^/\s]+\/\S*$/, "a URL with a path that is not empty");
export const NORMALISED_IP: Check = { kind: "normalisedIp" };
export const BOOL_OR_TEXTS: Check = { kind: "boolOrTexts" };
export const SHA256_OF_CONTENT: Check = { kind: "sha256Of", path: "content" };
