/** What a `_dmarc` record says about the tree: `y` a public suffix, `n` the top of an organisation. Source: RFC 9989 section 4.7, psd. */
export type PublicSuffix = "y" | "n" | "u";

/** The psd tag of the DMARC record at `_dmarc.<name>`, `u` without one; undefined: no record there. */
export type DmarcTree = (name: string) => PublicSuffix | undefined;

/** Longest walk, in queries. Source: RFC 9989 section 4.10. */
const MAX_QUERIES = 8;

/**
 * The domain that all of an organisation's names share, found by walking up from a name over DMARC records. The name itself where nobody
 * up there has one. Source: RFC 9989 sections 4.10 and 4.10.2.
 */
export function organizationalDomain(name: string, tree: DmarcTree): string {
  let highest: string | undefined;
  for (const candidate of treeWalk(name)) {
    const psd = tree(candidate);
    if (psd === undefined) continue;
    if (psd === "n") return candidate;
    if (psd === "y") return candidate === name ? name : childToward(candidate, name);
    highest = candidate;
  }
  return highest ?? name;
}

/** Where DMARC records are asked for: the name, then its parents; a name of more than eight labels goes on at seven. Source: RFC 9989 section 4.10. */
export function treeWalk(name: string): string[] {
  const labels = name.split(".");
  const names = [name];
  let rest = labels.length > MAX_QUERIES ? labels.slice(-(MAX_QUERIES - 1)) : labels.slice(1);
  while (rest.length > 0 && names.length < MAX_QUERIES) {
    names.push(rest.join("."));
    rest = rest.slice(1);
  }
  return names;
}

function childToward(parent: string, name: string): string {
  const below = name.slice(0, -(parent.length + 1)).split(".");
  return `${below.at(-1)}.${parent}`;
}
