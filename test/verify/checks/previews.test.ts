import { PREVIEW_CHECKS } from "../../../verify/checks/previews.ts";
import type { EnvironmentScope } from "../../../verify/scope.ts";
import { SHOP, SHOP_ZONE } from "../good-shop.ts";

const NAME = "preview-app.shop.example";
const [check] = PREVIEW_CHECKS;

/** How the one probe turns out where the name has these addresses and the edge answers so. */
async function outcomeOf(addresses: readonly string[], status: number, scope: Partial<EnvironmentScope> = {}): Promise<unknown> {
  const probes = check?.probes({ environment: SHOP, zone: SHOP_ZONE, ...scope }) ?? [];
  const net = {
    dns: async (name: string, type: string) => (type === "A" ? addresses.map((data) => ({ name, type, data })) : []),
    get: async () => ({ status }),
  };
  const all = await Promise.all(probes.map(async (probe) => [probe.subject, (await probe.ask(net as never)).outcome])); // asks for no more
  return all.flat();
}

it.each([
  ["a name that is gone", [], 200, "pass"],
  ["a name that the zone's rules refuse", ["203.0.113.10"], 403, "pass"],
  ["a preview that still answers", ["203.0.113.10"], 200, "fail"],
  ["a preview that still redirects", ["203.0.113.10"], 301, "fail"],
] as const)("judges %s", async (_what, addresses, status, outcome) => {
  expect(await outcomeOf(addresses, status)).toEqual([NAME, outcome]);
});

it("does not take what a wildcard past the edge answers for a preview", async () => {
  const wildcard = {
    key: "record-all",
    concern: "hosts",
    name: "*.shop.example",
    type: "A",
    content: "192.0.2.1",
    ttlSeconds: 300,
  } as const;
  const zoneWith = (proxied: boolean) => ({
    zone: { ...SHOP_ZONE, base: { ...SHOP_ZONE.base, records: [...SHOP_ZONE.base.records, { ...wildcard, proxied }] } },
  });
  expect(await outcomeOf(["192.0.2.1"], 200, zoneWith(false))).toEqual([]);
  expect(await outcomeOf(["203.0.113.10"], 200, zoneWith(true))).toEqual([NAME, "fail"]);
});

it("asks nothing where nothing was tried", async () => {
  const { closedPreviews: _closed, ...direct } = SHOP;
  expect(await outcomeOf(["203.0.113.10"], 200, { environment: direct })).toEqual([]);
});
