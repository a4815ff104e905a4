import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRehearsalSite, type RehearsalSite, rehearsalTools } from "../../cli/rehearsal-site.ts";
import { checkConfigs } from "../../config/check.ts";
import { SlipwayErrors } from "../../errors/slipway-error.ts";
import { type Adoption, adoptStack } from "../../launch/adopt.ts";
import { makeOutside } from "../../rehearsal/outside.ts";
import type { PlainObject } from "../../rehearsal/value.ts";
import { renderStack } from "../../stacks/render.ts";
import { realConfigs } from "../config/real-configs.ts";

const { model } = checkConfigs(realConfigs());
const environment = model?.environments.get("chatbot/production");
let dir: string;
let site: RehearsalSite;

beforeEach(async () => {
  if (model === undefined) throw new Error("the configs have mistakes");
  dir = mkdtempSync(join(tmpdir(), "slipway-adopt-test-"));
  const binary = await rehearsalTools({ PATH: process.env.PATH });
  site = await openRehearsalSite({ dir, model, environment: { PATH: process.env.PATH }, binary });
});
afterEach(async () => {
  await site.close();
  rmSync(dir, { recursive: true });
});

function exists(name: string, attributes: PlainObject): void {
  const common = { zone_id: environment?.zone.zoneId ?? "", name, ttl: 300 };
  makeOutside({ world: site.world, type: "cloudflare_dns_record", attributes: { ...common, ...attributes } });
}

async function adopt(): Promise<Adoption> {
  if (environment === undefined || model === undefined) throw new Error("no such environment");
  const { store, terraform, existing } = site;
  const config = renderStack({ kind: "launch", environment, account: model.account.account });
  return await adoptStack({
    store,
    terraform,
    existing,
    stack: environment.stack,
    config,
    operator: "ana@opsdesk.example",
    now: new Date(),
  });
}

it("takes over a host that answers from elsewhere, whatever its type, and leaves strangers alone", async () => {
  exists("app.opsdesk.example", { type: "A", content: "192.0.2.7" });
  exists("api.opsdesk.example", { type: "CNAME", content: "api.opsdesk-origin.example", proxied: true, ttl: 1 });
  exists("blog.opsdesk.example", { type: "A", content: "192.0.2.8" });
  const adoption = await adopt();
  expect(adoption.resources.map(({ address }) => address).sort()).toEqual([
    "cloudflare_dns_record.host-api",
    "cloudflare_dns_record.host-app",
  ]);
  expect(adoption.changes).toContain("cloudflare_dns_record.host-app");
  expect(adoption.undeclared.map(({ name }) => name)).toEqual(["blog.opsdesk.example"]);
  // what AWS holds is asked for by name, and there is none
  expect(adoption.notAsked).toEqual([]);
});

it("names everything that is in the way at once, and writes nothing", async () => {
  for (const host of ["app", "api"]) {
    exists(`${host}.opsdesk.example`, { type: "A", content: "192.0.2.7" });
    exists(`${host}.opsdesk.example`, { type: "A", content: "192.0.2.8" });
  }
  const before = site.world.changes();
  const refused = await adopt().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SlipwayErrors);
  const errors = refused instanceof SlipwayErrors ? refused.errors : [];
  expect(errors.map(({ parts }) => [parts.code, parts.got])).toEqual([
    ["ADOPT_IN_THE_WAY", "app.opsdesk.example A 192.0.2.8"],
    ["ADOPT_IN_THE_WAY", "api.opsdesk.example A 192.0.2.8"],
  ]);
  expect(site.world.changes()).toBe(before);
  // the lock is given back
  await expect(adopt()).rejects.toBeInstanceOf(SlipwayErrors);
});
