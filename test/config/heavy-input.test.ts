import { checkConfigs } from "../../config/check.ts";
import { changed } from "./change.ts";

const ZONE = "opsdesk.example";
const MANY = 10_000;
/** Far above what it takes, far below what a mistake in the growth would take. */
const LIMIT_MS = 20_000;

const many = (count: number, record: (index: number) => object): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`r${index}`, record(index)]));

function check(records: object) {
  const started = performance.now();
  const { errors } = checkConfigs(changed({ zone: { records } }));
  return { codes: [...new Set(errors.map(({ parts }) => parts.code))].sort(), count: errors.length, tookMs: performance.now() - started };
}

describe("input that must not hurt", () => {
  it.each<readonly [string, (index: number) => object, readonly string[]]>([
    ["ten thousand records", (index) => ({ type: "A", name: `n${index}.${ZONE}`, address: "203.0.113.7" }), ["PLAN_RECORDS_EXCEEDED"]],
    [
      "ten thousand targets that are not there",
      (index) => ({ type: "CNAME", name: `n${index}.${ZONE}`, target: `m${index}.${ZONE}` }),
      ["PLAN_RECORDS_EXCEEDED", "RECORD_TARGET_MISSING"],
    ],
    [
      "ten thousand records at one name",
      (index) => ({ type: "A", name: `n.${ZONE}`, address: `198.51.${index % 250}.${Math.floor(index / 250)}` }),
      ["PLAN_RECORDS_EXCEEDED", "RECORD_SET_TOO_LONG"],
    ],
    [
      "one record ten thousand times",
      () => ({ type: "A", name: `n.${ZONE}`, address: "203.0.113.7" }),
      ["PLAN_RECORDS_EXCEEDED", "RECORD_SET_TOO_LONG", "RECORD_TWICE"],
    ],
    [
      "a ring of ten thousand CNAMEs",
      (index) => ({ type: "CNAME", name: `n${index}.${ZONE}`, target: `n${(index + 1) % MANY}.${ZONE}` }),
      ["PLAN_RECORDS_EXCEEDED", "RECORD_CNAME_LOOP"],
    ],
    [
      "a delegation for each of ten thousand names",
      (index) => ({ type: "NS", name: `n${index}.${ZONE}`, host: "ns1.example.net" }),
      ["PLAN_RECORDS_EXCEEDED"],
    ],
  ])("%s", (_, record, codes) => {
    const found = check(many(MANY, record));
    expect(found.codes).toEqual(codes);
    expect(found.tookMs).toBeLessThan(LIMIT_MS);
  });

  it.each([
    ["letters", "a"],
    ["what looks like the start of an address", "a:"],
    ["quotes", '"'],
    ["umlauts", "\u00e4"],
  ])("five megabytes of %s", (_, letter) => {
    const found = check(many(1_250, (index) => ({ type: "TXT", name: `n${index}.${ZONE}`, text: letter.repeat(4_000 / letter.length) })));
    expect(found.codes).toEqual(letter === "\u00e4" ? ["DNS_RECORD_TOO_LONG"] : []);
    expect(found.tookMs).toBeLessThan(LIMIT_MS);
  });

  it.each([
    ["a line break", "a\nb"],
    ["a bell", "\u0007"],
    ["a soft hyphen", "soft\u00adhyphen"],
    ["a right-to-left override", "abc\u202edef"],
    ["a zero-width joiner", "a\u200db"],
    ["half a surrogate pair", "\ud800"],
  ])("%s in any text of a record", (_, text) => {
    for (const record of [
      { type: "TXT", name: `x.${ZONE}`, text },
      { type: "A", name: `x.${ZONE}`, address: "203.0.113.7", comment: text },
      { type: "A", name: `${text}.${ZONE}`, address: "203.0.113.7" },
    ])
      expect(check({ one: record }).codes).toEqual(["CONFIG_HIDDEN_CHARACTER"]);
  });

  it("names through which data reaches JavaScript's own machinery", () => {
    const record = { type: "TXT", name: `x.${ZONE}`, text: "x" };
    const poisoned: unknown = JSON.parse(`{"__proto__": ${JSON.stringify(record)}, "constructor": ${JSON.stringify(record)}}`);
    expect(check(Object(poisoned)).codes).toEqual(["CONFIG_FORBIDDEN_NAME"]);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("text");
  });
});
