import { checkConfigs } from "../../../config/check.ts";
import { parseZone } from "../../../config/parse.ts";
import { apiShieldLimits } from "../../../config/rules/api-shield.ts";
import { changed } from "../change.ts";
import { testRules } from "./table.ts";

const message = { type: "object", properties: { message: { type: "string", maxLength: 4000 } }, required: ["message"] };
const chat = (requestSchema: object) => ({ launch: { "routes.chat.requestSchema": requestSchema } });
const texts = (count: number) => ({
  type: "object",
  properties: { text: { type: "string", enum: Array.from({ length: count }, (_, index) => `${index}`.padStart(100, "x")) } },
});

testRules("errors", [
  {
    why: "a mitigation that the plan does not have",
    bad: { zone: { apiShield: { mitigation: "log" } } },
    found: ["SETTING_NOT_ON_PLAN apiShield.mitigation"],
    good: { zone: { apiShield: { mitigation: "none" } } },
  },
  {
    why: "a mitigation of the wrong name",
    bad: { zone: { apiShield: { mitigation: "drop" } } },
    found: ["CONFIG_VALUE apiShield.mitigation"],
    good: { zone: { apiShield: { mitigation: "block" } } },
  },
  {
    why: "more bytes of schemas than the plan admits",
    bad: { zone: { apiShield: { mitigation: "block" } }, ...chat(texts(10_000)) },
    found: ["PLAN_API_SHIELD_EXCEEDED apiShield"],
    good: { zone: { apiShield: { mitigation: "block" } }, ...chat(texts(9000)) },
  },
  {
    why: "a described body of a request that has none",
    bad: { launch: { "routes.health.requestSchema": message } },
    found: ["REQUEST_SCHEMA_UNUSABLE routes.health.requestSchema"],
    good: chat(message),
  },
  {
    why: "a required field that nobody declared",
    bad: chat({ ...message, required: ["message", "mesage"] }),
    found: ["REQUEST_SCHEMA_UNUSABLE routes.chat.requestSchema.required"],
    good: chat({ ...message, required: ["message"] }),
  },
  ...[
    { bad: { type: "string", minLength: 5, maxLength: 4 }, at: "minLength" },
    { bad: { type: "integer", minimum: 2, maximum: 1 }, at: "minimum" },
    { bad: { type: "array", items: { type: "boolean" }, minItems: 2, maxItems: 1 }, at: "minItems" },
    { bad: { type: "array", items: { type: "number", minimum: 1.5, maximum: 1 } }, at: "items.minimum" },
  ].map(({ bad, at }) => ({
    why: `a field that nothing fits: ${JSON.stringify(bad)}`,
    bad: chat({ type: "object", properties: { deep: { type: "object", properties: { field: bad } } } }),
    found: [`REQUEST_SCHEMA_UNUSABLE routes.chat.requestSchema.properties.deep.properties.field.${at}`],
    good: chat({ type: "object", properties: { deep: { type: "object", properties: { field: { type: "boolean" } } } } }),
  })),
]);

it.each([
  [500, []],
  [501, ["at most 500 API endpoints per zone on plan business, got 501"]],
])("counts %i endpoints over all environments of a zone", (count, expected) => {
  const raw = changed({ zone: { apiShield: { mitigation: "block" } } });
  const { model } = checkConfigs(raw);
  const [first, ...others] = model === undefined ? [] : [...model.environments.values()];
  if (model === undefined || first?.api === undefined) throw new Error("no environment");
  const known = others.reduce((sum, { api }) => sum + (api?.operations.length ?? 0), 0);
  const operations = Array.from({ length: count - known }, (_, index) => ({
    key: `r${index}`,
    method: "GET",
    host: "api.opsdesk.example",
    endpoint: `/${index}`,
  }));
  const environments = new Map([
    [first.target, { ...first, api: { schemas: [], operations } }],
    ...others.map((each) => [each.target, each] as const),
  ]);
  const zones = raw.zones.map(parseZone).flatMap((parsed) => (parsed.ok ? [parsed.source] : []));
  const errors = apiShieldLimits({ ...model, environments }, zones);
  expect(errors.map(({ parts }) => `${parts.expected}, got ${parts.got}`)).toEqual(expected);
});
