import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ApplyEvent } from "../../../rehearsal/faults.ts";
import { startProvider } from "../../../rehearsal/provider.ts";
import { openWorld } from "../../../rehearsal/world.ts";
import { ACCOUNT_ID, APPLY, CHANGES, PLAN, type Rehearsed, rehearse, worldOf, ZONE_ID } from "./harness.ts";

let site: Rehearsed;
afterEach(() => site?.close());

const records = (...names: string[]) => ({
  cloudflare_dns_record: Object.fromEntries(
    names.map((name) => [name, { zone_id: ZONE_ID, name: `${name}.example.com`, type: "A", content: "192.0.2.1", ttl: 300 }]),
  ),
});
const ONE_BY_ONE = [...APPLY, "-parallelism=1"];

it("fails the create it was told to fail, and terraform keeps what came before", async () => {
  site = await rehearse({ faults: { failCreate: 2 } });
  site.write(records("a", "b"));
  const applied = await site.run(...ONE_BY_ONE);
  expect(applied).toMatchObject({ code: 1 });
  expect(applied.errors.join()).toContain("create number 2 fails on request");
  expect(site.world.objects("cloudflare_dns_record")).toHaveLength(1);
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(site.world.objects("cloudflare_dns_record")).toHaveLength(2);
});

it("tells of every change before and after it reaches the world", async () => {
  const events: ApplyEvent[] = [];
  site = await rehearse({ faults: { onApply: (event) => void events.push(event) } });
  site.write(records("a"));
  await site.run(...APPLY);
  site.write({});
  await site.run(...APPLY);
  const type = "cloudflare_dns_record";
  const attributes = expect.objectContaining({ name: "a.example.com" });
  expect(events).toEqual([
    { when: "before", action: "create", type, attributes, applied: 0 },
    { when: "after", action: "create", type, attributes, applied: 1 },
    { when: "before", action: "delete", type, attributes, applied: 1 },
    { when: "after", action: "delete", type, attributes, applied: 2 },
  ]);
});

it("waits before every change when it is told to", async () => {
  const waitBeforeApplyMs = 400;
  site = await rehearse({ faults: { waitBeforeApplyMs } });
  site.write(records("a"));
  const startedAt = performance.now();
  expect(await site.run(...APPLY)).toMatchObject({ code: 0 });
  expect(performance.now() - startedAt).toBeGreaterThan(waitBeforeApplyMs);
});

it("holds what terraform was killed over, so that the next plan makes a second one and the vendor refuses it", async () => {
  let kill: () => void = () => undefined;
  site = await rehearse({
    faults: {
      onApply: ({ when, applied }) => {
        if (when === "after" && applied === 1) kill();
      },
    },
  });
  site.write(records("a", "b", "c"));
  const running = site.start(ONE_BY_ONE);
  kill = () => void running.process.kill("SIGKILL");
  expect(await running.outcome).toMatchObject({ code: null });
  expect(site.world.objects("cloudflare_dns_record")).toHaveLength(1);
  // the lock of the killed run stays behind
  const again = await site.run(...APPLY, "-lock=false");
  expect(again.errors.join()).toContain("81058: An identical record already exists.");
  expect(site.world.objects("cloudflare_dns_record")).toHaveLength(3);
  expect((await site.run(...PLAN, "-lock=false")).code).toBe(CHANGES);
});

it("goes on in another process's world from its file", async () => {
  const dir = mkdtempSync(join(tmpdir(), "slipway-world-"));
  const file = join(dir, "world.json");
  site = await rehearse({ world: worldOf({ file }) });
  site.write(records("a", "b"));
  await site.run(...APPLY);
  const again = openWorld({ file, zones: site.world.zones, awsAccountId: ACCOUNT_ID });
  expect(again.objects("cloudflare_dns_record")).toEqual(site.world.objects("cloudflare_dns_record"));
  expect(again.changes()).toBe(site.world.changes());
  expect(readdirSync(dir)).toEqual(["world.json"]);
  rmSync(dir, { recursive: true });
});

it("listens in a folder of its own that nobody else can read, and leaves none of it behind", async () => {
  const provider = await startProvider({ world: worldOf() });
  const folders = [...provider.reattach.matchAll(/"String":"([^"]+)"/g)].map(([, socket = ""]) => dirname(socket));
  const [folder = ""] = folders;
  expect([new Set(folders).size, (statSync(folder).mode & 0o777).toString(8), readdirSync(folder).sort()]).toEqual([
    1,
    "700",
    ["aws.sock", "cloudflare.sock"],
  ]);
  await provider.close();
  expect(existsSync(folder)).toBe(false);
});

it("answers at the registries of Terraform and of OpenTofu", async () => {
  const provider = await startProvider({ world: worldOf() });
  await provider.close();
  expect(Object.keys(JSON.parse(provider.reattach))).toEqual([
    "registry.terraform.io/cloudflare/cloudflare",
    "registry.opentofu.org/cloudflare/cloudflare",
    "registry.terraform.io/hashicorp/aws",
    "registry.opentofu.org/hashicorp/aws",
  ]);
});

it("takes a plan that was saved before and applies just that", async () => {
  site = await rehearse();
  site.write(records("a"));
  await site.run("plan", "-out=saved", "-json");
  site.write(records("b"));
  expect(await site.run("apply", "-json", "saved")).toMatchObject({ code: 0, errors: [] });
  expect(site.world.objects("cloudflare_dns_record").map(({ attributes }) => attributes.name)).toEqual(["a.example.com"]);
});
