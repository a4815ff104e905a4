export type TagList =
  | { readonly ok: true; readonly tags: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * `v=DMARC1; p=none` as tags, in order. DMARC and DKIM share the form. Source: RFC 6376 section 3.2. A tag given twice spoils the list.
 * @param lenient leaves out what is no tag, as receivers do
 */
export function parseTagList(text: string, { lenient = false }: { readonly lenient?: boolean } = {}): TagList {
  const tags = new Map<string, string>();
  const problems: string[] = [];
  const parts = text.split(";").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop(); // one separator at the end is legal
  for (const part of parts) {
    const [, name, value] = /^([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.*)$/s.exec(part) ?? [];
    if (name === undefined || value === undefined) {
      if (!lenient) problems.push(`"${part}" is not of the form tag=value`);
    } else if (tags.has(name)) problems.push(`the tag ${name} stands there twice`);
    else tags.set(name, value);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, tags };
}
