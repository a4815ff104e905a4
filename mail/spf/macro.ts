import { MAX_NAME_LENGTH } from "./limits.ts";

export type MacroLetter = "s" | "l" | "o" | "d" | "i" | "p" | "h" | "c" | "r" | "t" | "v";

export type MacroPart =
  | { readonly kind: "literal"; readonly text: string }
  /** `%%`, `%_` and `%-`, as what they stand for. */
  | { readonly kind: "escape"; readonly text: string }
  | {
      readonly kind: "expand";
      readonly letter: MacroLetter;
      /** Written in upper case: the value is URL-escaped. */
      readonly urlEscaped: boolean;
      /** How many right-hand parts are kept; undefined: all. */
      readonly keep: number | undefined;
      readonly reversed: boolean;
      /** Where the value is cut into parts. */
      readonly delimiters: string;
    };

export type ParsedMacros =
  | { readonly ok: true; readonly parts: readonly MacroPart[] }
  /** `at`: offset in the text. */
  | { readonly ok: false; readonly at: number; readonly expected: string };

/** Values of one evaluation, by letter. */
export type MacroValues = Readonly<Record<MacroLetter, string>>;

const EXPAND = /^%\{([slodiphcrtv])(\d*)(r?)([.\-+,/_=]*)\}/i;
const ESCAPES: Readonly<Record<string, string>> = { "%%": "%", "%_": " ", "%-": "%20" };
/** Only in explanations. Source: RFC 7208 section 7.2. */
const EXPLANATION_LETTERS = "crt";
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/** Reads a macro-string, or with `explanation` an explain-string, which may hold spaces. Source: RFC 7208 sections 7.1 and 12. */
export function parseMacros(text: string, { explanation = false }: { readonly explanation?: boolean } = {}): ParsedMacros {
  const parts: MacroPart[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    if (rest.startsWith("%")) {
      const escaped = ESCAPES[rest.slice(0, 2)];
      const expand = EXPAND.exec(rest);
      if (escaped !== undefined) parts.push({ kind: "escape", text: escaped });
      else if (expand === null) return { ok: false, at, expected: "a macro as %{letter}, %%, %_ or %-" };
      else {
        const part = macroOf(expand);
        if (part.keep === 0) return { ok: false, at, expected: "a macro that keeps at least 1 part" };
        if (!explanation && EXPLANATION_LETTERS.includes(part.letter))
          return { ok: false, at, expected: `a macro other than %{${part.letter}}, which only explanations may hold` };
        parts.push(part);
      }
      at += escaped === undefined ? (expand?.[0].length ?? 1) : 2;
      continue;
    }
    const [literal] = (explanation ? /^[\x20-\x24\x26-\x7e]+/ : /^[\x21-\x24\x26-\x7e]+/).exec(rest) ?? [];
    if (literal === undefined) return { ok: false, at, expected: "printable ASCII" };
    parts.push({ kind: "literal", text: literal });
    at += literal.length;
  }
  return { ok: true, parts };
}

export function usesMacro(parts: readonly MacroPart[], letters: string): boolean {
  return parts.some((part) => part.kind === "expand" && letters.includes(part.letter));
}

/** Source: RFC 7208 section 7.3. */
export function expandMacros(parts: readonly MacroPart[], values: Partial<MacroValues>): string {
  return parts.map((part) => (part.kind === "expand" ? transformed(part, values[part.letter] ?? "") : part.text)).join("");
}

/** As a name to ask for: no trailing dot, whole labels cut from the left until it fits. Source: RFC 7208 section 7.3. */
export function targetName(expanded: string): string {
  let name = expanded.replace(/\.$/, "");
  while (name.length > MAX_NAME_LENGTH && name.includes(".")) name = name.slice(name.indexOf(".") + 1);
  return name;
}

function macroOf([, letter = "", digits = "", reverse = "", delimiters = ""]: RegExpExecArray): Extract<MacroPart, { kind: "expand" }> {
  return {
    kind: "expand",
    letter: letterOf(letter),
    urlEscaped: letter !== letter.toLowerCase(),
    keep: digits === "" ? undefined : Number(digits),
    reversed: reverse !== "",
    delimiters: delimiters || ".",
  };
}

function letterOf(letter: string): MacroLetter {
  // the pattern let no other letter through
  return letter.toLowerCase() as MacroLetter;
}

function transformed({ keep, reversed, delimiters, urlEscaped }: Extract<MacroPart, { kind: "expand" }>, value: string): string {
  const pieces = [""];
  for (const character of value) {
    if (delimiters.includes(character)) pieces.push("");
    else pieces.push(`${pieces.pop() ?? ""}${character}`);
  }
  if (reversed) pieces.reverse();
  const kept = (keep === undefined ? pieces : pieces.slice(-keep)).join(".");
  return urlEscaped
    ? [...kept].map((character) => (UNRESERVED.test(character) ? character : encodeURIComponentStrict(character))).join("")
    : kept;
}

/** Also what encodeURIComponent leaves alone: ! ' ( ) *. Source: RFC 3986 section 2.3. */
function encodeURIComponentStrict(character: string): string {
  return [...Buffer.from(character, "utf8")].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
