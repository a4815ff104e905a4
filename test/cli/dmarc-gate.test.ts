import { type DmarcStep, judgeDmarc } from "../../cli/dmarc-gate.ts";
import { proposalOf } from "../../cli/mail-proposal.ts";
import { checkConfigs } from "../../config/check.ts";
import { SlipwayError, SlipwayErrors } from "../../errors/slipway-error.ts";
import { parsePlan } from "../../launch/terraform/plan-json.ts";
import { evidenceOf } from "../../mail/evidence/evidence.ts";
import { type Proof, senderDigest } from "../../mail/evidence/proof.ts";
import { renderTxt } from "../../mail/txt.ts";
import { changed } from "../config/change.ts";

const DOMAIN = "opsdesk.example";
const NOW = new Date("2026-11-25T12:00:00Z");
const DAY_SECONDS = 86_400;

function zoneOf(zone: Readonly<Record<string, unknown>>) {
  const found = checkConfigs(changed({ zone })).model?.zones.get(`zone/${DOMAIN}`);
  if (found === undefined) throw new Error("no zone");
  return found;
}

const zone = zoneOf({});
const dmarc = (tags: string, name = DOMAIN) => ({
  name: `_dmarc.${name}`,
  content: renderTxt(`v=DMARC1; ${tags}; rua=mailto:dmarc@${DOMAIN}`),
});

interface Planned {
  readonly before: object | null;
  readonly after: object | null;
  readonly address?: string;
  readonly importing?: object;
}

function plans(...changes: readonly Planned[]): DmarcStep["plans"] {
  const resources = changes.map(({ before, after, address = "x", importing }) => ({
    address: `cloudflare_dns_record.${address}`,
    type: "cloudflare_dns_record",
    name: address,
    change: { actions: ["update"], before, after, ...(importing === undefined ? {} : { importing }) },
  }));
  return [{ stack: "zone-x", plan: parsePlan(JSON.stringify({ format_version: "1.2", resource_changes: resources }), "s") }];
}

const reports = Array.from({ length: 14 }, (_, index) => {
  const begin = Date.parse("2026-11-01T00:00:00Z") / 1000 + index * DAY_SECONDS;
  const rows = [
    {
      sourceIp: "192.0.2.1",
      messages: 10,
      from: DOMAIN,
      spf: [DOMAIN],
      dkim: [{ domain: DOMAIN, selector: "google" }],
      disposition: "none",
    },
  ];
  return { report: { reporter: "r", id: String(index), begin, end: begin + DAY_SECONDS, domain: DOMAIN, rows }, sha256: String(index) };
});
const evidence = evidenceOf({ domain: DOMAIN, reports, senders: ["google", "sendgrid"] });

const PASSED: Readonly<Record<string, Pick<Proof, "spf" | "dkim">>> = {
  google: { spf: [DOMAIN], dkim: [{ domain: DOMAIN, selector: "google" }] },
  sendgrid: { spf: [`em4815.${DOMAIN}`], dkim: [{ domain: DOMAIN, selector: "s1" }] },
};

function proofOf(name: string, more: Partial<Proof> = {}): Proof {
  const sender = proposalOf(zone).senders.find((each) => each.name === name);
  if (sender === undefined) throw new Error(`no sender ${name}`);
  return {
    version: 1,
    domain: DOMAIN,
    sender: name,
    senderDigest: senderDigest(sender),
    from: DOMAIN,
    spf: [],
    dkim: [],
    ...PASSED[name],
    receivedAt: "2026-11-20T08:00:00Z",
    judgedAt: "2026-11-20T09:00:00Z",
    messageSha256: "0".repeat(64),
    run: "run-20261119T120000Z-0a1b2c",
    contentDigest: "0".repeat(64),
    ...more,
  };
}
const proofs = [proofOf("google"), proofOf("sendgrid")];

/** Codes of the refusals with what they got, or the tokens that the approver has to repeat. */
function judged(change: readonly Planned[], more: Partial<DmarcStep> = {}): readonly string[] {
  try {
    const step = { zone, evidence: undefined, proofs: [], now: NOW, ...more };
    return judgeDmarc({ plans: plans(...change), ...step }).map(({ code, place, sentence }) => `${code}:${place} ${sentence}`);
  } catch (error) {
    const all = error instanceof SlipwayErrors ? error.errors : error instanceof SlipwayError ? [error] : [];
    if (all.length === 0) throw error;
    return all.map(({ parts }) => `${parts.code} ${parts.got}`);
  }
}

