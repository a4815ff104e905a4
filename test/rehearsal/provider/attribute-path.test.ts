import { attributePath } from "../../../rehearsal/attribute-path.ts";
import { servedType } from "../../../rehearsal/served.ts";

const name = (attributeName: string) => ({ attributeName });

it.each<[string, string, object[]]>([
  ["cloudflare_zone_setting", "value", [name("value")]],
  ["cloudflare_healthcheck", "http_config.method", [name("http_config"), name("method")]],
  [
    "cloudflare_ruleset",
    'rules[2].action_parameters.headers["X-Robots-Tag"].operation',
    [
      name("rules"),
      { elementKeyInt: 2 },
      name("action_parameters"),
      name("headers"),
      { elementKeyString: "X-Robots-Tag" },
      name("operation"),
    ],
  ],
  ["cloudflare_list", "items[1].redirect.status_code", [name("items")]],
  ["aws_cloudwatch_metric_alarm", "metric_query[0].id", [name("metric_query")]],
  ["aws_route53_health_check", "triggers", [name("triggers")]],
])("names the place in %s: %s", (type, path, steps) => {
  expect(attributePath(servedType(type).schema.body, path)).toEqual({ steps });
});
