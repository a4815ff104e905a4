import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRehearsalSite, type RehearsalSite, rehearsalTools } from "../../cli/rehearsal-site.ts";
import { checkConfigs } from "../../config/check.ts";
import { SlipwayErrors } from "../../errors/slipway-error.ts";
import { type Adoption, type AdoptRequest, adoptStack } from "../../launch/adopt/adopt.ts";
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

async function adopt(change: Partial<AdoptRequest> = {}): Promise<Adoption> {
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
    ...change,
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

it("does not choose between two things of one natural key", async () => {
  const lookup = async ({ type }: { readonly type: string }) => (type === "aws_ssm_parameter" ? ["one", "two"] : []);
  await expect(adopt({ existing: { ...site.existing, lookup } })).rejects.toMatchObject({
    parts: { code: "ADOPT_AMBIGUOUS", got: expect.stringContaining("one, two") },
  });
});

it("refuses a baseline that cannot be written back", async () => {
  exists("app.opsdesk.example", { type: "A", content: "192.0.2.7", comment: "by hand" });
  const providerSchemas: AdoptRequest["terraform"]["providerSchemas"] = async (folder) => {
    const schemas = await site.terraform.providerSchemas(folder);
    const block = schemas.get("cloudflare_dns_record") ?? {};
    const { comment: _comment, ...attributes } = Object.fromEntries(Object.entries(Object(block.attributes)));
    return new Map([...schemas, ["cloudflare_dns_record", { ...block, attributes }]]);
  };
  const refused = await adopt({ terraform: { ...site.terraform, providerSchemas } }).catch((error: unknown) => error);
  const errors = refused instanceof SlipwayErrors ? refused.errors : [];
  expect(errors.map(({ parts }) => [parts.code, parts.where, parts.got])).toEqual([
    [
      "ADOPT_BASELINE_UNFAITHFUL",
      "chatbot-production: cloudflare_dns_record.host-app",
      expect.stringMatching(/^a plan that would update it: .*comment/),
    ],
  ]);
});

it("takes over the application that stands in front of a host already, whatever it is called, and the policy of our name", async () => {
  const accountId = model?.account.account.cloudflare.accountId ?? "";
  const policy = {
    account_id: accountId,
    name: "chatbot-production-admin",
    decision: "allow",
    include: [{ email: { email: "a@crm.example" } }],
  };
  makeOutside({ world: site.world, type: "cloudflare_zero_trust_access_policy", attributes: policy });
  const [made] = site.world.objects("cloudflare_zero_trust_access_policy");
  makeOutside({
    world: site.world,
    type: "cloudflare_zero_trust_access_application",
    attributes: {
      account_id: accountId,
      name: "made by hand",
      type: "self_hosted",
      session_duration: "24h",
      destinations: [{ type: "public", uri: "admin.opsdesk.example" }],
      policies: [{ id: String(made?.attributes.id), precedence: 1 }],
    },
  });
  const [application] = site.world.objects("cloudflare_zero_trust_access_application");
  const { resources, changes } = await adopt();
  expect(Object.fromEntries(resources.map(({ address, importId }) => [address, importId]))).toMatchObject({
    "cloudflare_zero_trust_access_application.admin": `accounts/${accountId}/${application?.id}`,
    "cloudflare_zero_trust_access_policy.admin": `${accountId}/${made?.id}`,
  });
  expect(changes).toContain("cloudflare_zero_trust_access_application.admin");
});

it("takes over an operation and a schema that API Shield has already", async () => {
  const { zoneId } = environment?.zone ?? { zoneId: "" };
  const operation = { zone_id: zoneId, host: "api.opsdesk.example", method: "GET", endpoint: "/v1/conversations/{var1}" };
  makeOutside({ world: site.world, type: "cloudflare_api_shield_operation", attributes: operation });
  const schema = {
    zone_id: zoneId,
    kind: "openapi_v3",
    name: "chatbot-production-api",
    source: '{"openapi":"3.0.0"}',
    validation_enabled: false,
  };
  makeOutside({ world: site.world, type: "cloudflare_schema_validation_schemas", attributes: schema });
  const [found, document] = ["cloudflare_api_shield_operation", "cloudflare_schema_validation_schemas"].map(
    (type) => site.world.objects(type)[0]?.id,
  );
  const { resources, notAsked } = await adopt();
  expect(resources.map(({ address, importId }) => `${address} ${importId}`)).toEqual([
    `cloudflare_api_shield_operation.conversations ${zoneId}/${found}`,
    `cloudflare_schema_validation_schemas.api ${zoneId}/${document}`,
  ]);
  expect(notAsked).toEqual([]);
});
