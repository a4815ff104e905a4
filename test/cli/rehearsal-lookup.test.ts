import { worldLookup } from "../../cli/rehearsal-lookup.ts";

const caa = { zone_id: "z", type: "CAA", name: "example.com" };
const issue = { flags: 0, tag: "issue", value: "pki.goog" };
const lookup = worldLookup({
  objects: () => [
    { type: "cloudflare_dns_record", id: "1", attributes: { ...caa, content: "0 issue pki.goog", data: { ...issue, weight: null } } },
    {
      type: "cloudflare_dns_record",
      id: "2",
      attributes: { ...caa, content: "0 issuewild pki.goog", data: { ...issue, tag: "issuewild" } },
    },
    {
      type: "cloudflare_dns_record",
      id: "3",
      attributes: { zone_id: "z", type: "A", name: "example.com", content: "192.0.2.1", data: null },
    },
  ],
});

it.each([
  ["in fields, left out or null", { ...caa, data: { ...issue, port: null } }, ["1"]],
  ["in fields that nothing has", { ...caa, data: { ...issue, flags: 128 } }, []],
  ["in one text", { zone_id: "z", type: "A", name: "example.com", content: "192.0.2.1" }, ["3"]],
])("finds a value %s", async (_what, key, ids) => {
  expect(await lookup({ type: "cloudflare_dns_record", key })).toEqual(ids);
});
