import { domainRecords, workerName } from "../../../rehearsal/net/edge-workers.ts";
import { targetNames } from "../../../rehearsal/target-names.ts";

const nameAt = (url: string, routes: readonly object[], domains: readonly object[] = []) =>
  workerName(
    { method: "GET", url, sourceAddress: "203.0.113.1", headers: {} },
    {
      records: [],
      rulesets: [],
      settings: [],
      workerRoutes: routes.map((each) => ({ ...each })),
      workerDomains: domains.map((each) => ({ ...each })),
    },
  );

it.each([
  ["https://app.shop.example/", "portal.worker"],
  ["https://app.shop.example/a/b?c=d", "portal.worker"],
  ["https://app.shop.example/api/x", "api.worker"],
  ["https://app.shop.example/static/x", undefined],
  ["https://xapp.shop.example/", undefined],
  ["https://appxshop.example/", undefined],
  ["https://own.shop.example/x", "own.worker"],
])("finds who answers %s: %s", (url, expected) => {
  const routes = [
    { pattern: "app.shop.example/*", script: "portal" },
    { pattern: "app.shop.example/api/*", script: "api" },
    { pattern: "app.shop.example/static/*", script: null },
  ];
  expect(nameAt(url, routes, [{ hostname: "own.shop.example", service: "own" }])).toBe(expected);
});

it("keeps a record for a worker's own domain, in its own zone", () => {
  const domains = [{ zone_id: "a", hostname: "own.shop.example" }];
  expect(domainRecords({ zoneId: "a", domain: "shop.example" }, domains)).toMatchObject([{ name: "own.shop.example", proxied: true }]);
  expect(domainRecords({ zoneId: "b", domain: "other.example" }, domains)).toEqual([]);
});

it.each<readonly [string, Record<string, readonly Record<string, unknown>[]>, readonly string[]]>([
  ["a load balancer", { aws_lb: [{ dns_name: "LB.example" }] }, ["lb.example"]],
  ["a distribution", { aws_cloudfront_distribution: [{ enabled: true, domain_name: "d1.cloudfront.net" }] }, ["d1.cloudfront.net"]],
  ["a distribution that is off", { aws_cloudfront_distribution: [{ enabled: false, domain_name: "d1.cloudfront.net" }] }, []],
  [
    "a custom domain of a gateway without a mapping",
    { aws_apigatewayv2_domain_name: [{ domain_name: "api.shop.example", domain_name_configuration: [{ target_domain_name: "d-1.x" }] }] },
    [],
  ],
  [
    "a custom domain of a gateway with one",
    {
      aws_apigatewayv2_domain_name: [{ domain_name: "api.shop.example", domain_name_configuration: [{ target_domain_name: "d-1.x" }] }],
      aws_apigatewayv2_api_mapping: [{ domain_name: "api.shop.example" }],
    },
    ["d-1.x"],
  ],
  ["a project of Pages without a domain", { cloudflare_pages_project: [{ name: "a", subdomain: "a.pages.dev" }] }, []],
  [
    "a project of Pages with one",
    { cloudflare_pages_project: [{ name: "a", subdomain: "a.pages.dev" }], cloudflare_pages_domain: [{ project_name: "a" }] },
    ["a.pages.dev"],
  ],
  ["a worker without a deployment", { cloudflare_worker: [{ name: "a" }] }, []],
  ["a worker with one", { cloudflare_workers_deployment: [{ script_name: "a" }] }, ["a.worker"]],
])("knows where %s answers", (_, world, names) => {
  expect([...targetNames((type) => world[type] ?? [])]).toEqual(names);
});
