import { secretIn } from "../errors/secret-detector.ts";

/** Longest value that a message repeats, in characters. */
const MAX_SHOWN = 80;

/** Letters that a terminal obeys or that reorder, hide or imitate text: control, format, surrogate, private use, line separators. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A config value as JSON for a message: cut, with unsafe characters spelled out, and never a secret. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? "nothing";
  const secret = secretIn(text);
  return secret === undefined ? showText(text) : `a value that looks like ${secret} (hidden)`;
}

/** Text from outside, made safe to print on one line. */
export function showText(text: string): string {
  const safe = text.replace(UNSAFE, spell);
  return safe.length > MAX_SHOWN ? `${safe.slice(0, MAX_SHOWN)}... (${text.length} characters)` : safe;
}

function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
