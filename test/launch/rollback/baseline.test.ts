import { configurable, resourceBlocks, saidOnce } from "../../../launch/adopt/configurable.ts";
import { baselineConfig } from "../../../launch/rollback/baseline.ts";

describe("the baseline of a stack", () => {
  const config = {
    terraform: { required_version: ">= 1.11.0" },
    provider: { cloudflare: [{}] },
    variable: { slipway_run: {} },
    import: [{ to: "cloudflare_zone_setting.ssl", id: "z/ssl" }],
    output: { gone: { value: "${cloudflare_dns_record.new.id}" } },
    resource: {
      cloudflare_zone_setting: { ssl: { zone_id: "z", setting_id: "ssl", value: "strict" } },
      cloudflare_dns_record: { new: { name: "new.shop.example" } },
      cloudflare_ruleset: {
        custom: { phase: "http_request_firewall_custom", rules: [{ ref: "zone--x" }], lifecycle: { prevent_destroy: true } },
        limits: { phase: "http_ratelimit", rules: [{ ref: "zone--y" }], lifecycle: { prevent_destroy: true } },
      },
    },
  };
  const adopted = [
    { address: "cloudflare_zone_setting.ssl", attributes: { zone_id: "z", setting_id: "ssl", value: "full" } },
    {
      address: "cloudflare_ruleset.custom",
      attributes: { phase: "http_request_firewall_custom", rules: [{ ref: "old", expression: 'x eq "${1}"', headers: { "%{a}": 1 } }] },
    },
  ];

  it("writes old values, drops what is new, and keeps entry points without rules", () => {
    expect(baselineConfig(config, adopted)).toEqual({
      terraform: config.terraform,
      provider: config.provider,
      variable: config.variable,
      resource: {
        cloudflare_zone_setting: { ssl: { zone_id: "z", setting_id: "ssl", value: "full" } },
        cloudflare_ruleset: {
          custom: {
            phase: "http_request_firewall_custom",
            rules: [{ ref: "old", expression: 'x eq "$${1}"', headers: { "%%{a}": 1 } }],
            lifecycle: { prevent_destroy: true },
          },
          limits: { phase: "http_ratelimit", rules: [], lifecycle: { prevent_destroy: true } },
        },
      },
    });
  });
});

it("takes the edge's hands off bodies again, where the setting can be neither imported nor deleted", () => {
  const settings = { zone: { zone_id: "z", validation_default_mitigation_action: "block" } };
  expect(baselineConfig({ resource: { cloudflare_schema_validation_settings: settings } }, [])).toEqual({
    resource: { cloudflare_schema_validation_settings: { zone: { zone_id: "z", validation_default_mitigation_action: "none" } } },
  });
});

describe("what a configuration may set", () => {
  const block = {
    attributes: {
      id: { computed: true },
      name: { required: true },
      ttl: { optional: true, computed: true },
      comment: { optional: true },
      settings: {
        optional: true,
        nested_type: { nesting_mode: "single", attributes: { on: { optional: true }, since: { computed: true } } },
      },
      rules: {
        optional: true,
        nested_type: { nesting_mode: "list", attributes: { ref: { optional: true }, version: { computed: true } } },
      },
      headers: { optional: true, nested_type: { nesting_mode: "map", attributes: { value: { optional: true }, id: { computed: true } } } },
    },
    block_types: { rule: { nesting_mode: "list", block: { attributes: { a: { optional: true }, b: { computed: true } } } } },
  };

  it("is everything but what the vendor computes and what has no value", () => {
    const attributes = {
      id: "1",
      name: "n",
      ttl: 60,
      comment: null,
      settings: { on: true, since: "today" },
      rules: [{ ref: "r", version: "3" }],
      headers: { a: { value: "v", id: "x" } },
      rule: [{ a: 1, b: 2 }],
      unknown: "left out",
    };
    expect(configurable(block, attributes)).toEqual({
      name: "n",
      ttl: 60,
      settings: { on: true },
      rules: [{ ref: "r" }],
      headers: { a: { value: "v" } },
      rule: [{ a: 1 }],
    });
  });

  it.each([[[]], [{}], [null]])("leaves out %j", (nothing) => {
    expect(configurable(block, { name: "n", comment: nothing, rules: nothing })).toEqual({ name: "n" });
  });

  it("is read for every resource type of every provider", () => {
    const schemas = { provider_schemas: { a: { resource_schemas: { one: { block } } }, b: { resource_schemas: { two: { block: {} } } } } };
    expect([...resourceBlocks(schemas)]).toEqual([
      ["one", block],
      ["two", {}],
    ]);
  });
});

it("says once what the vendor answers twice", () => {
  const type = "cloudflare_zero_trust_access_application";
  const both = { name: "admin", domain: "a.example", self_hosted_domains: ["a.example"] };
  expect(saidOnce(type, { ...both, destinations: [{ uri: "a.example" }] })).toEqual({
    name: "admin",
    destinations: [{ uri: "a.example" }],
  });
  expect(saidOnce(type, both)).toEqual({ name: "admin", self_hosted_domains: ["a.example"] });
  expect(saidOnce("cloudflare_dns_record", both)).toEqual(both);
});
