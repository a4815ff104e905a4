/** A place in a file, counted from 1, columns in UTF-16 units as editors do. */
export interface SourceRegion {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a config file writes the value at a path: the deepest property that can be followed through object and array literals.
 * What is spread, imported or computed ends the walk, so a region may point at an outer property, never at a wrong one.
 * @returns undefined when the file has no literal default export
 */
export function sourceRegion(text: string, path: readonly string[]): SourceRegion | undefined {
  const start = /\bexport\s+default\s+(?:define(?:Account|Zone|Launch)\s*\(\s*)?(?=\{)/.exec(text);
  if (start === null) return undefined;
  let position = start.index + start[0].length;
  let found = start.index;
  for (const part of path) {
    const opening = text[position];
    const next = opening === "{" ? propertyIn(text, position, part) : opening === "[" ? elementIn(text, position, Number(part)) : undefined;
    if (next === undefined) break;
    found = next.at;
    position = next.value;
  }
  return placeOf(text, found);
}

interface Member {
  /** Of its name, or of its value in a list. */
  readonly at: number;
  readonly value: number;
}

/** Strings, comments and whatever else cannot hold a bracket that counts. Regular expressions do not occur in plain data. */
const TRIVIA = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`/y;
const NAME = /(?:"([^"\\]*)"|'([^'\\]*)'|([A-Za-z_$][\w$]*|\d+))\s*:\s*/y;

function propertyIn(text: string, opening: number, name: string): Member | undefined {
  for (const at of membersIn(text, opening)) {
    NAME.lastIndex = at;
    const match = NAME.exec(text);
    const key = match?.[1] ?? match?.[2] ?? match?.[3];
    if (match !== null && key === name) return { at, value: skipped(text, NAME.lastIndex) };
  }
  return undefined;
}

function elementIn(text: string, opening: number, index: number): Member | undefined {
  const members = membersIn(text, opening);
  // a spread before it moves it to an unknown place
  const at = members.slice(0, index + 1).some((each) => text.startsWith("...", each)) ? undefined : members[index];
  return at === undefined ? undefined : { at, value: at };
}

/** Where each member of a literal begins. */
function membersIn(text: string, opening: number): number[] {
  const starts = [skipped(text, opening + 1)];
  let depth = 0;
  for (let index = opening + 1; index < text.length; index += 1) {
    TRIVIA.lastIndex = index;
    const trivia = TRIVIA.exec(text);
    if (trivia !== null) {
      index = TRIVIA.lastIndex - 1;
      continue;
    }
    const letter = text[index] ?? "";
    if ("{[(".includes(letter)) depth += 1;
    if ("}])".includes(letter)) {
      if (depth === 0) break;
      depth -= 1;
    }
    if (letter === "," && depth === 0) starts.push(skipped(text, index + 1));
  }
  return starts;
}

/** Past white space and comments. */
function skipped(text: string, from: number): number {
  const gap = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  gap.lastIndex = from;
  gap.exec(text);
  return gap.lastIndex;
}

function placeOf(text: string, offset: number): SourceRegion {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