const raised = [{ before: dmarc("p=none"), after: dmarc("p=quarantine; t=y") }];
const started = [{ before: null, after: dmarc("p=quarantine") }];
const UNPROVEN = "DMARC_UNPROVEN google: no proof; sendgrid: no proof";

describe("a policy that is raised", () => {
  it("passes on evidence and a proof of each sender", () => expect(judged(raised, { evidence, proofs })).toEqual([]));

  it("is refused without either, in one go", () => expect(judged(raised)).toEqual(["DMARC_RAMP no evidence", UNPROVEN]));

  it.each([
    { why: "no proof of one of them", proofs: [proofOf("google")], got: "sendgrid: no proof" },
    {
      why: "a proof of another domain",
      proofs: [proofOf("google"), proofOf("sendgrid", { domain: "clientdesk.example" })],
      got: "sendgrid: no proof",
    },
    {
      why: "records that have changed since",
      proofs: [proofOf("google"), proofOf("sendgrid", { senderDigest: "1".repeat(64) })],
      got: "sendgrid: its records have changed since its proof",
    },
    {
      why: "an old message, judged today",
      proofs: [proofOf("google"), proofOf("sendgrid", { receivedAt: "2026-10-25T11:00:00Z", judgedAt: "2026-11-25T09:00:00Z" })],
      got: "sendgrid: a proof that is older than 30 days",
    },
    {
      why: "a message from tomorrow",
      proofs: [proofOf("google"), proofOf("sendgrid", { receivedAt: "2026-11-26T11:00:00Z" })],
      got: "sendgrid: a proof that is older than 30 days",
    },
    {
      why: "a proof whose key nobody publishes",
      proofs: [proofOf("google"), proofOf("sendgrid", { spf: [], dkim: [{ domain: DOMAIN, selector: "s9" }] })],
      got: "sendgrid: a proof that does not pass under the proposed policy",
    },
  ])("is refused with $why", ({ proofs: given, got }) => {
    expect(judged(raised, { evidence, proofs: given })).toEqual([`DMARC_UNPROVEN ${got}`]);
  });

  it("is refused when strict alignment makes a proof worthless", () => {
    const bySpf = [proofOf("google"), proofOf("sendgrid", { dkim: [] })];
    expect(judged(raised, { evidence, proofs: bySpf })).toEqual([]);
    const strict = zoneOf({ "mail.dmarc.spfAlignment": "strict" });
    expect(judged(raised, { evidence, proofs: bySpf, zone: strict })).toEqual([
      "DMARC_UNPROVEN sendgrid: a proof that does not pass under the proposed policy",
    ]);
  });

  it("passes without proofs when somebody says why, and the approver repeats it", () => {
    expect(judged(raised, { evidence, unproven: "the service is new" })).toEqual([
      'ENFORCES_UNPROVEN_MAIL:zone-x/cloudflare_dns_record.x mail from opsdesk.example is put under "quarantine under test" with google: no proof; sendgrid: no proof; why: the service is new',
    ]);
    expect(judged(raised, { evidence, proofs, unproven: "the service is new" })).toEqual([]);
  });

  it("takes no reason in place of evidence, nor an empty one", () => {
    expect(judged(raised, { proofs, unproven: "the service is new" })).toEqual(["DMARC_RAMP no evidence"]);
    expect(judged(raised, { evidence, unproven: " " })).toEqual(["REASON_MISSING none"]);
  });

  it("takes what a rehearsal says for first records only", () => {
    expect(judged(raised, { startsAnywhere: "nobody sends" })).toEqual(["DMARC_RAMP no evidence", UNPROVEN]);
  });

  it("may not leap", () => {
    expect(judged([{ before: dmarc("p=none"), after: dmarc("p=reject") }], { evidence, proofs })).toEqual([
      'DMARC_RAMP from "observe" to "reject", leaving out "quarantine under test"',
    ]);
  });
});

