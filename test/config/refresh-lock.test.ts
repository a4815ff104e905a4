import { parseConfigs } from "../../config/parse.ts";
import { type LookUp, mailDnsOf, refreshLock } from "../../config/refresh-lock.ts";
import { resolveWorld } from "../../config/resolve.ts";
import { worldOf } from "../../config/rules/world.ts";
import { EMPTY_LOCK } from "../../mail/dns/lock.ts";
import { changed, locked } from "./change.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const MAIL = {
  "mail.mx": [{ host: "mx.example.net", priority: 1 }],
  "mail.senders": [{ kind: "custom", name: "crm", spfTerms: ["include:a.example"] }],
};

function zoneOf(zone: Readonly<Record<string, unknown>> = MAIL) {
  const parsed = parseConfigs(changed({ zone }));
  if (!parsed.ok) throw parsed.errors[0];
  return { zones: parsed.configs.zones.map(({ config }) => config), model: resolveWorld(worldOf(parsed.configs)).model };
}

const world: Readonly<Record<string, readonly string[]>> = {
  "a.example TXT": ["v=spf1 include:b.example -all", "some-verification=1"],
  "b.example TXT": ["v=spf1 a:c.example -all"],
  "c.example A": ["192.0.2.2", "192.0.2.1"],
  "mx.example.net A": ["192.0.2.25"],
};
const lookUp: LookUp = async (name, type) => {
  const values = world[`${name} ${type}`];
  return values === undefined ? { answer: { kind: "nxdomain" } } : { answer: { kind: "found", values }, ttlSeconds: 300 };
};

it("asks for every name that the records reach, however deep, and keeps what concerns mail", async () => {
  const { lock, unanswered } = await refreshLock({ ...zoneOf(), previous: EMPTY_LOCK, keepsOthers: false, lookUp, now: NOW });
  expect(unanswered).toEqual([]);
  const observed = "2026-11-25";
  expect(lock.records.toSorted((a, b) => (`${a.name} ${a.type}` < `${b.name} ${b.type}` ? -1 : 1))).toEqual([
    { name: "a.example", type: "TXT", answer: "found", values: ["v=spf1 include:b.example -all"], ttlSeconds: 300, observed },
    { name: "b.example", type: "TXT", answer: "found", values: ["v=spf1 a:c.example -all"], ttlSeconds: 300, observed },
    { name: "c.example", type: "A", answer: "found", values: ["192.0.2.1", "192.0.2.2"], ttlSeconds: 300, observed },
    { name: "c.example", type: "AAAA", answer: "nxdomain", observed },
    { name: "mx.example.net", type: "A", answer: "found", values: ["192.0.2.25"], ttlSeconds: 300, observed },
    { name: "mx.example.net", type: "AAAA", answer: "nxdomain", observed },
  ]);
  const { zones, model } = zoneOf();
  expect(zones.flatMap((zone) => mailDnsOf(zone, model, lock).missing)).toEqual([]);
});

it("keeps a domain's consent to reports, without which it would look unwilling", async () => {
  const consents: LookUp = async (name, type) => {
    if (name === "opsdesk.example._report._dmarc.x.example") return { answer: { kind: "found", values: ["v=DMARC1;", "proof=1"] } };
    return name === "x.example" ? { answer: { kind: "found", values: ["10 mx.example.net"] } } : lookUp(name, type);
  };
  const { zones, model } = zoneOf({ ...MAIL, "mail.dmarc.reportTo": ["a@x.example"] });
  const { lock } = await refreshLock({ zones, model, previous: EMPTY_LOCK, keepsOthers: false, lookUp: consents, now: NOW });
  expect(zones.flatMap((zone) => mailDnsOf(zone, model, lock).reports.map(({ agrees }) => agrees))).toEqual([true]);
});

it("asks where other aliases lead, and waits for no answer", async () => {
  const alias = (target: string) => ({ type: "CNAME", name: `${target.split(".")[0]}.opsdesk.example`, target });
  const { zones, model } = zoneOf({ ...MAIL, "records.a": alias("lost.example"), "records.b": alias("mute.example") });
  const mute: LookUp = async (name, type) => (name === "mute.example" ? { answer: { kind: "failed" } } : lookUp(name, type));
  const { lock, unanswered } = await refreshLock({ zones, model, previous: EMPTY_LOCK, keepsOthers: false, lookUp: mute, now: NOW });
  expect(unanswered).toEqual([]);
  expect(zones.flatMap((zone) => mailDnsOf(zone, model, lock).dangling.map(({ content }) => content))).toEqual(["lost.example"]);
});

it("leaves out what nobody could tell, and says so", async () => {
  const deaf: LookUp = async (name, type) => (name === "b.example" ? { answer: { kind: "failed" } } : lookUp(name, type));
  const { unanswered } = await refreshLock({ ...zoneOf(), previous: EMPTY_LOCK, keepsOthers: false, lookUp: deaf, now: NOW });
  expect(unanswered).toEqual([{ name: "b.example", type: "TXT" }]);
});

it("keeps other zones' entries when one zone is asked for", async () => {
  const previous = { version: 1 as const, records: [locked("other.example", "A", "192.0.2.9"), locked("b.example", "TXT", "v=spf1 -all")] };
  const kept = await refreshLock({ ...zoneOf(), previous, keepsOthers: true, lookUp, now: NOW });
  expect(
    kept.lock.records.filter(({ name }) => name === "other.example" || name === "b.example").map(({ name, values }) => [name, values]),
  ).toEqual([
    ["other.example", ["192.0.2.9"]],
    ["b.example", ["v=spf1 a:c.example -all"]],
  ]);
  const all = await refreshLock({ ...zoneOf(), previous, keepsOthers: false, lookUp, now: NOW });
  expect(all.lock.records.map(({ name }) => name)).not.toContain("other.example");
});

it("comes to an end where records never do", async () => {
  let made = 0;
  const endless: LookUp = async (_name, type) => {
    made += 1;
    return type === "TXT"
      ? { answer: { kind: "found", values: [`v=spf1 include:n${made}.example -all`] } }
      : { answer: { kind: "nxdomain" } };
  };
  await refreshLock({ ...zoneOf(), previous: EMPTY_LOCK, keepsOthers: false, lookUp: endless, now: NOW });
  expect(made).toBeLessThan(40);
});
