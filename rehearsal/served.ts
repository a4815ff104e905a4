import { SlipwayError } from "../errors/slipway-error.ts";
import type { Behaviour } from "./behaviours/behaviour.ts";
import type { Semantics } from "./plan.ts";
import { AWS_RULES } from "./rules/aws.ts";
import { withGeneralRules } from "./rules/aws-general.ts";
import type { Rules } from "./rules/rule.ts";
import { bindingSource, type ProviderName, unreadable } from "./schema/bindings.ts";
import { deriveProvider, deriveResource } from "./schema/derive.ts";
import { type Overlay, withComputed, withOverlay } from "./schema/overlay.ts";
import { overlayOf } from "./schema/overlays.ts";
import type { Schema } from "./schema/types.ts";
import { AWS_BEHAVIOURS, AWS_FRAMEWORK_TYPES } from "./served-aws.ts";
import { CLOUDFLARE_BEHAVIOURS, CLOUDFLARE_RULES } from "./served-cloudflare.ts";
import { own } from "./value.ts";

interface Row {
  readonly provider: ProviderName;
  /** Folder of the type in the bindings. */
  readonly folder: string;
  readonly rules: Rules;
  readonly behaviour: Behaviour;
}

const cloudflare = (type: string, behaviour: Behaviour): Row => ({
  provider: "cloudflare",
  folder: type.slice("cloudflare_".length).replaceAll("_", "-"),
  rules: CLOUDFLARE_RULES[type] ?? {},
  behaviour,
});
const aws = (type: string, behaviour: Behaviour): Row => ({
  provider: "aws",
  folder: type.slice("aws_".length).replaceAll("_", "-"),
  rules: AWS_RULES[type] ?? {},
  behaviour,
});

/** Every resource type that the rehearsal plays. One invalid schema would make terraform refuse the whole provider, so only types in use are here. */
const ROWS: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(Object.entries(CLOUDFLARE_BEHAVIOURS).map(([type, behaviour]) => [type, cloudflare(type, behaviour)])),
  ...Object.fromEntries(Object.entries(AWS_BEHAVIOURS).map(([type, behaviour]) => [type, aws(type, behaviour)])),
};

export const SERVED_TYPES: readonly string[] = Object.keys(ROWS);

export interface ServedType extends Row {
  readonly type: string;
  readonly schema: Schema;
  readonly semantics: Semantics;
}

const schemas = new Map<string, Schema>();

/** @throws SlipwayError REHEARSAL_TYPE_UNKNOWN, REHEARSAL_BINDINGS_UNREADABLE */
export function servedType(type: string): ServedType {
  const row = own(ROWS, type);
  if (row === undefined) {
    throw new SlipwayError({
      kind: "bug",
      code: "REHEARSAL_TYPE_UNKNOWN",
      where: "rehearsal provider",
      expected: `one of ${SERVED_TYPES.join(", ")}`,
      got: type,
      fix: "add the type to rehearsal/served.ts",
    });
  }
  const schema = cached(type, () => {
    const source = bindingSource(row.provider, row.folder);
    const derived =
      row.provider === "cloudflare" ? withComputed(deriveResource(source, "attributes"), row.rules) : deriveResource(source, "blocks");
    return withOverlay(derived, neededOverlay(type));
  });
  if (row.provider === "cloudflare") return { ...row, type, schema, semantics: "framework" };
  const semantics = AWS_FRAMEWORK_TYPES.includes(type) ? "framework" : "sdk";
  return { ...row, type, schema, semantics, rules: withGeneralRules(schema.body, row.rules) };
}

export function typesOf(provider: ProviderName): ServedType[] {
  return SERVED_TYPES.filter((type) => ROWS[type]?.provider === provider).map(servedType);
}

/** Schema of a provider's own configuration block. */
export function providerSchema(provider: ProviderName): Schema {
  return cached(provider, () => withOverlay(deriveProvider(bindingSource(provider, "provider")), neededOverlay(provider)));
}

function neededOverlay(name: string): Overlay {
  const overlay = overlayOf(name);
  if (overlay === undefined) throw unreadable(name, "no overlay, so no schema version");
  return overlay;
}

/** Derived once in a process: the bindings do not change under it. */
function cached(name: string, derive: () => Schema): Schema {
  const known = schemas.get(name) ?? derive();
  schemas.set(name, known);
  return known;
}
