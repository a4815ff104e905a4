import fc from "fast-check";

/** One kind of record at one name, of which both tools are asked what they think. */
export interface Case {
  readonly subject: "spf" | "dmarc" | "tls" | "mta-sts" | "mx";
  /** Texts of TXT records, or `<priority> <host>`. */
  readonly values: readonly string[];
}

const SEED = 20_261_126;
const GENERATED = 120;

const target = fc.constantFrom(
  ...["leaf", "two", "deep", "sent", "round", "open", "slow", "broken", "twice", "silent", "host", "old", "mail", "many", "gone"].map(
    (label) => `${label}.test`,
  ),
);
const qualifier = fc.constantFrom("", "", "", "+", "-", "~", "?");
const of = (...kinds: readonly string[]) => fc.tuple(qualifier, fc.constantFrom(...kinds), target).map((parts) => parts.join(""));
const term = fc.oneof(
  { weight: 6, arbitrary: of("include:") },
  { weight: 3, arbitrary: of("a:", "mx:", "exists:") },
  { weight: 3, arbitrary: fc.constantFrom("ip4:192.0.2.1", "ip4:192.0.2.77/24", "ip6:2001:db8::/32", "a:host.test/24//64") },
  { weight: 1, arbitrary: fc.constantFrom("ptr", "exp=why.test", "foo=bar", "exists:%{i}.x.test", "include:%{d2}.x.test") },
  { weight: 1, arbitrary: fc.constantFrom("inlcude:leaf.test", "ip4:192.0.2.1/33", "ip4:999.1.1.1", "include:", "all:x", "–all") },
);
const end = fc.constantFrom("-all", "~all", "-all", "~all", "?all", "+all", "", "redirect=leaf.test", "-all include:leaf.test");
const spf = fc.tuple(fc.array(term, { maxLength: 4 }), end).map(([terms, last]) => ["v=spf1", ...terms, last].join(" ").trim());

const tag = (key: string, ...values: readonly string[]) => fc.constantFrom("", ...values.map((value) => `${key}=${value}`));
const dmarc = fc
  .tuple(
    fc.constantFrom("p=none", "p=quarantine", "p=reject", "p=reject", "p=rejct", ""),
    tag("sp", "none", "reject", "x"),
    tag("np", "reject", "nope"),
    tag("psd", "n", "u", "z"),
    tag("t", "n", "maybe"),
    tag("adkim", "r", "s", "strict"),
    tag("aspf", "r", "s"),
    tag("fo", "0", "1:d:s", "2"),
    tag("pct", "50"),
    tag(
      "rua",
      "mailto:a@takes.test",
      "mailto:a@takes.test",
      "mailto:a@shy.test",
      "mailto:a@gone.test",
      "a@takes.test",
      "https://takes.test/in",
    ),
    tag("ruf", "mailto:b@takes.test"),
  )
  .map((tags) => ["v=DMARC1", ...tags.filter((each) => each !== "")].join("; "));

/** The same on every machine. */
function generated(subject: Case["subject"], texts: fc.Arbitrary<string>): Case[] {
  return fc.sample(texts, { seed: SEED, numRuns: GENERATED }).map((text) => ({ subject, values: [text] }));
}

const one = (subject: Case["subject"], ...texts: readonly string[]): Case[] => texts.map((text) => ({ subject, values: [text] }));
const RUA = "rua=mailto:a@takes.test";
const many = (count: number, each: (index: number) => string) => Array.from({ length: count }, (_, index) => each(index)).join(" ");

