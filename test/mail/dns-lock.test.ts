import { ageOf, type DnsLock, type LockEntry, lockFacts, parseDnsLock, recorded, renderDnsLock } from "../../mail/dns/lock.ts";
import { lockDifference } from "../../mail/dns/lock-difference.ts";

const entry = (name: string, ...values: readonly string[]): LockEntry => ({
  name,
  type: "TXT",
  answer: "found",
  values: [...values],
  observed: "2026-11-01",
});
const lock = (...records: readonly LockEntry[]): DnsLock => ({ version: 1, records: [...records] });

it("renders what it parses, sorted, one entry a line", () => {
  const text = renderDnsLock(
    lock(entry("b.example", "v=spf1 -all", "p=a"), {
      name: "a.example",
      type: "A",
      answer: "nxdomain",
      ttlSeconds: 60,
      observed: "2026-11-02",
      note: "n",
    }),
  );
  expect(text.split("\n").slice(3, 5)).toEqual([
    '    {"name":"a.example","type":"A","answer":"nxdomain","ttlSeconds":60,"observed":"2026-11-02","note":"n"},',
    '    {"name":"b.example","type":"TXT","answer":"found","values":["p=a","v=spf1 -all"],"observed":"2026-11-01"}',
  ]);
  const parsed = parseDnsLock(JSON.parse(text));
  expect(parsed.ok && renderDnsLock(parsed.lock)).toBe(text);
});

it("knows what it holds, and that it does not know the rest", () => {
  const { facts, asked, missing } = recorded(
    lockFacts(lock(entry("a.example", "v=spf1 -all"), { ...entry("b.example"), answer: "empty" })),
  );
  expect(facts("a.example", "TXT")).toEqual({ kind: "found", values: ["v=spf1 -all"] });
  expect(facts("b.example", "TXT")).toEqual({ kind: "empty" });
  expect(facts("a.example", "A")).toBeUndefined();
  expect([asked().length, missing()]).toEqual([3, [{ name: "a.example", type: "A" }]]);
});

it("is as old as the oldest entry that is asked for", () => {
  const both = lock(entry("a.example"), { ...entry("b.example"), observed: "2026-10-01" });
  const now = new Date("2026-11-11T23:00:00Z");
  expect(ageOf(both, [{ name: "a.example", type: "TXT" }], now)).toBe(10);
  expect(
    ageOf(
      both,
      [
        { name: "a.example", type: "TXT" },
        { name: "b.example", type: "TXT" },
      ],
      now,
    ),
  ).toBe(41);
  expect(ageOf(both, [{ name: "c.example", type: "TXT" }], now)).toBeUndefined();
});

it("says what changed in words, term by term", () => {
  const before = lock(
    entry("a.example", "v=spf1 ip4:192.0.2.0/24 include:b.example -all"),
    entry("gone.example", "x"),
    entry("same.example", "p=key"),
    entry("key.example", "p=one"),
  );
  const after = lock(
    entry("a.example", "v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 -all"),
    { ...entry("same.example", "p=key"), observed: "2026-11-25" },
    entry("key.example", "p=two"),
    { name: "new.example", type: "A", answer: "nxdomain", observed: "2026-11-25" },
  );
  expect(lockDifference(before, after)).toEqual([
    "a.example TXT: adds ip4:198.51.100.0/24",
    "a.example TXT: drops include:b.example",
    "gone.example TXT: no longer needed",
    'key.example TXT: adds "p=two"',
    'key.example TXT: drops "p=one"',
    "new.example A: new, a name that does not exist",
  ]);
  expect(
    lockDifference(
      after,
      lock(
        ...after.records.map((each) =>
          each.name === "key.example" ? { name: each.name, type: each.type, answer: "nxdomain" as const, observed: each.observed } : each,
        ),
      ),
    ),
  ).toEqual(['key.example TXT: was "p=two", is a name that does not exist']);
});
