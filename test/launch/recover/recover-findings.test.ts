import type { JournalLine } from "../../../launch/ledger/journal.ts";
import { importIdOf } from "../../../launch/recover/natural-key.ts";
import { lookAfter, objectsInState, type StackAfterwards } from "../../../launch/recover/recover-findings.ts";

const ZONE = "0".repeat(32);
const ADDRESS = "cloudflare_dns_record.api";
const ATTRIBUTES = { zone_id: ZONE, type: "A", name: "api.example.com", content: "192.0.2.1" };

function line(type: string, hook: object = {}, action = "create"): JournalLine {
  return { type, hook: { resource: { addr: ADDRESS }, action, ...hook } };
}
const STARTED = line("apply_start");
const FINISHED = line("apply_complete", { id_key: "id", id_value: "new" });
const ERRORED = line("apply_errored");

function planned(actions: readonly string[], after: object = ATTRIBUTES, address = ADDRESS): object {
  return { address, type: address.split(".")[0], change: { actions, before: null, after } };
}

const inState = (...ids: string[]) => new Map([[ADDRESS, ids.map((id) => ({ id }))]]);
const NOTHING: StackAfterwards = {
  stack: "launch",
  journal: [],
  journalIsWhole: true,
  planned: [planned(["create"])],
  inState: new Map(),
  named: new Map(),
  taken: new Set(),
};

/** A record whose value stands in fields: what the vendor makes of them is not known at plan. */
const IN_FIELDS = { zone_id: ZONE, type: "CAA", name: "example.com", data: { flags: 0, tag: "issue", value: "pki.goog", weight: null } };

type Row = readonly [string, Partial<StackAfterwards>, readonly string[] | undefined, string, string | null];

const ROWS: readonly Row[] = [
  ["finished and known to the state", { journal: [STARTED, FINISHED], inState: inState("new") }, [], "in-state", null],
  ["finished and not in the state", { journal: [STARTED, FINISHED] }, [], "finished", `${ZONE}/new`],
  ["begun, and the vendor has one", { journal: [STARTED] }, ["one"], "found", `${ZONE}/one`],
  [
    "in fields, finished and not in the state",
    { journal: [STARTED, FINISHED], planned: [planned(["create"], IN_FIELDS)] },
    [],
    "finished",
    `${ZONE}/new`,
  ],
  [
    "in fields, begun, and the vendor has one",
    { journal: [STARTED], planned: [planned(["create"], IN_FIELDS)] },
    ["one"],
    "found",
    `${ZONE}/one`,
  ],
  ["begun, and the vendor has none", { journal: [STARTED] }, [], "absent", null],
  ["begun, and the vendor has two", { journal: [STARTED] }, ["one", "two"], "unknown", null],
  ["begun, and the vendor cannot be asked", { journal: [STARTED] }, undefined, "unknown", null],
  ["cancelled, and the vendor has one", { journal: [STARTED, ERRORED] }, ["one"], "found", `${ZONE}/one`],
  ["failed, and tainted in the state", { journal: [STARTED, ERRORED], inState: inState("new") }, ["new"], "in-state", null],
  [
    "begun, and the one found belongs to another address",
    { journal: [STARTED], taken: new Set(["cloudflare_dns_record one"]) },
    ["one"],
    "absent",
    null,
  ],
  [
    "begun with a natural key that was not known at plan",
    { journal: [STARTED], planned: [planned(["create"], { zone_id: ZONE })] },
    ["one"],
    "unknown",
    null,
  ],
  [
    "replaced, while the state still holds the old one",
    { journal: [STARTED, FINISHED], planned: [planned(["delete", "create"])], inState: inState("old") },
    [],
    "unknown",
    null,
  ],
  [
    "replaced, begun, while the state still holds the old one",
    { journal: [STARTED], planned: [planned(["create", "delete"])], inState: inState("old") },
    [],
    "unknown",
    null,
  ],
  [
    "replaced, and both are in the state",
    { journal: [STARTED, FINISHED], planned: [planned(["create", "delete"])], inState: inState("new", "old") },
    [],
    "in-state",
    null,
  ],
  ["named by a person", { journal: [STARTED], named: new Map([[ADDRESS, "by/hand"]]) }, undefined, "finished", "by/hand"],
  ["named by an earlier recovery, and never begun since", { named: new Map([[ADDRESS, "carried"]]) }, undefined, "finished", "carried"],
  ["planned, and the journal has lost lines", { journalIsWhole: false }, ["one"], "found", `${ZONE}/one`],
];

