import type { Review, ReviewChange } from "../launch/review/review-schema.ts";
import { codeSpan, escapeMarkdown } from "./markdown-escape.ts";

const CONCERN_TITLES: Readonly<Record<ReviewChange["concern"], string>> = {
  hosts: "Hosts",
  redirects: "Redirects",
  access: "Access",
  "rate-limits": "Rate limits",
  headers: "Headers",
  tls: "TLS",
  mail: "Mail",
  secrets: "Secrets",
  environment: "Environment",
  monitoring: "Monitoring",
  alerting: "Alerting",
};

const CLASS_WORDS: Readonly<Record<ReviewChange["reversibility"]["class"], string>> = {
  reversible: "reversible",
  "after-ttl": "reversible after caches expire",
  "needs-restore": "needs a restore",
  "not-reversible": "not reversible",
  "delete-is-a-no-op": "deleting does nothing",
};

/** More than this many lines in the first section, and nobody reads it. */
const SUMMARY_LINES = 12;

/**
 * A review for people: first what it does, then what is risky, what cannot be undone and what the approver has to say; then every change
 * by concern; digests last. Every value is escaped.
 */
export function reviewMarkdown(review: Review): string {
  const drift = section("Changed outside a run since the last one", driftLines(review));
  const sections = [
    heading(review),
    section(
      "Before anything else",
      review.notices.map((notice) => `- **${escapeMarkdown(notice)}**`),
    ),
    ...(review.rollbackOf === null ? [] : [drift]), // what a way back meets comes before what it does
    section("What it does", whatItDoes(review)),
    section("Approvers", approverLines(review)),
    section("What is risky", riskLines(review)),
    section("Taking it back", undoLines(review)),
    section("The way back", wayBackLines(review)),
    section("The approver has to acknowledge", acknowledgementLines(review)),
    ...(review.rollbackOf === null ? [drift] : []),
    section("Promised, but not enforced at the edge", residualLines(review)),
    ...Object.entries(CONCERN_TITLES).map(([concern, title]) =>
      section(`Details: ${title}`, review.changes.filter((change) => change.concern === concern).flatMap(changeLines)),
    ),
    section("Digests", digestLines(review)),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`## ${title}`, "", ...lines].join("\n");
}

/** A baseline is no run: it is what stood there before any. */
function goal(to: string): string {
  return to === "baseline" ? "what was there before Slipway's first run" : `what ${codeSpan(to)} recorded`;
}

function heading({ run, target, planner, plannedAt, commit, rollbackOf }: Review): string {
  const source = commit.sha === null ? "no commit" : `commit ${codeSpan(commit.sha)}`;
  const dirty = commit.dirty ? ", with changes that are in no commit" : "";
  const back = rollbackOf === null ? [] : [`Rollback: takes ${codeSpan(rollbackOf.run)} back to ${goal(rollbackOf.to)}.`, ""];
  const bad = rollbackOf?.bad ?? null;
  const quarantine = bad === null ? [] : [`Once applied, that content is in quarantine: ${escapeMarkdown(bad)}.`, ""];
  return [
    `# ${escapeMarkdown(target)}`,
    "",
    ...back,
    ...quarantine,
    `Run ${codeSpan(run)}, planned by ${escapeMarkdown(planner)} at ${escapeMarkdown(plannedAt)} from ${source}${dirty}.`,
  ].join("\n");
}

function whatItDoes({ changes, counts, outputs, restores = [] }: Review): readonly string[] {
  if (restores.length > 0)
    return [
      `Restores ${restores.length} deleted secret${restores.length === 1 ? "" : "s"}:`,
      "",
      ...restores.map((arn) => `- ${codeSpan(arn)}`),
    ];
  if (changes.length === 0) return outputs.length === 0 ? ["Nothing changes."] : ["Only outputs change."];
  const counted = Object.entries(counts).flatMap(([action, count]) => (count > 0 ? [`${count} to ${action}`] : []));
  const weighty = (["high", "medium", "low"] as const).flatMap((level) => changes.filter(({ risk }) => risk.level === level));
  const lines = weighty.slice(0, SUMMARY_LINES).map(({ sentence }) => `- ${escapeMarkdown(sentence)}`);
  const rest = weighty.length - lines.length;
  return [`${counted.join(", ")}.`, "", ...lines, ...(rest > 0 ? [`- and ${rest} more, below`] : [])];
}

