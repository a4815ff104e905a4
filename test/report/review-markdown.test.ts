import type { Review, ReviewChange } from "../../launch/review/review-schema.ts";
import { codeSpan, escapeMarkdown, visible } from "../../report/markdown-escape.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";

const change: ReviewChange = {
  stack: "chatbot-production",
  address: "cloudflare_dns_record.api",
  previousAddress: null,
  type: "cloudflare_dns_record",
  concern: "hosts",
  action: "update",
  sentence: "traffic of api.opsdesk.example moves from a to b",
  details: ["content: a -> b"],
  risk: { level: "medium", reason: "live traffic goes somewhere else" },
  reversibility: { class: "reversible", minutes: 1, note: "same edge addresses", source: "Cloudflare DNS docs" },
};
const secret: ReviewChange = {
  ...change,
  address: "aws_secretsmanager_secret.llm_key",
  concern: "secrets",
  action: "delete",
  sentence: "secret llm-key is scheduled for deletion",
  details: [],
  risk: { level: "high", reason: "the application cannot read it any more" },
  reversibility: { class: "needs-restore", minutes: null, note: "within 30 days", source: "AWS Secrets Manager" },
};
const review: Review = {
  version: 1,
  run: "run-20261122T120000Z-0a1b2c",
  target: "chatbot/production",
  plannedAt: "2026-11-22T12:00:00.000Z",
  planner: "ana@opsdesk.example",
  commit: { sha: "4f0c2d9", authors: [], dirty: true },
  rollbackOf: null,
  notices: [],
  wayBack: { none: "nothing was applied before" },
  approvers: { from: "genesis", ids: ["ben@opsdesk.example"], quorum: 1, becomes: null },
  undo: "can be undone in about 1 minute, except: secret llm-key (within 30 days)",
  counts: { create: 0, update: 1, replace: 0, delete: 1, forget: 0, import: 0, move: 0 },
  changes: [change, secret],
  outputs: [],
  acknowledgements: [
    {
      token: "DELETES_SECRET:chatbot-production/aws_secretsmanager_secret.llm_key",
      code: "DELETES_SECRET",
      reason: "secret llm-key goes away",
    },
  ],
  drift: [],
  residuals: [{ where: "limits.chat", wanted: "60 per user", enforced: "60 per address", remaining: "the application counts users" }],
  contentDigest: "a".repeat(64),
  stacks: [{ stack: "chatbot-production", digest: "b".repeat(64), planSha256: "c".repeat(64), serial: 4, empty: false }],
};

