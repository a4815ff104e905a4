import { checkConfigs } from "../../../config/check.ts";
import { changed, locked } from "../change.ts";
import { testRules } from "./table.ts";

const LEAF = "v=spf1 ip4:192.0.2.0/24 -all";
const custom = (...spfTerms: readonly string[]) => ({ kind: "custom", name: "crm", spfTerms });
const sender = (...spfTerms: readonly string[]) => ({ zone: { "mail.senders.2": custom(...spfTerms) } });
const txt = (text: string, name = "news.opsdesk.example") => ({ zone: { "records.news": { type: "TXT", name, text } } });

testRules("errors", [
  {
    why: "two SPF records at one name",
    bad: txt("v=spf1 include:crm.example -all", "opsdesk.example"),
    found: ["RECORD_POLICY_TWICE mail", "RECORD_POLICY_TWICE records.news"],
    good: txt("v=spf1 include:crm.example -all"),
  },
  ...["v=spf10 -all", "spf1 include:crm.example -all", "v=spf1;-all"].map((text) => ({
    why: `a text that is nearly SPF: ${JSON.stringify(text)}`,
    bad: txt(text),
    found: ["SPF_NOT_RECOGNISED records.news"],
    good: txt(LEAF),
  })),
  ...[
    "inlcude:crm.example",
    "–all",
    "ip4:192.0.2.0/33",
    "ip4:192.0.2.1:25",
    "ip4:192.0.2.1,",
    "include:",
    "include:https://crm.example",
    "include:münchen.example",
  ].map((term) => ({
    why: `a broken term in a written record: ${term}`,
    bad: txt(`v=spf1 ${term} -all`),
    found: ["SPF_TERM_MALFORMED records.news"],
    good: txt("v=spf1 include:crm.example -all"),
  })),
  {
    why: "a broken term in a record of a launch",
    bad: {
      launch: {
        "environments.staging.records.news": { type: "TXT", name: "news.app-staging.opsdesk.example", text: "v=spf1 ip4: 192.0.2.1 -all" },
      },
    },
    found: ["SPF_TERM_MALFORMED environments.staging.records.news", "SPF_TERM_MALFORMED environments.staging.records.news"],
    good: { launch: { "environments.staging.records.news": { type: "TXT", name: "news.app-staging.opsdesk.example", text: LEAF } } },
  },
  {
    why: "two redirects",
    bad: txt("v=spf1 redirect=crm.example redirect=n0.example"),
    found: ["SPF_TERM_MALFORMED records.news"],
    good: txt("v=spf1 redirect=crm.example"),
  },
  { why: "everybody in a written record", bad: txt("v=spf1 +all"), found: ["SPF_ALLOWS_EVERYONE records.news"], good: txt("v=spf1 -all") },
  {
    why: "half the internet for a sender",
    bad: sender("ip4:0.0.0.0/1"),
    found: ["SPF_ALLOWS_EVERYONE mail.senders.2.spfTerms.0"],
    good: sender("ip4:192.0.2.0/24"),
  },
  { why: "ptr in a written record", bad: txt("v=spf1 ptr -all"), found: ["SPF_PTR records.news"], good: txt(LEAF) },
  {
    why: "terms of a sender that decide about everybody",
    bad: sender("~all", "redirect=crm.example", "v=spf1 include:crm.example ~all"),
    found: [
      "SPF_TERM_NOT_A_SENDER mail.senders.2.spfTerms.0",
      "SPF_TERM_NOT_A_SENDER mail.senders.2.spfTerms.1",
      "SPF_TERM_NOT_A_SENDER mail.senders.2.spfTerms.2",
    ],
    good: sender("include:crm.example"),
  },
  {
    why: "more lookups than receivers follow, inside of what a sender includes",
    bad: {
      ...sender("include:deep.example"),
      lock: [locked("deep.example", "TXT", `v=spf1 ${[0, 1, 2, 3, 4, 5, 6].map((n) => `include:n${n}.example`).join(" ")} -all`)],
    },
    found: ["SPF_TOO_MANY_LOOKUPS mail.senders"],
    good: { ...sender("include:deep.example"), lock: [locked("deep.example", "TXT", "v=spf1 include:n0.example -all")] },
  },
  {
    why: "three lookups that find nothing",
    bad: {
      ...sender("a:x.example", "mx:y.example", "exists:%{i}.z.example"),
      lock: [locked("x.example", "A"), locked("x.example", "AAAA"), locked("y.example", "MX")],
    },
    found: ["SPF_TOO_MANY_VOIDS mail.senders"],
    good: { ...sender("a:x.example"), lock: [locked("x.example", "A", "192.0.2.1"), locked("x.example", "AAAA", "2001:db8::1")] },
  },
  {
    why: "an include that leads nowhere",
    bad: { ...sender("include:x.example"), lock: [{ ...locked("x.example", "TXT"), answer: "nxdomain" }] },
    found: ["SPF_INCLUDE_BROKEN mail.senders"],
    good: { ...sender("include:x.example"), lock: [locked("x.example", "TXT", LEAF)] },
  },
  {
    why: "an include loop through our own records",
    bad: { zone: { ...sender("include:news.opsdesk.example").zone, ...txt("v=spf1 include:opsdesk.example -all").zone } },
    found: ["SPF_LOOP mail.senders", "SPF_LOOP records.news"],
    good: { zone: { ...sender("include:news.opsdesk.example").zone, ...txt(LEAF).zone } },
  },
  {
    why: "eleven mail hosts behind one mx",
    bad: {
      ...sender("mx:x.example"),
      lock: [
        locked("x.example", "MX", ...Array.from({ length: 11 }, (_, n) => `10 n${n}.example`)),
        ...Array.from({ length: 11 }, (_, n) => [locked(`n${n}.example`, "A", "192.0.2.1"), locked(`n${n}.example`, "AAAA")]).flat(),
      ],
    },
    found: ["SPF_TOO_MANY_HOSTS mail.senders"],
    good: {
      ...sender("mx:x.example"),
      lock: [locked("x.example", "MX", "10 n0.example"), locked("n0.example", "A", "192.0.2.1"), locked("n0.example", "AAAA")],
    },
  },
  {
    why: "a name that the lock does not know",
    bad: sender("include:new.example"),
    found: ["DNS_NOT_LOCKED mail"],
    good: sender("include:crm.example"),
  },
  {
    why: "a mail host, a key and a return path that are gone",
    bad: {
      lock: [
        locked("smtp.google.com", "A"),
        locked("smtp.google.com", "AAAA"),
        locked("s1.domainkey.u4815162.wl123.sendgrid.net", "TXT"),
        locked("u4815162.wl123.sendgrid.net", "TXT", "hello"),
      ],
    },
    found: ["MAIL_TARGET_GONE mail.mx", "MAIL_TARGET_GONE mail.senders", "MAIL_TARGET_GONE mail.senders"],
    good: { lock: [locked("smtp.google.com", "A"), locked("smtp.google.com", "AAAA", "2001:db8::25")] },
  },
  {
    why: "a sender that cannot pass DMARC under enforcement",
    bad: { zone: { "mail.senders.2": { ...custom("include:crm.example"), envelope: "theirs" } } },
    found: ["SENDER_NOT_ALIGNED mail.senders.2"],
    good: { zone: { "mail.senders.2": { ...custom("include:crm.example"), envelope: "ours" } } },
  },
  {
    why: "a return path that is near, but not the same",
    bad: {
      zone: { "mail.senders.2": { ...custom("include:crm.example"), returnPathLabel: "bounce" }, "mail.dmarc.spfAlignment": "strict" },
    },
    found: ["SENDER_NOT_ALIGNED mail.senders.2"],
    good: {
      zone: { "mail.senders.2": { ...custom("include:crm.example"), returnPathLabel: "bounce" }, "mail.dmarc.dkimAlignment": "strict" },
    },
  },
]);

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "eight lookups",
      bad: sender(...[0, 1, 2, 3, 4].map((n) => `include:n${n}.example`)),
      found: ["SPF_LOOKUPS_NEAR mail.senders"],
      good: sender(...[0, 1, 2, 3].map((n) => `include:n${n}.example`)),
    },
    {
      why: "a lookup that finds nothing",
      bad: { ...sender("a:x.example"), lock: [locked("x.example", "A"), locked("x.example", "AAAA")] },
      found: ["SPF_VOIDS mail.senders"],
      good: { ...sender("a:x.example"), lock: [locked("x.example", "A", "192.0.2.1"), locked("x.example", "AAAA", "2001:db8::1")] },
    },
    {
      why: "a term behind all",
      bad: txt("v=spf1 -all include:crm.example"),
      found: ["SPF_TERM_IGNORED records.news"],
      good: txt("v=spf1 include:crm.example -all"),
    },
    {
      why: "a redirect beside all",
      bad: txt("v=spf1 redirect=crm.example -all"),
      found: ["SPF_TERM_IGNORED records.news"],
      good: txt("v=spf1 redirect=crm.example"),
    },
    {
      why: "no opinion about strangers",
      bad: txt("v=spf1 ip4:192.0.2.1 ?all"),
      found: ["SPF_NO_VERDICT records.news"],
      good: txt("v=spf1 ip4:192.0.2.1 ~all"),
    },
    {
      why: "a term twice in a written record",
      bad: txt("v=spf1 include:crm.example +INCLUDE:crm.example -all"),
      found: ["SPF_TERM_TWICE records.news"],
      good: txt("v=spf1 include:crm.example include:n0.example -all"),
    },
    {
      why: "a reporting modifier, which is no misspelt a:",
      bad: txt("v=spf1 ra=postmaster -all"),
      found: ["SPF_MODIFIER_UNKNOWN records.news"],
      good: txt(LEAF),
    },
    { why: "an unknown modifier", bad: txt("v=spf1 foo=bar -all"), found: ["SPF_MODIFIER_UNKNOWN records.news"], good: txt("v=spf1 -all") },
    {
      why: "bits behind the prefix, of a sender and in a text",
      bad: { zone: { ...sender("ip4:192.0.2.77/24").zone, ...txt("v=spf1 ip4:192.0.2.77/24 -all").zone } },
      found: ["SPF_HOST_BITS records.news"],
      good: txt(LEAF),
    },
    {
      why: "SPF at a name that nobody includes",
      bad: txt(LEAF, "_spf.opsdesk.example"),
      found: ["SPF_UNUSED records.news"],
      good: { zone: { ...txt(LEAF, "_spf.opsdesk.example").zone, ...sender("include:_spf.opsdesk.example").zone } },
    },
    {
      why: "an include that the message decides",
      bad: sender("include:%{i}.x.example"),
      found: ["SPF_UNCOUNTABLE mail.senders"],
      good: sender("include:crm.example"),
    },
    {
      why: "an include that uses ptr",
      bad: { ...sender("include:x.example"), lock: [locked("x.example", "TXT", "v=spf1 ptr -all")] },
      found: ["SPF_PTR_INSIDE mail.senders", "SPF_VOIDS mail.senders"],
      good: sender("include:crm.example"),
    },
    {
      why: "a sender that cannot pass DMARC yet",
      bad: { zone: { "mail.senders.2": { ...custom(), dkim: [] }, "mail.dmarc.policy": "none" } },
      found: ["DMARC_NOT_ENFORCED mail.dmarc.policy", "SENDER_NOT_ALIGNED mail.senders.2"],
      good: { zone: { "mail.senders.2": custom("include:crm.example") } },
    },
  ]);
});

