/**
 * Text that Terraform must take as it stands: `${` becomes `$${` and `%{` becomes `%%{`.
 *
 * Without it Terraform reads `https://${1}` in a redirect expression as `https://1`. Takes plain text only, never a token.
 * Source: Terraform language, strings and templates, escape sequences (checked 2026-11-22).
 */
export function lit(text: string): string {
  // a function, because "$$" in a replacement string means one "$"
  return text.replace(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`);
}

/** The same for every text in plain data, keys included. */
export function litDeep(value: unknown): unknown {
  if (typeof value === "string") return lit(value);
  if (Array.isArray(value)) return value.map(litDeep);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [lit(key), litDeep(inner)]));
}
