// Values come from records, rules and names that anybody may have written: they may show, but never act.

/** Control characters, and those that turn or hide text: bidirectional controls, zero-width characters, line separators. Source: Unicode 15, UAX #9. */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Visible stand-in, so that a hidden character is seen instead of obeyed. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text that Markdown and HTML print as it stands: no markup, no link, no mention. Source: CommonMark 0.31 section 2.4, GFM autolinks. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]()#+!|~^$]/g, "\\$&")
    .replace(/[&<>]/g, (character) => HTML[character] ?? character)
    .replace(/^(\s*)([-=])/, "$1\\$2")
    .replace(/^(\s*\d+)\./, "$1\\.")
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/\b(www)\./gi, "$1\\.")
    .replace(/(^|[^\w])@(?=\w)/g, "$1@<!-- -->");
}

/** The same as a code span; a fence longer than any run of backticks inside keeps the value in. Source: CommonMark 0.31 section 6.1. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = shown === "" || shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}
