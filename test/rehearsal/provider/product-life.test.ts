import { changeWorld } from "../../../rehearsal/change.ts";
import { makeOutside } from "../../../rehearsal/outside.ts";
import { fromPlain } from "../../../rehearsal/protocol/codec.ts";
import { servedType } from "../../../rehearsal/served.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import { EXAMPLE_ZONES } from "./example-places.ts";
import { EXAMPLE_TYPES, EXAMPLES, resources } from "./examples.ts";
import { APPLY, CHANGES, EMPTY, PLAN, type Rehearsed, rehearse, worldOf, ZONE_ID } from "./harness.ts";

const ACCOUNT_ID = "1".repeat(32);

let site: Rehearsed | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

/** Always there at Cloudflare, so that what somebody removes elsewhere comes back with its initial value. */
const isAlwaysThere = (type: string) => servedType(type).behaviour.find !== undefined && type.startsWith("cloudflare_");
/** The example asks for the initial value. */
const INITIAL = ["cloudflare_universal_ssl_setting"];

it("plans everything again that was removed elsewhere, and takes back what went to its initial value", async () => {
  site = await rehearse({ world: worldOf({ zones: EXAMPLE_ZONES }) });
  site.write(resources());
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  for (const type of EXAMPLE_TYPES) for (const { id } of site.world.objects(type)) site.world.remove(type, id);
  const plan = await site.run(...PLAN);
  expect(plan).toMatchObject({ code: CHANGES, errors: [] });
  const expected = EXAMPLE_TYPES.filter((type) => !INITIAL.includes(type)).map((type) => [
    EXAMPLES[type]?.address,
    isAlwaysThere(type) ? "update" : "create",
  ]);
  expect(plan.changes).toEqual(Object.fromEntries(expected));
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it("says that DNSSEC is pending until the parent zone has the DS record, and plans it as active until then", async () => {
  const zones = (dsMissing: boolean) => [{ zoneId: ZONE_ID, domain: "example.com", plan: "free" as const, dsMissing }];
  site = await rehearse({ world: worldOf({ zones: zones(true) }) });
  site.write({ cloudflare_zone_dnssec: { it: { zone_id: ZONE_ID, status: "active" } } });
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(await site.run(...PLAN)).toMatchObject({
    code: CHANGES,
    changes: { "cloudflare_zone_dnssec.it": "update" },
    drift: { "cloudflare_zone_dnssec.it": "update" },
  });
  const [stored] = site.world.objects("cloudflare_zone_dnssec");
  expect(stored?.attributes).toMatchObject({
    status: "pending",
    key_type: "ECDSAP256SHA256",
    ds: expect.stringMatching(/^example\.com\. 3600 IN DS \d+ 13 2 [0-9A-F]{64}$/),
  });
  site.world.drift("cloudflare_zone_dnssec", ZONE_ID, { status: "active" });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it("has no keys any more once DNSSEC is switched off, or the resource is gone", async () => {
  site = await rehearse();
  site.write({ cloudflare_zone_dnssec: { it: { zone_id: ZONE_ID, status: "active" } } });
  await site.run(...APPLY);
  site.write({ cloudflare_zone_dnssec: { it: { zone_id: ZONE_ID, status: "disabled" } } });
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, changes: { "cloudflare_zone_dnssec.it": "update" } });
  expect(site.world.objects("cloudflare_zone_dnssec")[0]?.attributes).toMatchObject({ status: "disabled", ds: null, public_key: null });
  site.write({});
  await site.run(...APPLY);
  expect(site.world.objects("cloudflare_zone_dnssec")).toEqual([]);
});

it("issues an ordered certificate, which is no change of the configuration", async () => {
  site = await rehearse({ world: worldOf({ zones: EXAMPLE_ZONES }) });
  const { base = {} } = EXAMPLES.cloudflare_certificate_pack ?? {};
  site.write({ cloudflare_certificate_pack: { it: base } }, { output: { status: { value: "${cloudflare_certificate_pack.it.id}" } } });
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(site.world.objects("cloudflare_certificate_pack")[0]?.attributes.status).toBe("active");
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, changes: {} });
});

