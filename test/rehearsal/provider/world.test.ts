import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeOutside } from "../../../rehearsal/outside.ts";
import { worldOf, ZONE_ID } from "./harness.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-world-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const record = { zone_id: ZONE_ID, name: "www.example.com", type: "A", content: "192.0.2.1", ttl: 300 };
const make = (world = worldOf()) => makeOutside({ world, type: "cloudflare_dns_record", attributes: record });

it("gives the same ids and times to the same history", () => {
  expect(make()).toEqual(make());
  expect(make().id).toMatch(/^[0-9a-f]{32}$/);
});

it("gives another id to what is made after a restart", () => {
  const file = join(dir, "world.json");
  const first = make(worldOf({ file }));
  const again = worldOf({ file });
  expect(again.find("cloudflare_dns_record", first.id)).toEqual(first);
  again.remove("cloudflare_dns_record", first.id);
  expect(make(again).id).not.toBe(first.id);
});

it("counts changes, and looking is none", () => {
  const world = worldOf();
  const { id } = make(world);
  const before = world.changes();
  world.objects("cloudflare_dns_record");
  world.remove("cloudflare_dns_record", "nothing");
  expect(world.changes()).toBe(before);
  world.drift("cloudflare_dns_record", id, { content: "192.0.2.9" });
  expect(world.changes()).toBe(before + 1);
  expect(world.find("cloudflare_dns_record", id)?.attributes).toMatchObject({ content: "192.0.2.9", ttl: 300 });
});

it("says when a drift is of something that is not there", () => {
  expect(() => worldOf().drift("cloudflare_dns_record", "x", {})).toThrow("[REHEARSAL_OBJECT_ABSENT]");
});

it.each([
  ["a torn file", '{"format": 1, "chan'],
  ["another format", '{"format": 2, "changes": 0, "objects": []}'],
  ["objects of another form", '{"format": 1, "changes": 0, "objects": [{"type": "a"}]}'],
  ["an empty file", ""],
])("refuses to start on %s and leaves it as it is", (_, text) => {
  const file = join(dir, "world.json");
  writeFileSync(file, text);
  expect(() => worldOf({ file })).toThrow(/world\.json: expected the rehearsal's world .* \[REHEARSAL_WORLD_UNREADABLE\]$/s);
  expect(readFileSync(file, "utf8")).toBe(text);
});

it("refuses to make outside what the vendor would refuse, and what it does not know", () => {
  const world = worldOf();
  expect(() => makeOutside({ world, type: "cloudflare_dns_record", attributes: { ...record, ttl: 2 } })).toThrow(
    "[REHEARSAL_OUTSIDE_REFUSED]",
  );
  expect(() => makeOutside({ world, type: "cloudflare_zone", attributes: {} })).toThrow("[REHEARSAL_TYPE_UNKNOWN]");
  expect(world.changes()).toBe(0);
});
