import { findDrift } from "../../launch/drift.ts";
import type { StackPlanInput } from "../../launch/plan.ts";
import { openTerraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { startProvider } from "../../rehearsal/provider.ts";
import { openBench, TARGET } from "../launch/bench-of-runs.ts";
import { worldOf, ZONE_ID } from "./provider/harness.ts";

const signed = (comment: string): StackPlanInput => ({
  stack: "zone-opsdesk-example",
  config: JSON.stringify({
    terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" } } },
    provider: { cloudflare: [{}] },
    resource: {
      cloudflare_zone_dnssec: { zone: { zone_id: ZONE_ID, status: "active" } },
      cloudflare_dns_record: {
        www: { zone_id: ZONE_ID, name: "www.example.com", type: "A", content: "192.0.2.1", ttl: 300, comment },
      },
    },
  }),
});

it("signs a zone whose parent lacks the DS record as one run, with nothing left and no drift, and goes on launching", async () => {
  const bench = await openBench();
  const world = worldOf({ zones: [{ zoneId: ZONE_ID, domain: "example.com", plan: "pro", dsMissing: true }] });
  const provider = await startProvider({ world });
  try {
    const environment = { ...terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }), TF_REATTACH_PROVIDERS: provider.reattach };
    const terraform = openTerraform({ binary: bench.terraform.binary, environment });
    const apply = async (comment: string) => {
      const run = await bench.plan([signed(comment)], { terraform });
      await bench.approve(run);
      return await bench.apply(run, { terraform });
    };
    expect(await apply("one")).toMatchObject({ status: "applied", leftovers: [] });
    expect(world.find("cloudflare_zone_dnssec", ZONE_ID)?.attributes).toMatchObject({ status: "pending" });
    expect(await findDrift({ store: bench.store, terraform, target: TARGET })).toEqual([]);
    expect((await bench.plan([signed("one")], { terraform })).stacks.map(({ empty }) => empty)).toEqual([true]);
    // the next change of the zone is not held up
    expect(await apply("two")).toMatchObject({ status: "applied", leftovers: [] });
  } finally {
    await provider.close();
    bench.close();
  }
});