it.each(ROWS)("a create that was %s", async (_what, facts, answer, kind, importId) => {
  const findings = await lookAfter({ ...NOTHING, ...facts }, async () => answer);
  expect(findings.map((each) => [each.address, each.kind, each.importId])).toEqual([[ADDRESS, kind, importId]]);
});

it.each([
  ["what was never begun", {}],
  [
    "updates, which keep their address",
    { journal: [line("apply_start", {}, "update")], planned: [planned(["update"])], inState: inState("old") },
  ],
  ["deletes", { journal: [line("apply_start", {}, "delete")], planned: [planned(["delete"])] }],
])("has nothing to say of %s", async (_what, facts) => {
  expect(await lookAfter({ ...NOTHING, ...facts }, async () => ["one"])).toEqual([]);
});

it("distrusts a journal that says nothing of what the state holds", async () => {
  const other = "cloudflare_dns_record.other";
  const facts = { planned: [planned(["create"]), planned(["create"], ATTRIBUTES, other)], inState: new Map([[other, [{ id: "x" }]]]) };
  const findings = await lookAfter({ ...NOTHING, ...facts }, async () => []);
  expect(findings.map(({ address, kind }) => [address, kind])).toEqual([
    [ADDRESS, "absent"],
    [other, "in-state"],
  ]);
});

it("leaves a type that nobody wrote down to a person", async () => {
  const address = "aws_glacier_vault.api";
  const journal = [{ type: "apply_complete", hook: { resource: { addr: address }, action: "create", id_key: "id", id_value: "f" } }];
  const [finding] = await lookAfter({ ...NOTHING, journal, planned: [planned(["create"], { name: "api" }, address)] }, async () => []);
  expect(finding).toMatchObject({ kind: "unknown", naturalKey: "aws_glacier_vault name=api" });
});

it("reads instances, deposed objects and modules out of a state, and no data source", () => {
  const resource = (more: object) => ({ mode: "managed", type: "t", name: "n", ...more });
  const state = {
    resources: [
      resource({ instances: [{ attributes: { id: "1" } }, { deposed: "abc", attributes: { id: "0" } }] }),
      resource({ name: "many", module: "module.m", instances: [{ index_key: "a", attributes: { id: "2" } }] }),
      resource({ name: "read", mode: "data", instances: [{ attributes: { id: "3" } }] }),
    ],
  };
  expect([...objectsInState(state)]).toEqual([
    ["t.n", [{ id: "1" }, { id: "0" }]],
    ['module.m.t.many["a"]', [{ id: "2" }]],
  ]);
});

it.each([
  ["cloudflare_ruleset", "r1", { zone_id: ZONE, phase: "http_ratelimit" }, `zones/${ZONE}/r1`],
  ["cloudflare_zone_setting", "ssl", { zone_id: ZONE, setting_id: "ssl" }, `${ZONE}/ssl`],
  ["aws_secretsmanager_secret", "arn:aws:secretsmanager:x", { name: "llm" }, "arn:aws:secretsmanager:x"],
  ["aws_route53_health_check", "abc", { type: "HTTPS", fqdn: "a", port: 443, resource_path: null }, "abc"],
  ["aws_glacier_vault", "f", { name: "f" }, undefined],
])("knows what terraform imports a %s by", (type, id, attributes, importId) => {
  expect(importIdOf(type, id, attributes)).toBe(importId);
});

it("searches a record in fields by name, type and what its fields say", async () => {
  const asked: unknown[] = [];
  const [found] = await lookAfter({ ...NOTHING, journal: [STARTED], planned: [planned(["create"], IN_FIELDS)] }, async ({ key }) => {
    asked.push(key);
    return ["one"];
  });
  expect(asked).toEqual([IN_FIELDS]);
  expect(found?.naturalKey).toBe(`cloudflare_dns_record zone_id=${ZONE}, type=CAA, name=example.com, data=0 issue pki.goog`);
});

it("asks for a health check without a text to look for, where the plan says nothing of one", async () => {
  const check = { type: "HTTPS", fqdn: "api.example.com", port: 443, resource_path: "/healthz" };
  const address = "aws_route53_health_check.api";
  const journal = [line("apply_start", { resource: { addr: address } })];
  const asked: unknown[] = [];
  const [found] = await lookAfter({ ...NOTHING, journal, planned: [planned(["create"], check, address)] }, async ({ key }) => {
    asked.push(key);
    return [];
  });
  expect(asked).toEqual([{ ...check, search_string: null }]);
  expect(found?.kind).toBe("absent");
});
