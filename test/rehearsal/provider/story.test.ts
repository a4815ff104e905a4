import { SERVED_TYPES } from "../../../rehearsal/served.ts";
import { byAddress, EXAMPLES, type Example, resources } from "./examples.ts";
import { APPLY, CHANGES, DESTROY, EMPTY, PLAN, type Rehearsed, rehearse } from "./harness.ts";

// One configuration with a resource of every served type, carried through its life by a real terraform. Each test goes on from the one before.
let site: Rehearsed;
beforeAll(async () => {
  site = await rehearse();
});
afterAll(() => site.close());

const everyType = (action: string) => byAddress(() => action);
const withoutIt = ({ without }: Example) => (without === "" ? {} : { [without]: undefined });

it("has an example of every type that is served", () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual([...SERVED_TYPES].sort());
});

it("creates every type, and the plan after that is empty", async () => {
  site.write(resources());
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: everyType("create") });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
  expect(SERVED_TYPES.map((type) => [type, site.world.objects(type).length])).toEqual(SERVED_TYPES.map((type) => [type, 1]));
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
  expect(plan).toMatchObject({ code: CHANGES, errors: [], changes: everyType("update"), drift: everyType("update") });
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it("updates in place where the real provider does", async () => {
  const before = SERVED_TYPES.map((type) => site.world.objects(type)[0]?.id);
  site.write(resources(({ updated }) => updated));
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: everyType("update") });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
  expect(SERVED_TYPES.map((type) => site.world.objects(type)[0]?.id)).toEqual(before);
});

it("treats an attribute that was removed as the real provider does", async () => {
  site.write(resources());
  expect(await site.run(...APPLY)).toMatchObject({ code: 0 });
  site.write(resources(withoutIt));
  const expected = Object.values(EXAMPLES)
    .filter(({ removal }) => removal === "update")
    .map(({ address }) => [address, "update"]);
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: Object.fromEntries(expected) });
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

it("destroys everything but what no vendor deletes", async () => {
  expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [], changes: everyType("delete") });
  expect(SERVED_TYPES.filter((type) => site.world.objects(type).length > 0)).toEqual(["cloudflare_zone_setting"]);
  expect(site.world.objects("cloudflare_zone_setting").map(({ id }) => id.split("/")[1])).toEqual(["min_tls_version", "tls_1_3"]);
});