it("ignores another location of a bucket that is there", async () => {
  site = await rehearse();
  const bucket = (location: string) => ({ cloudflare_r2_bucket: { it: { account_id: ACCOUNT_ID, name: "assets", location } } });
  site.write(bucket("weur"));
  await site.run(...APPLY);
  site.write(bucket("apac"));
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, changes: {} });
});

const inAccount = (more: PlainObject): PlainObject => ({ account_id: ACCOUNT_ID, ...more });
const staff = [{ email_domain: { domain: "example.com" } }];

it.each<[string, PlainObject, string, (id: string) => PlainObject, string]>([
  [
    "zero_trust_access_policy",
    inAccount({ name: "staff", decision: "allow", include: staff }),
    "zero_trust_access_application",
    (id) =>
      inAccount({ name: "admin", type: "self_hosted", destinations: [{ uri: "admin.example.com" }], policies: [{ id, precedence: 1 }] }),
    "application admin uses the policy",
  ],
  [
    "zero_trust_access_group",
    inAccount({ name: "staff", include: staff }),
    "zero_trust_access_policy",
    (id) => inAccount({ name: "staff only", decision: "allow", include: [{ group: { id } }] }),
    "staff only uses the group",
  ],
  [
    "load_balancer_monitor",
    inAccount({ type: "https", expected_codes: "200" }),
    "load_balancer_pool",
    (id) => inAccount({ name: "origins", monitor: id, origins: [{ name: "a", address: "origin.example.net" }] }),
    "monitor is in use by pool origins",
  ],
  [
    "load_balancer_pool",
    inAccount({ name: "origins", origins: [{ name: "a", address: "origin.example.net" }] }),
    "load_balancer",
    (id) => ({ zone_id: ZONE_ID, name: "lb.example.com", default_pools: [id], fallback_pool: id }),
    "pool is in use by load balancer lb.example.com",
  ],
  [
    "notification_policy_webhooks",
    inAccount({ name: "pager", url: "https://hooks.example.com/x" }),
    "notification_policy",
    (id) => inAccount({ name: "origin", alert_type: "incident_alert", mechanisms: { webhooks: [{ id }] } }),
    "webhook is in use by policy origin",
  ],
  [
    "workers_script",
    inAccount({ script_name: "mta-sts", main_module: "worker.js", content: "export default {}" }),
    "workers_route",
    () => ({ zone_id: ZONE_ID, pattern: "mta-sts.example.com/*", script: "mta-sts" }),
    "script is in use by route mta-sts.example.com/*",
  ],
  [
    "list",
    inAccount({ kind: "ip", name: "office", items: [{ ip: "192.0.2.1" }] }),
    "ruleset",
    () => ({
      zone_id: ZONE_ID,
      kind: "zone",
      name: "default",
      phase: "http_request_firewall_custom",
      rules: [{ ref: "z", action: "block", expression: "ip.src in $office" }],
    }),
    "list office is in use by a ruleset",
  ],
])("does not delete a %s that something needs", (name, attributes, user, using, says) => {
  const world = worldOf({ zones: EXAMPLE_ZONES });
  const type = `cloudflare_${name}`;
  const made = makeOutside({ world, type, attributes });
  const remove = () => {
    const served = servedType(type);
    return changeWorld(served, fromPlain(served.schema.body, made.attributes), null, {
      world,
      region: "",
      defaultTags: {},
      checkExpression: () => undefined,
    });
  };
  const needed = makeOutside({ world, type: `cloudflare_${user}`, attributes: using(made.id) });
  expect(remove()).toEqual({ refused: [expect.stringContaining(says)] });
  world.remove(`cloudflare_${user}`, needed.id);
  expect(remove()).toEqual({ state: null });
  expect(world.find(type, made.id)).toBeUndefined();
});