function approverLines({ approvers: { from, ids, quorum, becomes } }: Review): readonly string[] {
  const list = (names: readonly string[]): string => names.map(escapeMarkdown).join(", ");
  const origin =
    from === "genesis" ? "genesis: from the config, as the ledger vouches for nobody yet" : `as applied with ${codeSpan(from)}`;
  return [`${quorum} of ${list(ids)} (${origin}).`, ...(becomes === null ? [] : ["", `**Once applied, they become:** ${list(becomes)}.`])];
}

function riskLines({ changes }: Review): readonly string[] {
  return (["high", "medium"] as const).flatMap((level) =>
    changes
      .filter(({ risk }) => risk.level === level)
      .map(({ risk, sentence }) => `- **${level}**: ${escapeMarkdown(sentence)}. Why: ${escapeMarkdown(risk.reason)}.`),
  );
}

function undoLines({ undo, changes }: Review): readonly string[] {
  const lasting = changes.filter(({ reversibility }) => reversibility.class !== "reversible" && reversibility.class !== "after-ttl");
  return [
    `This run ${escapeMarkdown(undo)}.`,
    ...(lasting.length === 0 ? [] : [""]),
    ...lasting.map(
      ({ address, reversibility }) =>
        `- ${codeSpan(address)}: **${CLASS_WORDS[reversibility.class]}**, ${escapeMarkdown(reversibility.note)} (${escapeMarkdown(reversibility.source)})`,
    ),
  ];
}

function wayBackLines({ wayBack }: Review): readonly string[] {
  if ("none" in wayBack) return [`None that could be approved beforehand: ${escapeMarkdown(wayBack.none)}.`];
  const { to, steps, outputs, acknowledgements } = wayBack;
  if (steps.length === 0 && outputs.length === 0) return [`Back to ${codeSpan(to)}: nothing to do.`];
  return [
    `A rollback to ${codeSpan(to)} does exactly this; approve it beforehand with ${codeSpan("--with-way-back")}.`,
    "",
    ...steps.map(({ action, stack, address, previousAddress }) => {
      const renamed = previousAddress === null ? "" : `, before ${codeSpan(previousAddress)}`;
      return `- **${action}** ${codeSpan(address)} in ${codeSpan(stack)}${renamed}`;
    }),
    ...outputs.map((output) => `- output ${codeSpan(output)}`),
    ...acknowledgements.map((token) => `- admits ${codeSpan(token)}`),
  ];
}

function acknowledgementLines({ acknowledgements }: Review): readonly string[] {
  return acknowledgements.map(({ token, reason }) => `- ${codeSpan(token)}: ${escapeMarkdown(reason)}`);
}

function driftLines({ drift }: Review): readonly string[] {
  return drift.map(({ stack, address, attributes }) => `- ${codeSpan(`${stack}/${address}`)}: ${attributes.map(codeSpan).join(", ")}`);
}

function residualLines({ residuals }: Review): readonly string[] {
  return residuals.map(
    ({ where, wanted, enforced, remaining }) =>
      `- ${codeSpan(where)}: wanted ${escapeMarkdown(wanted)}; enforced ${escapeMarkdown(enforced)}; left over: ${escapeMarkdown(remaining)}`,
  );
}

function changeLines(change: ReviewChange): readonly string[] {
  const { action, address, stack, previousAddress, sentence, risk, reversibility, details } = change;
  const renamed = previousAddress === null ? "" : `, before ${codeSpan(previousAddress)}`;
  const time = reversibility.minutes === null ? "" : `, about ${Math.ceil(reversibility.minutes)} min`;
  return [
    `- **${action}** ${codeSpan(address)} in ${codeSpan(stack)}${renamed}: ${escapeMarkdown(sentence)}`,
    `  - risk ${risk.level}: ${escapeMarkdown(risk.reason)}; ${CLASS_WORDS[reversibility.class]}${time}: ${escapeMarkdown(reversibility.note)}`,
    ...details.map((line) => `  - ${codeSpan(line)}`),
  ];
}

function digestLines({ contentDigest, stacks }: Review): readonly string[] {
  return [
    `Content ${codeSpan(contentDigest)}`,
    "",
    "| stack | serial | content digest | plan file |",
    "| --- | --- | --- | --- |",
    ...stacks.map(({ stack, serial, digest, planSha256, empty }) => {
      const name = empty ? `${escapeMarkdown(stack)} (no change)` : escapeMarkdown(stack);
      return `| ${name} | ${serial} | ${codeSpan(digest)} | ${codeSpan(planSha256)} |`;
    }),
  ];
}
