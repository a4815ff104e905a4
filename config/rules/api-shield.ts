import { limitFor, type PlanLimit } from "../../edge/plan-limits.ts";
import { API_ENDPOINTS, API_MITIGATIONS, API_SCHEMA_BYTES, API_SCHEMAS } from "../../edge/product-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { Model } from "../model.ts";
import type { Sourced } from "../parse.ts";
import type { RequestSchema } from "../schema/request-schema.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { mistake, type Rule } from "./world.ts";

export const mitigationsOnPlan: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config: { apiShield, plan, addOns } }) => {
    const admitted = limitFor(API_MITIGATIONS, plan, addOns);
    if (apiShield === undefined || admitted.includes(apiShield.mitigation)) return [];
    return mistake({ file, path: ["apiShield", "mitigation"] }, [], {
      code: "SETTING_NOT_ON_PLAN",
      expected: `one of ${admitted.map((each) => JSON.stringify(each)).join(", ")} on plan ${plan}`,
      got: JSON.stringify(apiShield.mitigation),
      fix: 'begin with "none" and read the application\'s own refusals, then set it to "block"',
    });
  });

export const requestSchemasUsable: Rule = ({ configs }) =>
  configs.launches.flatMap(({ file, config }) =>
    Object.entries(config.routes).flatMap(([key, { method, requestSchema }]) => {
      if (requestSchema === undefined) return [];
      const place = { file, path: ["routes", key, "requestSchema"] };
      const hasBody = method === "POST" || method === "PUT" || method === "PATCH";
      return [
        ...(hasBody
          ? []
          : [
              mistake(place, [], {
                code: "REQUEST_SCHEMA_UNUSABLE",
                expected: "a method that carries a body",
                got: `${method}, whose body means nothing`,
                fix: "remove requestSchema, or change the method",
              }),
            ]),
        ...contradictions(requestSchema, []).map(({ path, expected, got }) =>
          mistake(place, path, { code: "REQUEST_SCHEMA_UNUSABLE", expected, got, fix: "mend the schema: no body could pass it" }),
        ),
      ];
    }),
  );

interface Contradiction {
  readonly path: readonly string[];
  readonly expected: string;
  readonly got: string;
}

/** Schemas that nothing can fit: every request would be refused. */
function contradictions(schema: RequestSchema, path: readonly string[]): readonly Contradiction[] {
  const inOrder = (least: string, most: string, from: number | undefined, to: number | undefined): Contradiction[] =>
    from === undefined || to === undefined || from <= to
      ? []
      : [{ path: [...path, least], expected: `at most ${most}, ${to}`, got: String(from) }];
  switch (schema.type) {
    case "string":
      return inOrder("minLength", "maxLength", schema.minLength, schema.maxLength);
    case "integer":
    case "number":
      return inOrder("minimum", "maximum", schema.minimum, schema.maximum);
    case "array":
      return [...inOrder("minItems", "maxItems", schema.minItems, schema.maxItems), ...contradictions(schema.items, [...path, "items"])];
    case "object": {
      const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(schema.properties, name));
      return [
        ...missing.map((name) => ({ path: [...path, "required"], expected: "names of declared properties", got: name })),
        ...Object.entries(schema.properties).flatMap(([name, inner]) => contradictions(inner, [...path, "properties", name])),
      ];
    }
    case "boolean":
      return [];
  }
}

/** What a zone's plan admits of API Shield, counted over every environment in it. Needs the model: only there routes have become operations. */
export function apiShieldLimits(model: Model, zones: readonly Sourced<ZoneConfig>[]): SlipwayError[] {
  return zones.flatMap(({ file, config: { domain, plan, addOns, apiShield } }) => {
    if (apiShield === undefined) return [];
    const apis = [...model.environments.values()].flatMap(({ zone, api }) => (zone.domain === domain && api !== undefined ? [api] : []));
    const schemas = apis.flatMap((api) => api.schemas);
    const counted: readonly (readonly [PlanLimit<number>, number])[] = [
      [API_ENDPOINTS, apis.reduce((sum, { operations }) => sum + operations.length, 0)],
      [API_SCHEMAS, schemas.length],
      [API_SCHEMA_BYTES, schemas.reduce((sum, { source }) => sum + Buffer.byteLength(source, "utf8"), 0)],
    ];
    return counted.flatMap(([limit, got]) => {
      const admitted = limitFor(limit, plan, addOns);
      if (got <= admitted) return [];
      return mistake({ file, path: ["apiShield"] }, [], {
        code: "PLAN_API_SHIELD_EXCEEDED",
        expected: `at most ${admitted} ${limit.title} on plan ${plan}`,
        got: String(got),
        fix: "describe fewer routes, choose a larger plan, or remove apiShield",
      });
    });
  });
}
