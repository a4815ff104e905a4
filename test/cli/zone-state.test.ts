import { cloudflareApi } from "../../cli/cloudflare-api.ts";
import { requireServingZone } from "../../cli/zone-state.ts";
import { createApiServer } from "../../rehearsal/net/api-server.ts";
import { listen } from "../../rehearsal/net/listen.ts";
import type { WorldZone } from "../../rehearsal/world.ts";

const ZONE = { zoneId: "9a7806061c88ada191ed06f989cc3dac", domain: "shop.example", plan: "pro" } as const;

/** Codes and what was found, with the API's answers from the rehearsal. */
async function refused(there: Partial<WorldZone>, asked: { readonly zoneId: string; readonly domain: string } = ZONE): Promise<string[]> {
  const state = () => ({ records: [], rulesets: [], applications: [], policies: [], operations: [], schemas: [] });
  const server = createApiServer({ state, zones: [{ ...ZONE, ...there }], accountIds: [] });
  const port = await listen(server, 0, "api");
  const api = cloudflareApi({ token: "rehearsal", baseUrl: `http://127.0.0.1:${port}/client/v4` });
  try {
    return await requireServingZone(api, { ...ZONE, ...asked }).then(
      () => [],
      ({ errors }: { errors: readonly { parts: { kind: string; code: string; got: string } }[] }) =>
        errors.map(({ parts: { kind, code, got } }) => `${kind} ${code}: ${got}`),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it.each<[string, Partial<WorldZone>, readonly string[]]>([
  ["an active zone", {}, []],
  ["a zone without delegation", { status: "pending" }, ['refused ZONE_NOT_SERVING: status "pending"']],
  ["a zone that moved away", { status: "moved" }, ['refused ZONE_NOT_SERVING: status "moved"']],
  ["a paused zone", { paused: true }, ["refused ZONE_NOT_SERVING: one that is paused"]],
  ["another domain's zone", { domain: "other.example" }, ["refused ZONE_ID_OF_ANOTHER: other.example"]],
  [
    "both at once",
    { domain: "other.example", status: "pending" },
    ["refused ZONE_ID_OF_ANOTHER: other.example", 'refused ZONE_NOT_SERVING: status "pending"'],
  ],
])("judges %s", async (_what, there, found) => {
  expect(await refused(there)).toEqual(found);
});

it("says nothing where the API does not know", async () => {
  expect(await refused({}, { ...ZONE, zoneId: "0".repeat(32) })).toEqual([]);
});
