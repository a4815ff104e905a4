import { credentialsIn, withoutValues } from "../errors/secret-detector.ts";
import type { Shell } from "./command.ts";

/** Everything that a terminal obeys or that hides text, but line ends and tabs. Source: ECMA-48 C0 and C1 sets; Unicode 15, UAX #9; zero-width and tag characters. */
const OBEYED =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Shows such a character as JSON spells it: seen in a text, and still the same data in JSON. */
export function terminalText(text: string): string {
  return text.replace(OBEYED, (character) =>
    [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** A shell whose lines cannot steer the terminal, nor show a credential of its environment, whatever a record, a rule or a server answered. */
export function safeShell(shell: Shell): Shell {
  const credentials = credentialsIn(shell.environment);
  const safe = (line: string): string => terminalText(withoutValues(line, credentials));
  return { ...shell, out: (line) => shell.out(safe(line)), err: (line) => shell.err(safe(line)) };
}
