import { rampProblems, STAGES, stageOf } from "../../../mail/dmarc/ramp.ts";
import { MAX_REPORT_BYTES, parseAggregateReport } from "../../../mail/evidence/aggregate-report.ts";
import { alignedRate, type Proposal, replay, replayLines } from "../../../mail/evidence/counterfactual.ts";
import { type Evidence, evidenceOf, evidenceSchema } from "../../../mail/evidence/evidence.ts";
import { recordsOf } from "../../../mail/senders/catalogue.ts";
import { type RowFixture, reportXml } from "./report.ts";

const parsed = (xml: string) => {
  const result = parseAggregateReport(xml);
  if (!result.ok) throw new Error(result.problem);
  return result.report;
};

it.each(["", "urn:ietf:params:xml:ns:dmarc-2.0"])("reads reports of the old form and of the new one: %j", (namespace) => {
  const xml = reportXml([{ messages: 340, spf: "bounce.hubspot.example", dkim: ["hubspotemail.net", "HS1"] }, { messages: 2 }], {
    namespace,
  });
  expect(parsed(xml)).toEqual({
    reporter: "receiver.example",
    id: "2026-11-01",
    begin: 1_793_491_200,
    end: 1_793_577_599,
    domain: "opsdesk.example",
    rows: [
      {
        sourceIp: "192.0.2.1",
        messages: 340,
        from: "opsdesk.example",
        spf: ["bounce.hubspot.example"],
        dkim: [{ domain: "hubspotemail.net", selector: "hs1" }],
        disposition: "none",
      },
      { sourceIp: "192.0.2.1", messages: 2, from: "opsdesk.example", spf: [], dkim: [], disposition: "none" },
    ],
  });
});

const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${"a".repeat(50)}">${[..."bcdefgh"].map((each, index) => `<!ENTITY ${each} "${`&${"abcdefg"[index]};`.repeat(10)}">`).join("")}]><feedback>&h;</feedback>`;