it.each([
  { term: "include: crm.example", meant: "include:crm.example" },
  { term: "include:crm.example,", meant: "include:crm.example" },
])("helps with the sender's term $term", ({ term, meant }) => {
  const fixes = checkConfigs(changed(sender(term))).errors.map(({ parts }) => parts.fix);
  expect(fixes).toEqual([`did you mean ${meant}?`]);
});

it("names the command that fills the lock", () => {
  const [error] = checkConfigs(changed(sender("include:new.example", "a:other.example"))).errors;
  expect(error?.message).toBe(
    "config/zones/opsdesk.example.ts: mail: expected an answer in config/dns.lock.json to every name that the mail records lead to, " +
      "got none for new.example TXT, other.example A and 1 more; run slipway mail lock zone/opsdesk.example, and commit config/dns.lock.json [DNS_NOT_LOCKED]",
  );
});

it.each([
  { day: "2026-12-25", found: 0, why: "after 30 days" },
  { day: "2026-12-26", found: 1, why: "after 31 days" },
])("knows the age of the answers that it uses: $found warning $why", ({ day, found }) => {
  const raw = changed({ zone: { "mail.mx": [], "mail.senders": [custom("include:crm.example")] } });
  const old = checkConfigs(raw, undefined, new Date(`${day}T12:00:00Z`)).warnings.filter(({ parts }) => parts.code === "DNS_LOCK_OLD");
  expect(old.map(({ parts }) => parts.where)).toEqual(Array.from({ length: found }, () => "config/zones/opsdesk.example.ts: mail"));
});

it.each([
  { data: { version: 2, records: [] }, where: "config/dns.lock.json: version" },
  { data: { version: 1, records: [{ ...locked("x.example", "A"), name: "X.example" }] }, where: "config/dns.lock.json: records.0.name" },
  { data: { version: 1, records: [locked("x.example", "A"), locked("x.example", "A")] }, where: "config/dns.lock.json: records.1" },
  { data: { version: 1, records: [{ ...locked("x.example", "A"), answer: "found" }] }, where: "config/dns.lock.json: records.0" },
  { data: [], where: "config/dns.lock.json" },
])("refuses a lock that is none: $where", ({ data, where }) => {
  const { errors } = checkConfigs({ ...changed({}), lock: { file: "config/dns.lock.json", data } });
  expect(errors.map(({ parts }) => `${parts.code} ${parts.where}`)).toEqual([`DNS_LOCK_UNREADABLE ${where}`]);
});