describe("a first record", () => {
  it("that enforces is refused without evidence and proofs", () => {
    expect(judged(started)).toEqual(["DMARC_RAMP no evidence", UNPROVEN]);
  });

  it("may enforce on evidence and proofs, or with a reason that the approver repeats", () => {
    expect(judged(started, { evidence, proofs })).toEqual([]);
    const place = "ENFORCES_UNPROVEN_MAIL:zone-x/cloudflare_dns_record.x";
    for (const way of [{ unproven: "moved here" }, { startsAnywhere: "moved here" }])
      expect(judged(started, way)).toEqual([expect.stringMatching(new RegExp(`^${place} .*no evidence; google: no proof.*moved here$`))]);
  });

  it.each(["p=none", "p=none; t=y", "p=none; np=reject"])("that observes needs nothing: %s", (tags) => {
    expect(judged([{ before: null, after: dmarc(tags) }])).toEqual([]);
  });

  it("of a domain that sends nothing closes it at once", () => {
    const parked = zoneOf({ "mail.senders": [], "mail.spfAll": "fail", "mail.dmarc.policy": "reject" });
    expect(judged([{ before: null, after: dmarc("p=reject") }], { zone: parked })).toEqual([]);
  });
});

describe("a policy that is taken over", () => {
  const importing = { id: "1/2" };

  it("stays as it is", () => expect(judged([{ before: dmarc("p=reject"), after: dmarc("p=reject"), importing }])).toEqual([]));

  it("is weakened with the approver's word alone", () => {
    expect(judged([{ before: dmarc("p=reject"), after: dmarc("p=quarantine"), importing }])).toEqual([
      'WEAKENS_DMARC:zone-x/cloudflare_dns_record.x the DMARC policy that is taken over goes from "reject" down to "quarantine"',
    ]);
  });

  it("is not raised meanwhile", () => {
    expect(judged([{ before: dmarc("p=none"), after: dmarc("p=quarantine; t=y"), importing }])).toEqual([
      "DMARC_RAMP no evidence",
      UNPROVEN,
    ]);
  });
});

it.each([
  { why: "lowers it", change: [{ before: dmarc("p=reject"), after: dmarc("p=none") }] },
  { why: "leaves it", change: [{ before: dmarc("p=reject"), after: dmarc("p=reject; adkim=s") }] },
  { why: "takes it away", change: [{ before: dmarc("p=reject"), after: null }] },
  { why: "concerns other records", change: [{ before: null, after: { name: DOMAIN, content: renderTxt("v=spf1 -all") } }] },
  { why: "concerns a name that nobody writes from", change: [{ before: null, after: dmarc("p=reject", `shop.${DOMAIN}`) }] },
])("has nothing to say where a plan $why", ({ change }) => expect(judged(change)).toEqual([]));

describe("is not got round by", () => {
  const news = zoneOf({ "mail.senders.0.from": [`news.${DOMAIN}`] });
  const apex = { before: dmarc("p=reject; sp=none"), after: dmarc("p=reject; sp=none") };
  const below = (before: string | null, after: string | null): Planned => ({
    address: "y",
    before: before === null ? null : dmarc(before, `news.${DOMAIN}`),
    after: after === null ? null : dmarc(after, `news.${DOMAIN}`),
  });

  it.each([
    {
      why: "another address",
      change: [
        { before: dmarc("p=none"), after: null },
        { address: "y", before: null, after: dmarc("p=quarantine; t=y") },
      ],
    },
    { why: "a record of a name that mail comes from", change: [apex, below("p=none", "p=quarantine; t=y")] },
    { why: "a first record of such a name", change: [apex, below(null, "p=quarantine; t=y")] },
    {
      why: "the loss of the record that held it down",
      change: [{ before: dmarc("p=quarantine; t=y"), after: dmarc("p=quarantine; t=y") }, below("p=none", null)],
    },
    { why: "sp", change: [{ before: dmarc("p=none"), after: dmarc("p=none; sp=quarantine; t=y") }] },
  ])("$why", ({ change }) => {
    const given: readonly Planned[] = change;
    expect(judged(given, { zone: news })).toEqual([expect.stringMatching(/^DMARC_RAMP (news\.opsdesk\.example: )?no evidence/), UNPROVEN]);
  });
});
