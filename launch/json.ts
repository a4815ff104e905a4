import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { refusal } from "./refusal.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at `key`, or an empty one: plan JSON leaves out what is empty. */
export function objectAt(value: unknown, key: string): JsonObject {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
}

/** Terraform JSON lets one block stand for a list of one. Source: Terraform "JSON Configuration Syntax", nested block mapping. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isObject(value) ? value[key] : undefined;
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? found : [found];
}

export function textAt(value: unknown, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: unknown, key: string): number | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "number" ? found : undefined;
}

/** RFC 8785 text: one spelling for one value, so that it can be hashed and signed. */
export function canonicalText(value: unknown): string {
  return canonicalize(value) ?? "null";
}

export function sameJson(one: unknown, other: unknown): boolean {
  return one === other || canonicalText(one) === canonicalText(other);
}

/** 64 hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** What is read back from disk: `undefined` instead of an exception, because a torn file is a finding and not a crash. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** Decimal digits that any double keeps. Source: IEEE 754-2019, binary64 (DBL_DIG). */
const SAFE_DIGITS = 15;

/**
 * Parses JSON in which every integer must survive: terraform prints integers exactly, a double does not hold those past 2^53, and two
 * different plans would share a digest.
 * @throws SlipwayError kind "refused", code PLAN_NUMBER_TOO_LARGE
 */
export function parseExactJson(text: string, where: string): unknown {
  for (const [token] of text.matchAll(STRING_OR_NUMBER)) {
    if (token.startsWith('"') || token.length <= SAFE_DIGITS) continue;
    const isInteger = /^-?\d+$/.test(token);
    if (isInteger && Number.isSafeInteger(Number(token))) continue;
    if (!isInteger && token.replace(/[eE].*|\D/g, "").length <= SAFE_DIGITS + 2) continue;
    throw refusal("PLAN_NUMBER_TOO_LARGE", where, "numbers that a double holds exactly", token, "write it as text in the config");
  }
  return JSON.parse(text);
}
