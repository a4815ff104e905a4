import { safeShell, terminalText } from "../../cli/terminal-text.ts";
import { buildReview } from "../../launch/review/review.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { plan, RECORD } from "../launch/plan-fixtures.ts";

const HOSTILE: readonly (readonly [string, string])[] = [
  ["a colour", "a\u001b[31mred"],
  ["an 8-bit control sequence", "a\u009b2J"],
  ["a title that types", "a\u001b]0;rm -rf\u0007"],
  ["a carriage return", "safe\rrisk: none"],
  ["an override of direction", "moc\u202e.elpmaxe"],
  ["an isolate", "a\u2066b\u2069"],
  ["a zero-width space", "exam\u200bple"],
  ["a tag character", "a\u{e0041}b"],
];

it.each(HOSTILE)("shows %s and does not obey it, and JSON stays the same data", (_what, text) => {
  const said: string[] = [];
  const shell = { out: (line: string) => said.push(line), err: (line: string) => said.push(line) };
  const safe = safeShell({
    ...shell,
    environment: {},
    workingDirectory: "/",
    now: () => new Date(0),
    liveProgress: undefined,
    stdin: () => process.stdin,
    onInterrupt: () => () => undefined,
  });
  safe.out(text);
  safe.err(text);
  for (const line of said) expect(line).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(terminalText(JSON.stringify({ text })))).toEqual({ text });
});

it("never shows a credential of the environment, in text or JSON", () => {
  const value = ["token", "made", '"here"'].join("-");
  const lines: string[] = [];
  const shell = {
    workingDirectory: "/",
    environment: { CLOUDFLARE_API_TOKEN: value },
    liveProgress: undefined,
    stdin: () => process.stdin,
    onInterrupt: () => () => undefined,
    out: (line: string) => lines.push(line),
    err: (line: string) => lines.push(line),
    now: () => new Date(0),
  };
  const safe = safeShell(shell);
  safe.out(`answered ${value}`);
  safe.err(JSON.stringify({ answered: value }));
  expect(lines).toEqual(["answered (sensitive)", '{"answered":"(sensitive)"}']);
});

it("leaves lines, tabs and other scripts alone", () => {
  expect(terminalText("größe\t結果\n")).toBe("größe\t結果\n");
});

const MARKUP: readonly (readonly [string, string, RegExp])[] = [
  ...HOSTILE.map(
    ([what, text]) =>
      [what, text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u] as const,
  ),
  ["a script", "<script>alert(1)</script>", /^(?!.*`).*<script/m],
  ["a link", "[click](javascript:alert(1))", /(^|[^\\`[])\[click\]\(javascript/],
  ["a fence", "```\n# owned", /^# owned/m],
  ["a new heading", "x\n# Approved by everybody", /^# Approved/m],
  ["a table cell", "a | b\n| --- |", /^\| --- \|$/m],
];

it.each(MARKUP)("keeps %s in a record from acting in the review", (_what, text, acting) => {
  const records = ["name", "content", "comment"].map((key) => ({
    type: "cloudflare_dns_record",
    name: key,
    actions: ["update"],
    before: RECORD,
    after: { ...RECORD, [key]: text },
  }));
  const markdown = reviewMarkdown(
    buildReview({
      run: "run-20261122T120000Z-0a1b2c",
      target: "chatbot/production",
      plannedAt: new Date(0),
      planner: "ana@opsdesk.example",
      commit: { sha: null, authors: [], dirty: false },
      rollbackOf: null,
      approvers: { from: "genesis", list: [], quorum: 1 },
      nextApprovers: [],
      nextQuorum: 1,
      exceptions: [],
      standing: { none: "no run was verified yet" },
      residuals: [],
      contentDigest: "0".repeat(64),
      stacks: [{ stack: "s", plan: plan(records), digest: "1".repeat(64), planSha256: "2".repeat(64), serial: 3, empty: false }],
    }),
  );
  // inside a code span nothing acts; control characters would act anywhere
  const prose = markdown.replace(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
  expect(HOSTILE.some(([, each]) => each === text) ? markdown : prose).not.toMatch(acting);
});