it.each([
  ["an entity bomb", bomb, "a document type declaration"],
  ["a file from outside", '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feedback>&x;</feedback>', "a document type declaration"],
  ["something else", "<html><body>hello</body></html>", "no aggregate report: feedback"],
  ["no XML", "hello", "no aggregate report"],
  ["a torn file", reportXml([{}]).slice(0, -30), "no aggregate report"],
  ["nothing", "", "no aggregate report"],
  ["a count that is none", reportXml([{}]).replace("<count>1<", "<count>-1<"), "row.count"],
  ["a period that runs backwards", reportXml([{}]).replace(/<end>\d+/, "<end>5"), "ends before it begins"],
  ["nesting without end", `<feedback>${"<a>".repeat(5000)}${"</a>".repeat(5000)}</feedback>`, "no aggregate report"],
  ["too much", `<feedback>${" ".repeat(MAX_REPORT_BYTES)}</feedback>`, "more than"],
])("refuses %s without falling over", (_why, xml, problem) => {
  const before = Date.now();
  expect(parseAggregateReport(xml)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  expect(Date.now() - before).toBeLessThan(5000);
});

const DAYS = Array.from({ length: 14 }, (_, index) => `2026-11-${String(index + 1).padStart(2, "0")}`);
const google = { dkim: ["opsdesk.example", "google"], messages: 100 } as const;
const hubspot = { dkim: ["hubspotemail.net", "hs1"], spf: "bounce.hubspot.example", messages: 34 } as const;
const evidence = (rows: readonly RowFixture[], days: readonly string[] = DAYS, senders = ["google"]): Evidence => {
  const reports = days.map((day) => ({ report: parsed(reportXml(rows, { day })), sha256: day }));
  const made = evidenceOf({ domain: "opsdesk.example", reports: [...reports, ...reports], senders });
  if (made === undefined) throw new Error("no evidence");
  return made;
};
const record = (policy: "none" | "quarantine" | "reject", testing = false) =>
  ({ policy, testing, dkimAlignment: "relaxed", spfAlignment: "relaxed", reportTo: [], failureReportTo: [], failureOptions: [] }) as const;
const SENDERS = [recordsOf({ kind: "google", dkim: { selector: "google", publicKey: "AAAA" } })];
const proposal = (policy: ReturnType<typeof record>, more: Partial<Proposal> = {}): Proposal => ({
  domain: "opsdesk.example",
  records: new Map([["opsdesk.example", policy]]),
  senders: SENDERS,
  keys: new Set(["google._domainkey.opsdesk.example"]),
  tree: (name) => (name === "opsdesk.example" ? "u" : undefined),
  ...more,
});

it("counts a report once, however often it came, and days that somebody reported on", () => {
  expect(evidence([google, hubspot], ["2026-11-01", "2026-11-20"])).toMatchObject({
    from: "2026-11-01",
    to: "2026-11-20",
    days: 2,
    reports: 2,
    messages: 268,
    flows: [{ messages: 200 }, { messages: 68 }],
  });
  expect(evidenceSchema.safeParse(evidence([google])).success).toBe(true);
  expect(evidenceOf({ domain: "opsdesk.example", reports: [], senders: [] })).toBeUndefined();
  // which reports these are shows, and their order does not
  expect(evidence([google]).reportsSha256).toBe(evidence([google], [...DAYS].reverse()).reportsSha256);
  expect(evidence([google]).reportsSha256).not.toBe(evidence([google], DAYS.slice(1)).reportsSha256);
});

it.each([
  [record("none"), []],
  [record("quarantine", true), []],
  [record("quarantine"), ["476 messages of hubspotemail.net would have been quarantined"]],
  [record("reject", true), ["476 messages of hubspotemail.net would have been quarantined"]],
  [record("reject"), ["476 messages of hubspotemail.net would have been rejected"]],
])("replays the reports against a policy: %#", (policy, lines) => {
  expect(replayLines(replay(evidence([google, hubspot]), proposal(policy)))).toEqual(lines);
});

it("lets mail fail whose sender or key the config drops", () => {
  const fates = (more: Partial<Proposal>) => replayLines(replay(evidence([google]), proposal(record("reject"), more)));
  expect(fates({ keys: new Set() })).toEqual(["1400 messages of google would have been rejected"]);
  expect(fates({ senders: [] })).toEqual([]); // the key is still published, draining
  const bounced = evidence([{ spf: "em.opsdesk.example", messages: 3 }], ["2026-11-01"]);
  expect(replayLines(replay(bounced, proposal(record("reject"))))).toEqual(["3 messages of em.opsdesk.example would have been rejected"]);
});

it("judges names below by their own record, and leaves other people's From lines alone", () => {
  const rows = [{ from: "news.opsdesk.example" }, { from: "elsewhere.example" }];
  const own = new Map([
    ["opsdesk.example", record("reject")],
    ["news.opsdesk.example", record("quarantine")],
  ]);
  const source = "nobody known, without a pass by SPF or DKIM";
  expect(replayLines(replay(evidence(rows, ["2026-11-01"]), proposal(record("reject"), { records: own })))).toEqual([
    `1 messages of ${source} would have been quarantined`,
  ]);
});

describe("the ramp", () => {
  const NOW = new Date("2026-11-25T12:00:00Z");
  const problems = (
    before: number,
    after: number,
    more: { readonly evidence?: Evidence | undefined; readonly senders?: readonly string[] } = {},
  ) => {
    const made = "evidence" in more ? more.evidence : evidence([google]);
    const fates = made === undefined ? [] : replay(made, proposal(record("reject")));
    return rampProblems({ before, after, evidence: made, fates, senders: more.senders ?? ["google"], now: NOW });
  };

  it("has five stages", () => {
    const records = [record("none"), record("quarantine", true), record("quarantine"), record("reject", true), record("reject")];
    expect(records.map((each) => STAGES[stageOf(each)])).toEqual([...STAGES]);
    expect(stageOf({ ...record("none"), subdomainPolicy: "reject" })).toBe(4);
    expect(stageOf(record("none", true))).toBe(0);
  });

  it.each([
    { why: "a step on good evidence", found: problems(0, 1), says: [] },
    { why: "any way down", found: problems(4, 0, { evidence: undefined }), says: [] },
    { why: "no change", found: problems(2, 2, { evidence: undefined }), says: [] },
    { why: "no evidence", found: problems(1, 2, { evidence: undefined }), says: ["no evidence"] },
    { why: "two steps at once", found: problems(0, 4), says: ['from "observe" to "reject", leaving out "quarantine under test"'] },
    { why: "too few days", found: problems(0, 1, { evidence: evidence([google], DAYS.slice(1)) }), says: ["reports of 13 days, of 14"] },
    { why: "no messages", found: problems(0, 1, { evidence: evidence([]) }), says: ["reports of no message"] },
    {
      why: "other senders",
      found: problems(0, 1, { senders: ["google", "hubspot"] }),
      says: ["evidence for the senders google, where the config has google, hubspot"],
    },
    {
      why: "a known sender that fails",
      found: problems(0, 1, { evidence: evidence([{ ...google, from: "elsewhere.example" }, google]) }),
      says: ["50.0 % of known senders' mail aligned, of 98 %"],
    },
    {
      why: "old reports",
      found: problems(0, 1, {
        evidence: evidence(
          [google],
          DAYS.map((day) => day.replace("-11-", "-09-")),
        ),
      }),
      says: ["reports that end 72 days ago, of at most 30"],
    },
  ])("$why", ({ found, says }) => expect(found).toEqual(says));

  it("counts the rate over known senders alone", () => {
    expect(alignedRate(replay(evidence([google, hubspot]), proposal(record("none"))))).toBe(1);
    expect(alignedRate([])).toBe(1);
  });
});
