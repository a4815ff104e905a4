import { servedType, typesOf } from "../../../rehearsal/served.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import { EXAMPLE_ZONES } from "./example-places.ts";
import { byAddress, EXAMPLE_TYPES, EXAMPLES, resources } from "./examples.ts";
import { isRecord, itWithFacts, readFacts } from "./facts.ts";
import { APPLY, CHANGES, EMPTY, PLAN, rehearse, worldOf, ZONE_ID } from "./harness.ts";

/** What `terraform import` takes for each type: attributes of the object in braces. */
const IMPORT_ID: Readonly<Record<string, string>> = {
  cloudflare_api_shield_operation: "{zone_id}/{operation_id}",
  cloudflare_authenticated_origin_pulls_settings: "{zone_id}",
  cloudflare_bot_management: "{zone_id}",
  cloudflare_certificate_pack: "{zone_id}/{id}",
  cloudflare_custom_pages: "zones/{zone_id}/{identifier}",
  cloudflare_dns_record: "{zone_id}/{id}",
  cloudflare_healthcheck: "{zone_id}/{id}",
  cloudflare_leaked_credential_check: "{zone_id}",
  cloudflare_leaked_credential_check_rule: "{zone_id}/{id}",
  cloudflare_list: "{account_id}/{id}",
  cloudflare_load_balancer: "{zone_id}/{id}",
  cloudflare_load_balancer_monitor: "{account_id}/{id}",
  cloudflare_load_balancer_pool: "{account_id}/{id}",
  cloudflare_managed_transforms: "{zone_id}",
  cloudflare_notification_policy: "{account_id}/{id}",
  cloudflare_notification_policy_webhooks: "{account_id}/{id}",
  cloudflare_page_shield_policy: "{zone_id}/{id}",
  cloudflare_pages_domain: "{account_id}/{project_name}/{name}",
  cloudflare_pages_project: "{account_id}/{name}",
  cloudflare_r2_bucket: "{account_id}/{name}/{jurisdiction}",
  cloudflare_ruleset: "zones/{zone_id}/{id}",
  cloudflare_schema_validation_schemas: "{zone_id}/{schema_id}",
  cloudflare_tiered_cache: "{zone_id}",
  cloudflare_total_tls: "{zone_id}",
  cloudflare_turnstile_widget: "{account_id}/{sitekey}",
  cloudflare_universal_ssl_setting: "{zone_id}",
  cloudflare_url_normalization_settings: "{zone_id}",
  cloudflare_worker: "{account_id}/{id}",
  cloudflare_worker_version: "{account_id}/{worker_id}/{id}",
  cloudflare_workers_custom_domain: "{account_id}/{id}",
  cloudflare_workers_deployment: "{account_id}/{script_name}/{id}",
  cloudflare_workers_route: "{zone_id}/{id}",
  cloudflare_workers_script: "{account_id}/{script_name}",
  cloudflare_zero_trust_access_application: "accounts/{account_id}/{id}",
  cloudflare_zero_trust_access_group: "accounts/{account_id}/{id}",
  cloudflare_zero_trust_access_policy: "{account_id}/{id}",
  cloudflare_zero_trust_access_service_token: "accounts/{account_id}/{id}",
  cloudflare_zone_dnssec: "{zone_id}",
  cloudflare_zone_lockdown: "{zone_id}/{id}",
  cloudflare_zone_setting: "{zone_id}/{setting_id}",
  aws_secretsmanager_secret: "{arn}",
  aws_ssm_parameter: "{name}",
  aws_route53_health_check: "{id}",
  aws_cloudwatch_metric_alarm: "{alarm_name}",
  aws_sns_topic: "{arn}",
  aws_sns_topic_subscription: "{arn}",
};
/** Provider 5.22.0 has no import for it. */
const NOT_IMPORTABLE = "cloudflare_schema_validation_settings";
/** What the vendor does not answer, so that the real provider writes it again at the first apply after an import. */
const WRITTEN_AGAIN = ["aws_secretsmanager_secret.it", "aws_sns_topic_subscription.it", "cloudflare_zero_trust_access_service_token.it"];

function importIdOf(type: string, attributes: PlainObject): string {
  return (IMPORT_ID[type] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(attributes[name]));
}

const around = () => ({ world: worldOf({ zones: EXAMPLE_ZONES }), region: "", defaultTags: {}, checkExpression: () => undefined });

const CALLS = "cloudflare-api-map-5.22.0.json";
itWithFacts(CALLS).each(typesOf("cloudflare"))("takes the import id of $type that the real provider documents", ({ type, behaviour }) => {
  const known = readFacts(CALLS, isRecord)[type.replace("cloudflare_", "")];
  if (!isRecord(known)) return expect(type).toMatch("cloudflare_schema_validation_");
  const said = behaviour.importObject("a/b/c/d/e/f", around());
  expect([said, behaviour.importForm]).toEqual([`the import id must be "${String(known._import)}"`, known._import]);
});

it.each(typesOf("cloudflare").map(({ type }) => type))("says what is not there when asked to import a %s by a good id", (type) => {
  const missing = { zone_id: "e".repeat(32), account_id: "e".repeat(32), setting_id: "ssl", identifier: "500_errors" };
  const id = importIdOf(type, missing).replaceAll("undefined", "x");
  const said = servedType(type).behaviour.importObject(id, around());
  expect(said).toMatch(type === NOT_IMPORTABLE ? /cannot be imported/ : /404 Not Found|7003: Could not route|81044|10001/);
});

it("imports a setting that nobody has touched with its initial value, and refuses where it does not know one", () => {
  const imported = (type: string) => servedType(type).behaviour.importObject(ZONE_ID, around());
  expect(imported("cloudflare_zone_dnssec")).toMatchObject({ attributes: { zone_id: ZONE_ID, id: ZONE_ID, status: "disabled" } });
  expect(imported("cloudflare_universal_ssl_setting")).toMatchObject({ attributes: { enabled: true } });
});

it("imports every type from a world that terraform has no state of", async () => {
  const world = worldOf({ zones: EXAMPLE_ZONES });
  const maker = await rehearse({ world });
  maker.write(resources());
  expect(await maker.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  await maker.close();

  const site = await rehearse({ world });
  const importable = EXAMPLE_TYPES.filter((type) => type !== NOT_IMPORTABLE);
  const imports = importable.map((type) => {
    const { provider } = EXAMPLES[type]?.base ?? {};
    const id = importIdOf(type, world.objects(type)[0]?.attributes ?? {});
    return { to: EXAMPLES[type]?.address, id, ...(provider === undefined ? {} : { provider }) };
  });
  site.write(resources(), { import: imports });
  const expected = byAddress(() => "import");
  for (const address of WRITTEN_AGAIN) expected[address] = "update";
  expected[`${NOT_IMPORTABLE}.it`] = "create";
  const plan = await site.run(...PLAN);
  expect(plan).toMatchObject({ code: CHANGES, errors: [] });
  expect(plan.changes).toEqual(expected);
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, changes: {} });
  expect(EXAMPLE_TYPES.map((type) => world.objects(type).length)).toEqual(EXAMPLE_TYPES.map(() => 1));
  await site.close();
});
