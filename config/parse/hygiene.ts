import { SlipwayError, type SlipwayErrorParts } from "../../errors/slipway-error.ts";
import { showText } from "../show-value.ts";
import { placeOf } from "./place.ts";

/** Longer than any value of any config; the longest allowed one, a header value, has 4,096 characters. */
const MAX_TEXT_LENGTH = 8_192;

/** Deeper than any config. */
const MAX_DEPTH = 64;

/** Names through which data reaches the machinery of JavaScript objects. */
const MACHINERY = new Set(["__proto__", "constructor", "prototype"]);

/** Control characters, and those that hide, join or reorder text on a screen: a reviewer would read another value than the machine. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u;

/** Nearly every text; spares it the slow look at Unicode's tables. */
const PLAIN = /^[\x20-\x7e]*$/;

/** What no config may hold anywhere, whatever the schema says. */
export function checkHygiene(file: string, data: unknown): SlipwayError[] {
  const errors: SlipwayError[] = [];
  const path: string[] = [];
  const note = (error: SlipwayError | undefined): void => {
    if (error !== undefined) errors.push(error);
  };
  const below = (name: string, inner: unknown): void => {
    path.push(name);
    visit(inner);
    path.pop();
  };
  const visit = (value: unknown): void => {
    if (path.length > MAX_DEPTH) {
      errors.push(
        refuse(file, path.slice(0, 4), {
          code: "CONFIG_TOO_DEEP",
          expected: `at most ${MAX_DEPTH} levels`,
          got: "more",
          fix: "flatten the value",
        }),
      );
    } else if (typeof value === "string") {
      note(checkText(file, path, value));
    } else if (Array.isArray(value)) {
      for (const [index, inner] of value.entries()) below(String(index), inner);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        if (MACHINERY.has(name)) {
          errors.push(
            refuse(file, path, {
              code: "CONFIG_FORBIDDEN_NAME",
              expected: "names that mean nothing to JavaScript itself",
              got: name,
              fix: "choose another name",
            }),
          );
          continue;
        }
        note(checkText(file, path, name));
        below(name, inner);
      }
    }
  };
  visit(data);
  return errors;
}

function checkText(file: string, path: readonly string[], text: string): SlipwayError | undefined {
  if (text.length > MAX_TEXT_LENGTH) {
    return refuse(file, path, {
      code: "CONFIG_TEXT_TOO_LONG",
      expected: `text of at most ${MAX_TEXT_LENGTH} characters`,
      got: `${text.length} characters`,
      fix: "shorten it",
    });
  }
  if (PLAIN.test(text)) return undefined;
  const hidden = HIDDEN.exec(text);
  if (hidden === null) return undefined;
  return refuse(file, path, {
    code: "CONFIG_HIDDEN_CHARACTER",
    expected: "text that a reader sees as it is, on one line",
    got: `${showText(hidden[0])} at character ${hidden.index + 1}`,
    fix: "remove the character; it often comes from copying out of a document",
  });
}

function refuse(file: string, path: readonly string[], parts: Pick<SlipwayErrorParts, "code" | "expected" | "got" | "fix">): SlipwayError {
  return new SlipwayError({ kind: "config", where: placeOf(file, path), ...parts });
}