/** Near relations of what people have been seen to publish. */
const HAND_MADE: readonly Case[] = [
  { subject: "spf", values: ["v=spf1 -all", "v=spf1 include:leaf.test -all"] },
  ...one(
    "spf",
    ...["v=spf1 -all", "v=spf1", "v=spf10 -all", "V=SPF1 -ALL", "V=SPF1 ALL", "v=spf1  -all", "v=spf1-all", '"v=spf1 -all"'],
    ...["v=spf1 ip4: 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1, -all", "v=spf1 ip4:192.0.2.1:25 -all", "v=spf1 ip4:192.0.2 -all"],
    ...["v=spf1 ip6:192.0.2.1 -all", "v=spf1 ip6:2001:db8::1/129 -all", "v=spf1 a/33 -all", "v=spf1 a:host.test/ -all"],
    ...["v=spf1 include:https://leaf.test -all", "v=spf1 include:münchen.test -all", "v=spf1 include:leaf.test. -all"],
    ...["v=spf1 include:localhost -all", "v=spf1 include:192.0.2.1 -all", "v=spf1 include:_spf.gone.test -all"],
    ...["v=spf1 redirect=leaf.test redirect=leaf2.test", "v=spf1 exp=why.test exp=why.test -all", "v=spf1 redirect=gone.test"],
    ...[
      "v=spf1 redirect=leaf.test -all",
      "v=spf1 redirect=round.test",
      "v=spf1 +redirect=leaf.test",
      "v=spf1 redirect=",
      "v=spf1 exp= -all",
    ],
    ...["v=spf1 exists:%{S}.x.test -all", "v=spf1 exists:%{z}.x.test -all", "v=spf1 exists:%{i -all", "v=spf1 exists:%{c}.x.test -all"],
    ...["v=spf1 exp=gone.test -all", "v=spf1 all all", "v=spf1 -all ~all", "v=spf1 ?all", "v=spf1 mxfoo -all", "v=spf1 abc:foo.test -all"],
    ...[`v=spf1 ${many(10, () => "include:leaf.test")} -all`, `v=spf1 ${many(11, () => "include:leaf.test")} -all`],
    ...[
      `v=spf1 ${many(5, () => "include:two.test")} -all`,
      "v=spf1 redirect=deep.test",
      `v=spf1 ${many(2, () => "include:deep.test")} ~all`,
    ],
    ...[`v=spf1 ${many(2, (index) => `a:gone${index}.test`)} -all`, `v=spf1 ${many(3, (index) => `a:gone${index}.test`)} -all`],
    ...[
      `v=spf1 ${many(26, (index) => `ip4:198.51.100.${index + 100}`)} -all`,
      `v=spf1 ${many(30, (index) => `ip4:198.51.100.${index + 100}`)} -all`,
    ],
    ...[
      "v=spf1 mx:many.test -all",
      "v=spf1 a:old.test a:old.test a:old.test -all",
      "v=spf1 ptr:host.test -all",
      "v=spf1 ra=postmaster -all",
    ],
  ),
  { subject: "dmarc", values: [`v=DMARC1; p=none; ${RUA}`, `v=DMARC1; p=reject; ${RUA}`] },
  ...one(
    "dmarc",
    ...[`v=DMARC1; p=reject; ${RUA}`, `v=DMARC1;p=reject;${RUA};`, `V=DMARC1; p=reject; ${RUA}`, `v=dmarc1; p=reject; ${RUA}`, "v=DMARC1"],
    ...[`v=DMARC1, p=reject; ${RUA}`, `v=DMARC1 p=reject ${RUA}`, `v=DMARC1: p=reject; ${RUA}`, `v=DMARC10; p=reject; ${RUA}`],
    ...[`p=reject; v=DMARC1; ${RUA}`, `v=DMARC1; p=reject; p=none; ${RUA}`, `v=DMARC1;; p=reject; ${RUA}`, `v=DMARC1; P=reject; ${RUA}`],
    ...[`v=DMARC1; p="reject"; ${RUA}`, `"v=DMARC1; p=reject; ${RUA}"`, `v=DMARC1; p=REJECT; ${RUA}`, `v=DMARC1; p; ${RUA}`],
    ...[
      `v=DMARC1; p=reject; t=y; ${RUA}`,
      `v=DMARC1; p=none; t=y; ${RUA}`,
      `v=DMARC1; p=reject; pct=0; ${RUA}`,
      `v=DMARC1; p=reject; ri=3600; ${RUA}`,
    ],
    ...[`v=DMARC1; p=reject; rf=afrf; ${RUA}`, `v=DMARC1; p=reject; x=1; ${RUA}`, `v=DMARC1; p=reject; fo=1; ${RUA}`, "v=DMARC1; p=reject"],
    ...["mailto:a@takes.test mailto:b@takes.test", "mailto:a@takes.test,b@takes.test", "mailto:a@takes.test!10m", "mailto:", ""].map(
      (uri) => `v=DMARC1; p=reject; rua=${uri}`,
    ),
    ...["mailto:a@shy.test", "mailto:a@bare.test", "mailto:a@closed.test", "mailto:a@gone.test"].map(
      (uri) => `v=DMARC1; p=reject; rua=${uri}`,
    ),
  ),
  { subject: "tls", values: ["v=TLSRPTv1; rua=mailto:a@takes.test", "v=TLSRPTv1; rua=mailto:b@takes.test"] },
  ...one(
    "tls",
    ...[
      "v=TLSRPTv1; rua=mailto:a@takes.test",
      "v=TLSRPTv1;rua=mailto:a@takes.test,https://takes.test/in;",
      "v=TLSRPTv1",
      "v=TLSRPTv1; rua=",
    ],
    ...[
      "v=TLSRPTv1; rua=a@takes.test",
      "v=TLSRPTv1 rua=mailto:a@takes.test",
      "v=TLSRPTv2; rua=mailto:a@takes.test",
      "v=TLSRPTv1; rua=mailto:x",
    ],
    ...["v=TLSRPTv1; rua=http://takes.test/in", "rua=mailto:a@takes.test; v=TLSRPTv1", "v=TLSRPTv1; rua=mailto:a@takes.test; x=1"],
    ...["v=TLSRPTv1; rua=mailto:a@takes.test; rua=mailto:b@takes.test"],
  ),
  { subject: "mta-sts", values: ["v=STSv1; id=1", "v=STSv1; id=2"] },
  ...one(
    "mta-sts",
    ...[
      "v=STSv1; id=20261126",
      "v=STSv1;id=20261126;",
      "v=STSv1; id=2026-11-26",
      `v=STSv1; id=${"a".repeat(33)}`,
      "v=STSv1",
      "v=STSv1; id=",
    ],
    ...["v=STSv2; id=1", "v=STSv1 id=1", "id=1; v=STSv1", "v=STSv1; id=1; id=2", "v=STSv1; id=1; x=2", "v=STSv1; id=é"],
  ),
  { subject: "mx", values: ["0 .", "10 host.test"] },
  ...["10 host.test", "0 .", "10 .", "10 gone.test", "10 old.test"].map((value): Case => ({ subject: "mx", values: [value] })),
];

export const CASES: readonly Case[] = [...HAND_MADE, ...generated("spf", spf), ...generated("dmarc", dmarc)];
