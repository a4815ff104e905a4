import { checkConfigs } from "../../../config/check.ts";
import { RECORD_TYPES } from "../../../config/schema/records.ts";
import { DnsRecords } from "../../../constructs/dns-records.ts";
import { changed } from "../../config/change.ts";
import { exampleRecords } from "../../fixtures/records.ts";
import { resourcesOf } from "../../fixtures/synth.ts";
import { isRecord } from "./facts.ts";
import { APPLY, DESTROY, EMPTY, PLAN, type Rehearsed, rehearse, worldOf, ZONE_ID } from "./harness.ts";

describe("records of every type, from the config to the world", () => {
  let site: Rehearsed;
  afterAll(() => site.close());

  it("apply, and plan nothing afterwards", async () => {
    const model = checkConfigs(changed({ zone: { records: exampleRecords() } })).model;
    const records = model?.zones.get("zone/opsdesk.example")?.base.records ?? [];
    const resource = resourcesOf((stack) => new DnsRecords(stack, "records", { zoneId: ZONE_ID, records }));
    site = await rehearse({ world: worldOf({ zones: [{ zoneId: ZONE_ID, domain: "opsdesk.example", plan: "business" }] }) });
    site.write(
      isRecord(resource) && isRecord(resource.cloudflare_dns_record)
        ? { cloudflare_dns_record: Object(resource.cloudflare_dns_record) }
        : {},
    );
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
    const types = site.world.objects("cloudflare_dns_record").map(({ attributes }) => String(attributes.type));
    expect([...new Set(types)].sort()).toEqual([...RECORD_TYPES].sort());
    expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [] });
  });
});
