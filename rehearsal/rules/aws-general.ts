import { type Attribute, type Body, isNested } from "../schema/types.ts";
import { AWS_REGION } from "./aws-values.ts";
import { LEFT_OUT, type Rule, type Rules, WHOLE } from "./rule.ts";

/**
 * What the AWS provider does to every type alike: numbers are whole, the identifier is nobody's to set, another region is another resource.
 * Source: hashicorp/terraform-plugin-sdk v2, helper/schema (answers of the real provider 5.100.0, run on 2026-11-26); for region the upgrade
 * guide for version 6 of the provider, enhanced region support (checked 2026-11-22).
 */
export function withGeneralRules(body: Body, rules: Rules): Rules {
  const general: Record<string, Rule> = {};
  for (const [path, attribute] of attributesIn(body, "")) {
    if (isNested(attribute)) continue;
    const isWhole = attribute.type === "number" && rules[path]?.fraction !== true;
    if (isWhole && (attribute.optional || attribute.required)) general[path] = { checks: [WHOLE] };
  }
  const { id, region } = body.attributes;
  if (id?.optional === true) general.id = { checks: [LEFT_OUT] };
  if (region?.optional === true && rules.region === undefined) general.region = { replace: true, checks: [AWS_REGION] };
  return { ...rules, ...Object.fromEntries(Object.entries(general).map(([path, rule]) => [path, joined(rule, rules[path])])) };
}

function joined(general: Rule, own: Rule = {}): Rule {
  return { ...general, ...own, checks: [...(general.checks ?? []), ...(own.checks ?? [])] };
}

function attributesIn(body: Body, parent: string): [string, Attribute][] {
  const inside = Object.entries(body.blocks).flatMap(([name, block]) =>
    attributesIn(block.body, `${parent}${name}${block.nesting === "single" ? "." : "[]."}`),
  );
  return [...Object.entries(body.attributes).map(([name, attribute]): [string, Attribute] => [`${parent}${name}`, attribute]), ...inside];
}
