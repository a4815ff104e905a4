// Writing values into rules-language expressions. Source: developers.cloudflare.com/ruleset-engine/rules-language/values (checked 2026-11-22).

/** `a"b\c` becomes `"a\"b\\c"`: the two characters that a quoted string has to escape. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

/** Escapes what a wildcard pattern would read as a sign. Source: .../rules-language/operators, wildcard matching. */
export function escapeWildcard(text: string): string {
  return text.replace(/[*\\]/g, (character) => `\\${character}`);
}
