import fc from "fast-check";
import { dmarc as judgeOfMailauth } from "mailauth/lib/dmarc";
import { type AuthenticatedMail, evaluateDmarc } from "../../../mail/dmarc/evaluate.ts";
import type { Answer, QuestionType } from "../../../mail/dns/answer.ts";

/** TXT by domain, at `_dmarc` below it; names that exist beside those; aliases whose target is gone; names nobody answers for. */
interface World {
  readonly dmarc: Readonly<Record<string, readonly string[]>>;
  readonly exists?: readonly string[];
  readonly dangling?: readonly string[];
  readonly failing?: readonly string[];
}

function answerOf({ dmarc, exists = [], dangling = [], failing = [] }: World, name: string, type: QuestionType): Answer {
  if (failing.includes(name)) return { kind: "failed" };
  const texts = name.startsWith("_dmarc.") ? dmarc[name.slice("_dmarc.".length)] : undefined;
  if (type === "TXT") return texts === undefined ? { kind: "nxdomain" } : { kind: "found", values: texts };
  if (dangling.includes(name)) return type === "CNAME" ? { kind: "found", values: ["gone.example"] } : { kind: "nxdomain" };
  return exists.includes(name) ? { kind: "empty" } : { kind: "nxdomain" };
}

async function judged(world: World, mail: Partial<AuthenticatedMail> & { readonly author: string }) {
  const asked: string[] = [];
  const verdict = await evaluateDmarc({ spf: undefined, dkim: [], ...mail }, async (name, type) => {
    asked.push(`${name} ${type}`);
    return answerOf(world, name, type);
  });
  return { ...verdict, asked };
}

const record = (tags: string) => [`v=DMARC1; ${tags}`];

it.each<{ why: string; world: World; mail: Partial<AuthenticatedMail> & { author: string }; verdict: object }>([
  {
    why: "SPF that aligns relaxed",
    world: { dmarc: { "e.example": record("p=reject") } },
    mail: { author: "e.example", spf: "bounce.e.example" },
    verdict: { result: "pass", spfAligned: true, dkimAligned: false, policy: "reject", policyDomain: "e.example" },
  },
  {
    why: "SPF that would have to be the very same name",
    world: { dmarc: { "e.example": record("p=reject; aspf=s") } },
    mail: { author: "e.example", spf: "bounce.e.example" },
    verdict: { result: "fail", policy: "reject" },
  },
  {
    why: "a signature of somebody else",
    world: { dmarc: { "e.example": record("p=quarantine") } },
    mail: { author: "e.example", dkim: ["sendgrid.net"] },
    verdict: { result: "fail", policy: "quarantine", dkimAligned: false },
  },
  {
    why: "a test, which asks for one level less",
    world: { dmarc: { "e.example": record("p=reject; t=y") } },
    mail: { author: "e.example" },
    verdict: { result: "fail", policy: "quarantine" },
  },
  {
    why: "a name that does not exist, under np",
    world: { dmarc: { "e.example": record("p=none; np=reject") } },
    mail: { author: "ghost.e.example" },
    verdict: { result: "fail", policy: "reject", policyDomain: "e.example" },
  },
  {
    why: "a name that exists, under np",
    world: { dmarc: { "e.example": record("p=none; np=reject") }, exists: ["real.e.example"] },
    mail: { author: "real.e.example" },
    verdict: { result: "fail", policy: "none" },
  },
  {
    why: "an alias whose target is gone, which exists all the same",
    world: { dmarc: { "e.example": record("p=none; np=reject") }, dangling: ["old.e.example"] },
    mail: { author: "old.e.example" },
    verdict: { result: "fail", policy: "none" },
  },
  {
    why: "a sub-zone with a policy of its own",
    world: { dmarc: { "e.example": record("p=reject"), "team.e.example": record("p=none") } },
    mail: { author: "team.e.example", spf: "e.example" },
    verdict: { result: "pass", policy: "none", policyDomain: "team.e.example" },
  },
  {
    why: "tenants of one parent, each an organisation by psd=n",
    world: { dmarc: { "host.example": record("p=reject"), "a.host.example": record("p=reject; psd=n") } },
    mail: { author: "a.host.example", spf: "b.host.example" },
    verdict: { result: "fail", policyDomain: "a.host.example" },
  },
  {
    why: "a public suffix above, whose registrants do not align with each other",
    world: { dmarc: { example: record("p=reject; psd=y") } },
    mail: { author: "a.example", spf: "b.example" },
    verdict: { result: "fail", policy: "reject", policyDomain: "example" },
  },
  {
    why: "two records, which count as none",
    world: { dmarc: { "e.example": [...record("p=reject"), ...record("p=none")] } },
    mail: { author: "e.example", spf: "e.example" },
    verdict: { result: "none", policy: undefined },
  },
  {
    why: "a broken policy with a mailbox, which counts as none",
    world: { dmarc: { "e.example": record("p=rejct; rua=mailto:a@e.example") } },
    mail: { author: "e.example" },
    verdict: { result: "fail", policy: "none" },
  },
  {
    why: "a broken policy that nobody could be told about",
    world: { dmarc: { "e.example": record("p=rejct") } },
    mail: { author: "e.example" },
    verdict: { result: "none" },
  },
  {
    why: "no answer, where a policy may stand",
    world: { dmarc: {}, failing: ["_dmarc.e.example"] },
    mail: { author: "e.example", spf: "e.example" },
    verdict: { result: "undecided" },
  },
])("concludes on $why", async ({ world, mail, verdict }) => expect(await judged(world, mail)).toMatchObject(verdict));

