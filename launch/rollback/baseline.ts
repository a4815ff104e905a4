import { isObject, type JsonObject, objectAt } from "../json.ts";

/** Where a rollback goes that has no earlier run to go to: what was there before the first one. */
export const BASELINE = "baseline";

/** Something that existed before the first run, with its configurable attributes as they were. */
export interface BaselineResource {
  readonly address: string;
  readonly attributes: JsonObject;
}

/**
 * What stays declared without having been adopted, and how: an entry point without rules does nothing and neighbours may need it; a
 * setting whose delete does nothing and that cannot be imported goes back to what a zone has that never heard of it.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, schema_validation_settings: no import, an empty Delete.
 */
const KEPT_IDLE: Readonly<Record<string, JsonObject>> = {
  cloudflare_ruleset: { rules: [] },
  cloudflare_schema_validation_settings: { validation_default_mitigation_action: "none" },
};

/**
 * The configuration that puts everything back as it was: what was adopted with its old values, and nothing else. What a run created is
 * left out, and so destroyed, but for what is kept idle.
 * @param config the configuration to go back from: providers, backend and guard stay as they are
 */
export function baselineConfig(config: JsonObject, adopted: readonly BaselineResource[]): JsonObject {
  const { import: _import, moved: _moved, removed: _removed, output: _output, resource: _resource, ...rest } = config;
  const resources: Record<string, Record<string, unknown>> = {};
  const declare = (type: string, name: string, body: JsonObject): void => {
    resources[type] = { ...resources[type], [name]: body };
  };
  for (const [type, idle] of Object.entries(KEPT_IDLE)) {
    for (const [name, body] of Object.entries(objectAt(objectAt(config, "resource"), type))) {
      declare(type, name, { ...(isObject(body) ? body : {}), ...idle });
    }
  }
  for (const { address, attributes } of adopted) {
    const [type = "", name = ""] = address.split(".");
    declare(type, name, asItWas(objectAt(objectAt(config, "resource"), type)[name], attributes));
  }
  // terraform takes no empty block
  return { ...rest, ...(Object.keys(resources).length === 0 ? {} : { resource: resources }) };
}

/** A resource with the values that it had before us; provider and lifecycle are ours, not the object's. */
export function asItWas(declared: unknown, attributes: JsonObject): JsonObject {
  const { lifecycle, provider } = isObject(declared) ? declared : {};
  const ours = Object.fromEntries(Object.entries({ lifecycle, provider }).filter(([, value]) => value !== undefined));
  return { ...asConfig(attributes), ...ours };
}

/** Attributes as configuration: text that Terraform would read as a template is escaped. Source: Terraform language, escape sequences. */
function asConfig(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [escaped(key), configValue(inner)]));
}

function configValue(value: unknown): unknown {
  if (typeof value === "string") return escaped(value);
  if (Array.isArray(value)) return value.map(configValue);
  return isObject(value) ? asConfig(value) : value;
}

function escaped(text: string): string {
  return text.replace(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`);
}
