import type { StackPlanInput } from "../../launch/plan.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import { makeOutside } from "../../rehearsal/outside.ts";
import { TARGET, verified } from "../launch/bench-of-runs.ts";
import { LAUNCH_STACK, openScene, type Scene } from "./interruption.ts";
import { REGION, ZONE_ID } from "./provider/harness.ts";

// what a review lists as the way back is what the rollback then plans, kind by kind, against the rehearsal's provider

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(async () => await scene.close());

const PROVIDERS = {
  terraform: {
    required_providers: {
      cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" },
      aws: { source: "hashicorp/aws", version: "6.25.0" },
    },
  },
  provider: { cloudflare: [{}], aws: [{ region: REGION }] },
};
const record = (name: string, content = "192.0.2.1", more = {}) => ({
  zone_id: ZONE_ID,
  name: `${name}.example.com`,
  type: "A",
  content,
  ttl: 300,
  ...more,
});
const parameter = (name: string) => ({ "aws_ssm_parameter.url": { name, type: "String", insecure_value: "https://api.example.com" } });
/** Records by name, other resources by address. */
const records = (named: object, more: object = {}): StackPlanInput[] => {
  const resource: Record<string, Record<string, unknown>> = {};
  for (const [address, body] of Object.entries(named)) {
    const [type, name] = address.includes(".") ? address.split(".") : ["cloudflare_dns_record", address];
    resource[type ?? ""] = { ...resource[type ?? ""], [name ?? ""]: body };
  }
  return [{ stack: LAUNCH_STACK, config: JSON.stringify({ ...PROVIDERS, resource, ...more }) }];
};
const at = (action: string, name: string, previous: string | null = null) => ({
  stack: LAUNCH_STACK,
  address: name.includes(".") ? name : `cloudflare_dns_record.${name}`,
  previousAddress: previous === null ? null : `cloudflare_dns_record.${previous}`,
  action,
});

type Kind = readonly [what: string, before: object, after: object, more: () => object, steps: readonly object[]];
const BASE = { api: record("api") };
const KINDS: readonly Kind[] = [
  ["a creation", BASE, { ...BASE, www: record("www") }, () => ({}), [at("delete", "www")]],
  ["an update", BASE, { api: record("api", "192.0.2.2") }, () => ({}), [at("update", "api")]],
  ["a replacement", parameter("/chatbot/url"), parameter("/chatbot/address"), () => ({}), [at("replace", "aws_ssm_parameter.url")]],
  ["a deletion", { ...BASE, www: record("www") }, BASE, () => ({}), [at("create", "www")]],
  ["a move", BASE, { api2: record("api") }, () => moved("api", "api2"), [at("move", "api", "api2")]],
  ["a move with an update", BASE, { api2: record("api", "192.0.2.2") }, () => moved("api", "api2"), [at("update", "api", "api2")]],
  ["an adoption", BASE, { ...BASE, old: record("old") }, () => adopted("old"), [at("forget", "old")]],
  [
    "several at once",
    { ...BASE, www: record("www") },
    { api: record("api", "192.0.2.2"), mail: record("mail"), old: record("old") },
    () => adopted("old"),
    [at("update", "api"), at("delete", "mail"), at("forget", "old"), at("create", "www")],
  ],
];

it.each(KINDS)("lists the way back of %s as it then is, and it ends where it began", async (_what, before, after, more, steps) => {
  await launch(records(before));
  const world = contents();
  const forward = await scene.bench.plan(records(after, more()), { terraform: scene.terraform });
  expect(forward.review.wayBack).toMatchObject({ steps });
  await go(forward);
  const { store, people } = scene.bench;
  const commit = { sha: undefined, authors: [], dirty: false };
  const now = new Date(scene.bench.now.getTime() + 1000);
  const back = await planRollback({ store, terraform: scene.terraform, target: TARGET, planner: people.planner, commit, now });
  const planned = back.review.changes.map(({ stack, address, previousAddress, action }) => ({ stack, address, previousAddress, action }));
  expect(planned.sort((one, other) => (one.address < other.address ? -1 : 1))).toEqual(steps);
  await go(back);
  // what was adopted was there before us, and still is
  expect(contents().filter((line) => !line.startsWith("old."))).toEqual(world.filter((line) => !line.startsWith("old.")));
  const again = await scene.bench.plan(records(before), { terraform: scene.terraform });
  expect(again.review.changes).toEqual([]);
  expect(again.review.drift).toEqual([]);
});

function moved(from: string, to: string): object {
  return { moved: [{ from: `cloudflare_dns_record.${from}`, to: `cloudflare_dns_record.${to}` }] };
}

/** Something that was in the world before anybody planned. */
function adopted(name: string): object {
  const made = makeOutside({ world: scene.world, type: "cloudflare_dns_record", attributes: record(name) });
  return { import: [{ to: `cloudflare_dns_record.${name}`, id: `${ZONE_ID}/${made.id}` }] };
}

async function launch(stacks: readonly StackPlanInput[]): Promise<void> {
  await go(await scene.bench.plan(stacks, { terraform: scene.terraform }));
}

async function go(run: Run): Promise<void> {
  const { bench, terraform } = scene;
  await bench.approve(run);
  expect(await bench.apply(run, { terraform })).toMatchObject({ status: "applied", leftovers: [] });
  await verified(bench, run);
}

function contents(): readonly string[] {
  return scene.world
    .objects("cloudflare_dns_record")
    .map(({ attributes }) => `${attributes.name} ${attributes.content}`)
    .sort();
}
