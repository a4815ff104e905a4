import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfigs } from "../../../config/check.ts";
import { writeSynth } from "../../../stacks/write-synth.ts";
import { changed } from "../../config/change.ts";
import { isRecord } from "./facts.ts";
import { APPLY, DESTROY, EMPTY, PLAN, type Rehearsed, rehearse, worldOf } from "./harness.ts";

/** The Cloudflare part of production's own stack, and the zone that it is for. */
function synthesized(launch: Readonly<Record<string, unknown>>) {
  const { model, errors } = checkConfigs(changed({ launch }));
  expect(errors.map(({ message }) => message)).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), "slipway-access-"));
  try {
    const file = model === undefined ? undefined : writeSynth(model, folder).find((each) => each.includes("chatbot-production"));
    const json: unknown = JSON.parse(file === undefined ? "{}" : readFileSync(file, "utf8"));
    const resource = isRecord(json) && isRecord(json.resource) ? json.resource : {};
    const types = Object.entries(resource).filter(([type]) => type.startsWith("cloudflare_"));
    const { zoneId, domain, plan } = model?.environments.get("chatbot/production")?.zone ?? { zoneId: "", domain: "", plan: "free" };
    const accountId = model?.account.account.cloudflare.accountId ?? "";
    return { resource: Object.fromEntries(types.map(([type, named]) => [type, Object(named)])), zone: { zoneId, domain, plan, accountId } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ADMIN = "environments.production.hosts.admin";
const WIDE = {
  [`${ADMIN}.access.emails`]: ["ben@partner.example"],
  [`${ADMIN}.access.identityProviders`]: ["2b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b"],
  [`${ADMIN}.access.sessionMinutes`]: 90,
  [`${ADMIN}.access.preflight`]: "to-origin",
  "secrets.token": { purpose: "passes the login", rotation: { by: "hand", everyDays: 90 } },
  "environments.production.serviceTokens.monitor": {
    hosts: ["admin"],
    secret: "token",
    made: { id: "3b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b", clientId: `${"0".repeat(32)}.access`, expires: "2099-01-01" },
  },
  "routes.upload.requestSchema": {
    type: "object",
    properties: {
      name: { type: "string", enum: ["${a}", "%{b}", "é"] },
      pages: { type: "array", items: { type: "integer", minimum: 1 }, maxItems: 9 },
      share: { type: "number" },
      draft: { type: "boolean" },
    },
    required: ["name"],
    additionalProperties: true,
  },
};

describe("an environment with a host behind a login and an API that API Shield knows", () => {
  let site: Rehearsed | undefined;
  afterEach(() => site?.close());

  it.each([
    ["as shipped", {}],
    ["with everything that access can say", WIDE],
  ])("applies, plans nothing afterwards and goes away, %s", async (_, launch) => {
    const { resource, zone } = synthesized(launch);
    expect(Object.keys(resource)).toEqual(
      expect.arrayContaining([
        "cloudflare_api_shield_operation",
        "cloudflare_schema_validation_schemas",
        "cloudflare_zero_trust_access_application",
        "cloudflare_zero_trust_access_policy",
      ]),
    );
    site = await rehearse({ world: worldOf({ zones: [zone] }) });
    site.write(resource);
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
    expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [] });
  });
});
