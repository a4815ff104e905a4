import { checkConfigs } from "../../config/check.ts";
import { RECORD_TYPES } from "../../config/schema/records.ts";
import { exampleRecords, RECORD_EXAMPLES } from "../fixtures/records.ts";
import { changed } from "./change.ts";

const zoneRecords = (records: object) =>
  checkConfigs(changed({ zone: { records } }))
    .model?.zones.get("zone/opsdesk.example")
    ?.base.records.filter(({ key }) => key.startsWith("record-"));

it.each(RECORD_TYPES)("makes the one canonical spelling of a record of type %s", (type) => {
  const { written, ...expected } = RECORD_EXAMPLES[type];
  const besides = type === "DS" ? { delegation: RECORD_EXAMPLES.NS.written } : {};
  const [record] = zoneRecords({ it: written, ...besides }) ?? [];
  expect(record).toEqual({
    key: "record-it",
    concern: type === "CAA" ? "tls" : "hosts",
    name: written.name.toLowerCase().replace(/\.$/, ""),
    type,
    ttlSeconds: 300,
    proxied: false,
    ...expected,
  });
});

it("takes records of all types side by side", () => {
  expect(checkConfigs(changed({ zone: { records: exampleRecords() } })).errors.map(({ message }) => message)).toEqual([]);
});

it("puts a launch's records into its own stack", () => {
  const records = { challenge: { type: "TXT", name: "_acme-challenge.app.opsdesk.example", text: "token" } };
  const { model } = checkConfigs(changed({ launch: { "environments.production.records": records } }));
  expect(model?.environments.get("chatbot/production")?.records.at(-1)).toMatchObject({ key: "record-challenge", content: '"token"' });
});

it("gives proxied records the automatic TTL", () => {
  const record = { type: "A", name: "shop.opsdesk.example", address: "203.0.113.9", proxied: true };
  expect(zoneRecords({ shop: record })).toMatchObject([{ ttlSeconds: 1, proxied: true }]);
});
