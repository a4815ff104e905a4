import { bindingSource } from "../../../rehearsal/schema/bindings.ts";
import { deriveResource } from "../../../rehearsal/schema/derive.ts";
import { withOverlay } from "../../../rehearsal/schema/overlay.ts";
import { type Attribute, type Attributes, type Body, flags, isNested } from "../../../rehearsal/schema/types.ts";
import { providerSchema, SERVED_TYPES, servedType, typesOf } from "../../../rehearsal/served.ts";
import { isRecord, itWithFacts, readFacts } from "./facts.ts";

const FACTS = "provider-schema-cloudflare-5.22.0.json";

/** One line for every attribute and block: path, type or nesting, flags. */
function linesOf(body: Body, parent = ""): Record<string, string> {
  const blocks = Object.entries(body.blocks).flatMap(([name, block]) => [
    [`${parent}${name}`, `block ${block.nesting} ${block.minItems}..${block.maxItems}`],
    ...Object.entries(linesOf(block.body, `${parent}${name}[].`)),
  ]);
  return { ...attributeLines(body.attributes, parent), ...Object.fromEntries(blocks) };
}

function attributeLines(attributes: Attributes, parent: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) => {
      const path = `${parent}${name}`;
      if (!isNested(attribute)) return [[path, `${JSON.stringify(attribute.type)} ${letters(attribute)}`]];
      const inside = attribute.nesting === "single" ? "." : "[].";
      return [
        [path, `${attribute.nesting} ${letters(attribute)}`],
        ...Object.entries(attributeLines(attribute.attributes, `${path}${inside}`)),
      ];
    }),
  );
}

function letters({ required, optional, computed, sensitive, writeOnly }: Attribute): string {
  return `${required ? "R" : ""}${optional ? "O" : ""}${computed ? "C" : ""}${sensitive ? "S" : ""}${writeOnly ? "W" : ""}`;
}

/** The same lines out of what `terraform providers schema -json` says. */
function realLines(attributes: unknown, parent = ""): Record<string, string> {
  if (!isRecord(attributes)) return {};
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) => {
      if (!isRecord(attribute)) return [];
      const path = `${parent}${name}`;
      const said = Object.entries({ required: "R", optional: "O", computed: "C", sensitive: "S", write_only: "W" });
      const own = said
        .filter(([key]) => attribute[key] === true)
        .map(([, letter]) => letter)
        .join("");
      const nested = attribute.nested_type;
      if (!isRecord(nested)) return [[path, `${JSON.stringify(attribute.type)} ${own}`]];
      const inside = nested.nesting_mode === "single" ? "." : "[].";
      return [[path, `${String(nested.nesting_mode)} ${own}`], ...Object.entries(realLines(nested.attributes, `${path}${inside}`))];
    }),
  );
}

function blockAt(facts: Record<string, unknown>, ...path: string[]): Record<string, unknown> {
  const found = path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), facts);
  if (!isRecord(found)) throw new Error(`no ${path.join(".")} in the facts`);
  return found;
}

const cloudflareTypes = typesOf("cloudflare").map(({ type }) => type);

itWithFacts(FACTS).each(cloudflareTypes)("derives the schema of %s that the real provider answers", (type) => {
  const real = blockAt(readFacts(FACTS, isRecord), "resource_schemas", type);
  const { schema } = servedType(type);
  expect(linesOf(schema.body)).toEqual(realLines(blockAt(real, "block").attributes));
  expect(schema.version).toBe(real.version);
});

itWithFacts(FACTS)("derives the provider configuration that the real Cloudflare provider takes", () => {
  const real = blockAt(readFacts(FACTS, isRecord), "provider", "block");
  expect(linesOf(providerSchema("cloudflare").body)).toEqual(realLines(real.attributes));
});

it("derives every attribute of a small type, with its corrections", () => {
  expect(linesOf(servedType("cloudflare_zone_setting").schema.body)).toEqual({
    editable: '"bool" C',
    enabled: '"bool" OC',
    id: '"string" C',
    modified_on: '"string" C',
    setting_id: '"string" R',
    time_remaining: '"number" C',
    value: '"dynamic" R',
    zone_id: '"string" R',
  });
});