it("tells first what it does, then what is risky, how to take it back, what to acknowledge, then the details and the digests", () => {
  expect([...reviewMarkdown(review).matchAll(/^#+ (.*)$/gm)].map(([, title]) => title)).toEqual([
    "chatbot/production",
    "What it does",
    "Approvers",
    "What is risky",
    "Taking it back",
    "The way back",
    "The approver has to acknowledge",
    "Promised, but not enforced at the edge",
    "Details: Hosts",
    "Details: Secrets",
    "Digests",
  ]);
});

it("reads like this", () => {
  const text = reviewMarkdown(review);
  expect(text.slice(0, text.indexOf("## Approvers"))).toBe(
    [
      "# chatbot/production",
      "",
      "Run `run-20261122T120000Z-0a1b2c`, planned by ana@opsdesk.example at 2026-11-22T12:00:00.000Z from commit `4f0c2d9`, with changes that are in no commit.",
      "",
      "## What it does",
      "",
      "1 to update, 1 to delete.",
      "",
      "- secret llm-key is scheduled for deletion",
      "- traffic of api.opsdesk.example moves from a to b",
      "",
      "",
    ].join("\n"),
  );
  expect(text).toContain("- `DELETES_SECRET:chatbot-production/aws_secretsmanager_secret.llm_key`: secret llm-key goes away");
});

it("says so when nothing changes", () => {
  expect(reviewMarkdown({ ...review, changes: [], acknowledgements: [], residuals: [] })).toContain("Nothing changes.");
});

const HOSTILE: readonly (readonly [string, string, RegExp])[] = [
  ["a heading", "x\n# approved", /^# approved/m],
  ["HTML", "<img src=x onerror=alert(1)>", /<img/],
  ["a script in an entity's clothes", "&lt;script&gt;", /[^p]&lt;script/],
  ["a link", "[click](https://evil.example)", /[^\\]\]\(/],
  ["a bare link", "https://evil.example", /[^\\]:\/\//],
  ["a www link", "www.evil.example", /www\.evil/],
  ["emphasis", "**safe**", /[^\\*]\*\*safe/],
  ["a mention", "cc @opsdesk/owners", /@opsdesk\/owners/],
  ["a table's end", "a | b", /[^\\]\| b/],
  ["a terminal escape", "\u001b[2Jgone", /\u001b/],
  ["text that runs backwards", "\u202egnp.exe", /\u202e/],
  ["a hidden space", "pay\u200bpal", /\u200b/],
  ["a line separator", "x\u2028y", /\u2028/],
  ["a tag character", "x\u{e0041}", /\u{e0041}/u],
];

it.each(HOSTILE)("lets %s neither act nor hide, wherever it stands", (_what, text, acts) => {
  expect(escapeMarkdown(text)).not.toMatch(acts);
  const hostile = reviewMarkdown({
    ...review,
    notices: [text],
    rollbackOf: { run: text, to: text, bad: text },
    wayBack: {
      to: text,
      steps: [{ stack: text, address: text, previousAddress: text, action: "move" }],
      outputs: [text],
      acknowledgements: [text],
    },
    target: text,
    planner: text,
    approvers: { from: text, ids: [text], quorum: 1, becomes: [text] },
    undo: text,
    changes: [
      {
        ...secret,
        sentence: text,
        risk: { level: "high", reason: text },
        reversibility: { ...secret.reversibility, note: text, source: text },
      },
    ],
    acknowledgements: [],
    residuals: [],
    stacks: [],
  });
  // code spans hold the value as it is; outside of them it must not act
  const outside = hostile.replace(/(`+)[\s\S]*?\1/g, "");
  expect(outside).not.toMatch(acts);
});

it("keeps backticks inside their code span", () => {
  expect(codeSpan("a")).toBe("`a`");
  expect(codeSpan("a`b")).toBe("``a`b``");
  expect(codeSpan("``")).toBe("``` `` ```");
  expect(codeSpan("a\nb")).toBe("`a\\u{a}b`");
  expect(codeSpan("")).toBe("`  `");
});

it("shows what cannot be seen", () => {
  expect(visible("a\u202eb\u0007")).toBe("a\\u{202e}b\\u{7}");
  expect(visible("größe, 漢字, 🚀")).toBe("größe, 漢字, 🚀");
});

it("shows first what somebody steps over, and the way back step by step", () => {
  const notice = "brings back what was rolled back as bad (health.endpoint); why: the origin is mended";
  const step = { stack: "chatbot-production", address: "cloudflare_dns_record.api", previousAddress: null, action: "update" } as const;
  const wayBack = { to: "run-20261121T120000Z-0a1b2c", steps: [step], outputs: [], acknowledgements: ["DELETES_MX:s/x"] };
  const text = reviewMarkdown({ ...review, notices: [notice], wayBack });
  expect(text.indexOf("## Before anything else")).toBeLessThan(text.indexOf("## What it does"));
  expect(text).toContain("brings back what was rolled back as bad");
  expect(text).toContain("A rollback to `run-20261121T120000Z-0a1b2c` does exactly this");
  expect(text).toContain("- **update** `cloudflare_dns_record.api` in `chatbot-production`");
  expect(text).toContain("- admits `DELETES_MX:s/x`");
  expect(reviewMarkdown(review)).toContain("None that could be approved beforehand: nothing was applied before.");
});
