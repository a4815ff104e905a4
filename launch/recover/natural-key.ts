import { isObject, type JsonObject } from "../json.ts";
import type { ImportRule } from "./import-rule.ts";
import { AWS_IMPORTS, AWS_WRITTEN_AGAIN } from "./import-rules-aws.ts";
import { CLOUDFLARE_IMPORTS, CLOUDFLARE_WRITTEN_AGAIN } from "./import-rules-cloudflare.ts";

const RULES: Readonly<Record<string, ImportRule>> = { ...CLOUDFLARE_IMPORTS, ...AWS_IMPORTS };
const WRITTEN_AGAIN: ReadonlySet<string> = new Set([...CLOUDFLARE_WRITTEN_AGAIN, ...AWS_WRITTEN_AGAIN]);

/** Whether a second create does no harm, so that nobody has to look for the first. */
export function isWrittenAgain(type: string): boolean {
  return WRITTEN_AGAIN.has(type);
}

/** What terraform would import under this id; undefined for a type that nobody has written down, or while a part of it is not known. */
export function importIdOf(type: string, id: string, attributes: JsonObject): string | undefined {
  return RULES[type]?.importId(id, attributes);
}

/** Attributes by which the vendor knows the thing; undefined when the type is not known, or one of them was unknown at plan. */
export function naturalKey(type: string, attributes: JsonObject): JsonObject | undefined {
  const rule = RULES[type];
  if (rule === undefined || !isWhole(rule, attributes)) return undefined;
  return Object.fromEntries(keyNames(rule, attributes).map((name) => [name, attributes[name] ?? null]));
}

export function alwaysThere(type: string, attributes: JsonObject): string | undefined {
  const rule = RULES[type];
  return rule?.alwaysThere === undefined || !isWhole(rule, attributes) ? undefined : rule.alwaysThere(attributes);
}

/** An attribute that a plan does not know is left out of it. */
function isWhole({ key, oneOf = [] }: ImportRule, attributes: JsonObject): boolean {
  return key.every((name) => name in attributes) && (oneOf.length === 0 || oneOf.some((name) => hasValue(attributes, name)));
}

function keyNames({ key, oneOf = [], also = [] }: ImportRule, attributes: JsonObject): readonly string[] {
  return [...key, ...oneOf.filter((name) => hasValue(attributes, name)).slice(0, 1), ...also];
}

function hasValue(attributes: JsonObject, name: string): boolean {
  return attributes[name] !== undefined && attributes[name] !== null;
}

/** `zone_id=..., type=A, name=api.opsdesk.example`: what a person searches for at the vendor. */
export function naturalKeyText(type: string, attributes: JsonObject): string {
  const rule = RULES[type];
  const names = rule === undefined ? ["name", "id"] : keyNames(rule, attributes);
  const known = names.filter((name) => hasValue(attributes, name));
  return `${type} ${known.map((name) => `${name}=${textOf(attributes[name])}`).join(", ")}`.trim();
}

/** `0 issue letsencrypt.org` for a value in fields, without those that are left out. */
function textOf(value: unknown): string {
  if (!isObject(value)) return String(value);
  return Object.values(value)
    .filter((each) => each !== null)
    .map(String)
    .join(" ");
}
