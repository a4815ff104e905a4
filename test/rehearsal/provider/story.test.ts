import { SERVED_TYPES } from "../../../rehearsal/served.ts";
import { AWS_EXAMPLES } from "./aws/examples.ts";
import type { Example } from "./example.ts";
import { EXAMPLE_ZONES } from "./example-places.ts";
import { byAddress, byAddressOf, EXAMPLE_TYPES, EXAMPLES, resources } from "./examples.ts";
import { isRecord, itWithFacts, readFacts } from "./facts.ts";
import { APPLY, CHANGES, DESTROY, EMPTY, PLAN, type Rehearsed, rehearse, worldOf } from "./harness.ts";

// One configuration with a resource of every served type, carried through its life by a real terraform. Each test goes on from the one before.
let site: Rehearsed;
beforeAll(async () => {
  site = await rehearse({ world: worldOf({ zones: EXAMPLE_ZONES }) });
});
afterAll(() => site.close());

const everyType = (action: string) => byAddress(() => action);
const withoutIt = ({ without }: Example) => (without === "" ? {} : { [without]: undefined });

it("has an example of every type that is served", () => {
  expect([...new Set([...EXAMPLE_TYPES, ...Object.keys(AWS_EXAMPLES)])].sort()).toEqual([...SERVED_TYPES].sort());
});

it("creates every type, and the plan after that is empty", async () => {
  site.write(resources());
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: everyType("create") });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
  expect(EXAMPLE_TYPES.map((type) => [type, site.world.objects(type).length])).toEqual(EXAMPLE_TYPES.map((type) => [type, 1]));
});

it("puts a provider configuration's region and tags on its own resources only", () => {
  const regionOf = (type: string) => site.world.objects(type)[0]?.attributes.region;
  expect([regionOf("aws_secretsmanager_secret"), regionOf("aws_sns_topic")]).toEqual(["eu-west-1", "us-east-1"]);
  const tagsOf = (type: string) => site.world.objects(type)[0]?.attributes.tags_all;
  expect([tagsOf("aws_secretsmanager_secret"), tagsOf("aws_sns_topic")]).toEqual([{}, { team: "launch" }]);
});

it("sees what changed behind its back and takes it back", async () => {
  for (const [type, { drift }] of Object.entries(EXAMPLES)) site.world.drift(type, site.world.objects(type)[0]?.id ?? "", drift);
  const plan = await site.run(...PLAN);
  const drifted = ({ drift }: Example) => Object.keys(drift).length > 0;
  expect(plan).toMatchObject({ code: CHANGES, errors: [] });
  expect(plan.changes).toEqual(byAddressOf(drifted, ({ driftAction = "update" }) => driftAction));
  expect(plan.drift).toEqual(byAddressOf(drifted, () => "update"));
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it("updates in place where the real provider does", async () => {
  const before = EXAMPLE_TYPES.map((type) => site.world.objects(type)[0]?.id);
  site.write(resources(({ updated = {} }) => updated));
  const applied = await site.run(...APPLY);
  expect(applied).toMatchObject({ code: 0, errors: [] });
  expect(applied.changes).toEqual(
    byAddressOf(
      ({ updated }) => updated !== undefined,
      () => "update",
    ),
  );
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
  expect(EXAMPLE_TYPES.map((type) => site.world.objects(type)[0]?.id)).toEqual(before);
});

it("treats an attribute that was removed as the real provider does", async () => {
  site.write(resources());
  expect(await site.run(...APPLY)).toMatchObject({ code: 0 });
  site.write(resources(withoutIt));
  const applied = await site.run(...APPLY);
  expect(applied).toMatchObject({ code: 0, errors: [] });
  expect(applied.changes).toEqual(
    byAddressOf(
      ({ removal }) => removal === "update",
      () => "update",
    ),
  );
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it("replaces where the real provider does", async () => {
  site.write(resources());
  expect(await site.run(...APPLY)).toMatchObject({ code: 0 });
  site.write(resources(({ replaced }) => replaced));
  // the alarm names the topic, whose new ARN is not known yet
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: everyType("replace") });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

/** Types whose deletion does nothing at Cloudflare. */
const LASTING = [
  "cloudflare_authenticated_origin_pulls_settings",
  "cloudflare_bot_management",
  "cloudflare_custom_pages",
  "cloudflare_leaked_credential_check",
  "cloudflare_schema_validation_settings",
  "cloudflare_total_tls",
  "cloudflare_universal_ssl_setting",
  "cloudflare_worker_version",
  "cloudflare_workers_deployment",
  "cloudflare_zone_setting",
];

it("destroys everything but what no vendor deletes", async () => {
  expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [], changes: everyType("delete") });
  expect(EXAMPLE_TYPES.filter((type) => site.world.objects(type).length > 0).sort()).toEqual(LASTING);
  expect(site.world.objects("cloudflare_zone_setting").map(({ id }) => id.split("/")[1])).toEqual(["min_tls_version", "tls_1_3"]);
});

const CALLS = "cloudflare-api-map-5.22.0.json";
itWithFacts(CALLS)("deletes where the real provider makes a call to delete", () => {
  const calls = readFacts(CALLS, isRecord);
  const lasting = EXAMPLE_TYPES.filter((type) => {
    const known = calls[type.replace("cloudflare_", "")];
    return isRecord(known) && known.Delete === undefined;
  });
  expect(LASTING).toEqual(expect.arrayContaining(lasting));
  // the map leaves this one out; its source has an empty Delete
  expect(LASTING.filter((type) => !lasting.includes(type))).toEqual(["cloudflare_schema_validation_settings"]);
});