it("asks at most eight times for a name of any depth", async () => {
  const { asked, policyDomain } = await judged({ dmarc: { "e.example": record("p=reject") } }, { author: "a.b.c.d.f.g.h.i.j.e.example" });
  expect(asked).toHaveLength(8);
  expect(asked.slice(0, 2)).toEqual(["_dmarc.a.b.c.d.f.g.h.i.j.e.example TXT", "_dmarc.f.g.h.i.j.e.example TXT"]);
  expect(policyDomain).toBe("e.example");
});

describe("against mailauth in strict mode", () => {
  const label = fc.constantFrom("a", "b", "c");
  const name = fc.array(label, { maxLength: 9 }).map((labels) => [...labels, "org", "test"].join("."));
  const policy = fc.constantFrom("none", "quarantine", "reject", "Reject", "rejct");
  const tag = (key: string, values: readonly string[]) => fc.constantFrom("", ...values.map((value) => `${key}=${value}`));
  const text = fc
    .tuple(
      policy.map((value) => `p=${value}`),
      tag("sp", ["none", "reject", "x"]),
      tag("np", ["none", "quarantine", "reject"]),
      tag("psd", ["y", "n", "u"]),
      tag("t", ["y", "n"]),
      tag("adkim", ["r", "s"]),
      tag("aspf", ["r", "s"]),
      tag("rua", ["mailto:a@b.test", "nowhere"]),
    )
    .map((tags) => `v=DMARC1; ${tags.filter((each) => each !== "").join("; ")}`);
  const published = fc.oneof(
    { weight: 8, arbitrary: text.map((one) => [one]) },
    { weight: 1, arbitrary: fc.tuple(text, text) },
    { weight: 1, arbitrary: fc.constant(["hello"]) },
  );
  const world = fc.record({
    dmarc: fc.dictionary(name, published, { maxKeys: 6 }),
    exists: fc.array(name, { maxLength: 3 }),
    dangling: fc.array(name, { maxLength: 2 }),
    failing: fc.array(
      name.map((each) => `_dmarc.${each}`),
      { maxLength: 1 },
    ),
  });
  const mail = fc.record({ author: name, spf: fc.option(name, { nil: undefined }), dkim: fc.array(name, { maxLength: 3 }) });

  it("comes to the same verdict and the same policy", async () => {
    await fc.assert(
      fc.asyncProperty(world, mail, async (dns, message) => {
        const theirs = await judgeOfMailauth({
          headerFrom: [`x@${message.author}`],
          spfDomains: message.spf === undefined ? [] : [{ domain: message.spf }],
          dkimDomains: message.dkim.map((domain) => ({ id: domain, domain, aligned: true })),
          resolver: async (asked: string, type: string) => rowsOf(answerOf(dns, asked, type as QuestionType)), // only A, CNAME and TXT are asked
          strict: true,
        } as unknown as Parameters<typeof judgeOfMailauth>[0]); // its types leave out half of the options
        const ours = await judged(dns, message);
        if (theirs === false) throw new Error("mailauth saw no author");
        expect(RESULTS[theirs.status.result]).toBe(ours.result);
        if (ours.result === "pass" || ours.result === "fail")
          expect([theirs.policy, theirs.policyDomain]).toEqual([ours.policy, ours.policyDomain]);
      }),
      { numRuns: 2000 },
    );
  });

  const RESULTS: Readonly<Record<string, string>> = { pass: "pass", fail: "fail", none: "none", temperror: "undecided" };

  function rowsOf(answer: Answer): string[][] {
    if (answer.kind === "found") return answer.values.map((value) => [value]);
    throw Object.assign(new Error(answer.kind), { code: { empty: "ENODATA", nxdomain: "ENOTFOUND", failed: "ETIMEOUT" }[answer.kind] });
  }
});
