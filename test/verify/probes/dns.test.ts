import { createDns } from "../../../verify/probes/dns.ts";
import { openShop } from "../shop.ts";
import { deadWorld } from "../tiny-world.ts";

it("asks the next name server when the first does not answer", async () => {
  const [tiny, dead] = [await openShop(), await deadWorld()];
  const servers = [dead.dns, tiny.world.dns].filter((each) => each !== "authoritative");
  const ask = createDns({ ...tiny.world, dns: "authoritative" }, "shop.example", async (domain) =>
    domain === "shop.example" ? servers : [],
  );
  expect(await ask("App.Shop.Example", "A")).toEqual([{ name: "app.shop.example", type: "A", data: "203.0.113.10" }]);
  await tiny.close();
});

it("looks for the name servers once", async () => {
  const tiny = await openShop();
  let looked = 0;
  const ask = createDns({ ...tiny.world, dns: "authoritative" }, "shop.example", async () => {
    looked += 1;
    return tiny.world.dns === "authoritative" ? [] : [tiny.world.dns];
  });
  await Promise.all([ask("app.shop.example", "A"), ask("api.shop.example", "A")]);
  expect(looked).toBe(1);
  await tiny.close();
});

it("gives nothing for a name that does not exist, and for a type that a name does not have", async () => {
  const tiny = await openShop();
  const ask = createDns(tiny.world, "shop.example");
  expect(await ask("nobody.shop.example", "A")).toEqual([]);
  expect(await ask("app.shop.example", "MX")).toEqual([]);
  await tiny.close();
});

it.each([
  ["no server", []],
  ["a server that does not answer", [{ address: "127.0.0.1", port: 9 }]],
])("is undecided with %s", async (_, servers) => {
  const ask = createDns({ ...(await deadWorld()), dns: "authoritative", timeoutMs: 50 }, "shop.example", async () => servers);
  await expect(ask("app.shop.example", "A")).rejects.toMatchObject({ parts: { kind: "undecided", code: "VERIFY_NO_ANSWER" } });
});
