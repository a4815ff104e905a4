import { CATALOGUE } from "../../errors/catalogue.ts";
import type { ErrorEntry } from "../../errors/entry.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import type { Command } from "../command.ts";

const entries: ReadonlyMap<string, ErrorEntry> = new Map(Object.entries(CATALOGUE));

/** `slipway explain CODE`: the whole story behind an error code. */
export const explain: Command = {
  name: "explain",
  argument: "<code>",
  argumentDescription: "an error code, as it stands in square brackets at the end of a message",
  summary: "Say what an error code means and how to mend it",
  options: [],
  example: "slipway explain REDIRECT_LOOP",
  run: async ({ argument = "", global, shell }) => {
    const code = argument.toUpperCase();
    const entry = entries.get(code);
    if (entry === undefined) {
      throw new SlipwayError({
        kind: "config",
        code: "CODE_UNKNOWN",
        where: "slipway explain",
        expected: "a code from docs/errors.md",
        got: JSON.stringify(argument),
        fix: nearest(code),
      });
    }
    if (global.json) shell.out(JSON.stringify({ code, ...entry }));
    else
      for (const line of [`${code}: ${entry.title}`, "", `Live:   ${entry.consequence}`, `Fix:    ${entry.fix}`, `Source: ${entry.source}`])
        shell.out(line);
    return 0;
  },
};

function nearest(code: string): string {
  const words = new Set(code.split("_"));
  const score = (candidate: string): number => candidate.split("_").filter((word) => words.has(word)).length;
  const best = [...entries.keys()].sort((a, b) => score(b) - score(a))[0];
  return best !== undefined && score(best) > 0 ? `did you mean ${best}` : "copy the code from the message";
}
