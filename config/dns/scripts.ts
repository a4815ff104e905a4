import { unicodeName } from "./name.ts";

/** Scripts that imitate each other, or that browsers show as punycode when they stand in one label. Source: UTS #39 section 5.2. */
const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Armenian", "Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"] as const;
const OF_SCRIPT = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, "u")] as const);

/** One language writes with several of these. Source: UTS #39 section 5.2, highly restrictive. */
const TOGETHER: readonly (readonly string[])[] = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Bopomofo"],
  ["Latin", "Han", "Hangul"],
];

/** Letters of other scripts that nobody can tell from Latin ones. Source: Unicode confusables.txt, single letters. */
const LATIN_LOOKALIKES = /^[асԁеһіјӏорԛѕԝхуνοραιυ0-9-]+$/u;

/** Why a reader could take a name for another one; undefined when each label is of one script and looks like itself. */
export function deception(name: string): string | undefined {
  if (!name.includes("xn--")) return undefined;
  for (const label of unicodeName(name).split(".")) {
    const found = OF_SCRIPT.filter(([, pattern]) => pattern.test(label)).map(([script]) => script);
    const isOrdinary = found.length <= 1 || TOGETHER.some((scripts) => found.every((script) => scripts.includes(script)));
    if (!isOrdinary) return `${label}, which mixes ${found.join(" and ")} letters`;
    if (found[0] !== undefined && found[0] !== "Latin" && LATIN_LOOKALIKES.test(label))
      return `${label}, whose ${found[0]} letters look like Latin ones`;
  }
  return undefined;
}
