import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importIdOf, isWrittenAgain, naturalKey } from "../../../launch/recover/natural-key.ts";

const ROOT = join(__dirname, "../../..");

/** `@cdktf/provider-aws/lib/sns-topic` binds aws_sns_topic. */
function typesBound(file: string, prefix: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/\/lib\/([a-z0-9-]+)"/g)].map(([, folder = ""]) => `${prefix}_${folder.replaceAll("-", "_")}`);
}

const TYPES = [...typesBound("constructs/aws.ts", "aws"), ...typesBound("constructs/cloudflare.ts", "cloudflare")].filter(
  (type) => !/_provider$/.test(type),
);

it("finds the types that stacks are made of", () => {
  expect(TYPES.length).toBeGreaterThan(60);
});

it.each(TYPES)("knows what to do about a %s whose create was cut short", (type) => {
  // by terraform's id alone, or by attributes that a plan always knows
  const attributes = new Proxy({}, { get: (_, name) => String(name), has: () => true });
  const isImportable = importIdOf(type, "id", attributes) !== undefined && naturalKey(type, attributes) !== undefined;
  expect(isImportable || isWrittenAgain(type)).toBe(true);
  expect(isImportable && isWrittenAgain(type)).toBe(false);
});

it.each([
  ["aws_ecs_cluster", "arn:aws:ecs:eu-west-1:123456789012:cluster/shop", {}, "shop"],
  ["aws_ecs_service", "arn:aws:ecs:eu-west-1:123456789012:service/shop/api", {}, "shop/api"],
  ["aws_lambda_alias", "arn:aws:lambda:eu-west-1:123456789012:function:shop:live", {}, "shop/live"],
  ["aws_lambda_permission", "gateway", { function_name: "shop" }, "shop/gateway"],
  ["aws_lambda_permission", "gateway", { function_name: "shop", qualifier: "live" }, "shop:live/gateway"],
  ["aws_wafv2_web_acl", "1", { name: "shop", scope: "REGIONAL" }, "1/shop/REGIONAL"],
  ["aws_apigatewayv2_route", "r1", {}, undefined],
  ["aws_apigatewayv2_route", "r1", { api_id: "a1" }, "a1/r1"],
  [
    "aws_lb",
    "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/1",
    {},
    "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/1",
  ],
  ["cloudflare_pages_domain", "x", { account_id: "a", project_name: "p", name: "n.example" }, "a/p/n.example"],
] as const)("imports a %s that terraform calls %s", (type, id, attributes, importId) => {
  expect(importIdOf(type, id, attributes)).toBe(importId);
});