it("derives blocks, sets and maps of the AWS types", () => {
  const lines = linesOf(servedType("aws_cloudwatch_metric_alarm").schema.body);
  expect(lines).toMatchObject({
    alarm_actions: '["set","string"] O',
    dimensions: '["map","string"] O',
    evaluation_periods: '"number" R',
    metric_query: "block set 0..0",
    "metric_query[].metric": "block list 0..1",
    "metric_query[].metric[].stat": '"string" R',
    region: '"string" OC',
    tags_all: '["map","string"] OC',
  });
  expect(linesOf(servedType("aws_ssm_parameter").schema.body)).toMatchObject({ value: '"string" OCS', value_wo: '"string" OSW' });
});

it("derives the provider configuration of AWS without Terraform's own alias", () => {
  const lines = linesOf(providerSchema("aws").body);
  expect(lines).toMatchObject({
    region: '"string" O',
    allowed_account_ids: '["set","string"] O',
    default_tags: "block list 0..0",
    "default_tags[].tags": '["map","string"] O',
  });
  expect(lines.alias).toBeUndefined();
});

it.each(SERVED_TYPES)("serves %s without a combination of flags that terraform refuses", (type) => {
  const wrong = Object.entries(linesOf(servedType(type).schema.body)).filter(([, line]) => /R[OC]| $/.test(line));
  expect(wrong).toEqual([]);
});

it("derives the widest types in no time that a person would notice", () => {
  const startedAt = performance.now();
  for (const [provider, folder] of [
    ["cloudflare", "ruleset"],
    ["cloudflare", "dns-record"],
    ["aws", "sns-topic"],
  ] as const) {
    deriveResource(bindingSource(provider, folder), provider === "cloudflare" ? "attributes" : "blocks");
  }
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});

describe("what it does not understand it refuses", () => {
  const field = (text: string) => `export class Thing extends cdktf.TerraformResource {\n${text}\n}\n`;
  const comment = "  // a - computed: false, optional: true, required: false\n";

  it.each([
    [
      "a getter of another kind",
      field(`${comment}  public get a() {\n    return this.getTupleAttribute('a');\n  }`),
      "a getter that returns",
    ],
    [
      "a class that is not there",
      field(`${comment}  private _a = new Missing(this, "a");\n  public get a() {\n    return this._a;\n  }`),
      "a getter that returns this._a",
    ],
    [
      "a nested class that is not there",
      field(`${comment}  private _a = new MissingList(this, "a", true);\n  public get a() {\n    return this._a;\n  }`),
      "no such class",
    ],
    ["no resource", "export const nothing = 1;\n", "no class that extends"],
    ["no attributes", field(""), "no attribute at all"],
  ])("%s", (_, source, says) => {
    expect(() => deriveResource(source, "attributes")).toThrow(says);
  });

  it("a package folder that is not there", () => {
    expect(() => bindingSource("cloudflare", "no-such-type")).toThrow("[REHEARSAL_BINDINGS_UNREADABLE]");
  });

  it.each([
    ["a correction of what is not there", { b: "OC" }],
    ["an addition of what is there", { a: "string O" }],
    ["an addition of an unknown type", { b: "tuple O" }],
    ["a child of a leaf", { "a.b": "string O" }],
  ])("%s", (_, attributes) => {
    const body: Body = { attributes: { a: { ...flags("O"), type: "string" } }, blocks: {} };
    expect(() => withOverlay(body, { version: 0, attributes })).toThrow("[REHEARSAL_BINDINGS_UNREADABLE]");
  });

  it("a type that is not served", () => {
    expect(() => servedType("cloudflare_zone")).toThrow("[REHEARSAL_TYPE_UNKNOWN]");
    expect(() => servedType("constructor")).toThrow("[REHEARSAL_TYPE_UNKNOWN]");
  });
});
