import { parseTagList } from "./tag-list.ts";

export const DMARC_POLICIES = ["none", "quarantine", "reject"] as const;
export type DmarcPolicy = (typeof DMARC_POLICIES)[number];

export interface DmarcRecord {
  readonly policy: DmarcPolicy;
  /** Absent: as `policy`. */
  readonly subdomainPolicy?: DmarcPolicy;
  /** For names that do not exist. Absent: as `subdomainPolicy`. */
  readonly nonexistentPolicy?: DmarcPolicy;
  /** Receivers apply one level less than the policy says (`t=y`). */
  readonly testing: boolean;
  readonly dkimAlignment: "relaxed" | "strict";
  readonly spfAlignment: "relaxed" | "strict";
  /** Mailboxes for aggregate reports. */
  readonly reportTo: readonly string[];
}

export type ParsedDmarc =
  | { readonly ok: true; readonly record: DmarcRecord; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Tags of RFC 7489 that receivers of today ignore. Source: RFC 9989 appendix A.6. */
const HISTORIC_TAGS = ["pct", "rf", "ri"];

export function dmarcName(domain: string): string {
  return `_dmarc.${domain}`;
}

/** Source: RFC 9989 section 4.7. Aggregate reports go to mailto addresses only, RFC 9990 section 3. */
export function renderDmarc(
  record: Pick<DmarcRecord, "policy" | "subdomainPolicy" | "reportTo"> & Partial<Pick<DmarcRecord, "dkimAlignment" | "spfAlignment">>,
): string {
  const tags = ["v=DMARC1", `p=${record.policy}`];
  if (record.subdomainPolicy !== undefined) tags.push(`sp=${record.subdomainPolicy}`);
  if (record.dkimAlignment === "strict") tags.push("adkim=s");
  if (record.spfAlignment === "strict") tags.push("aspf=s");
  if (record.reportTo.length > 0) tags.push(`rua=${record.reportTo.map(mailtoUri).join(",")}`);
  return tags.join("; ");
}

/** Judges what a domain publishes. Stricter than receivers, who guess `p=none` from a broken policy: what we publish has to be right. */
export function parseDmarc(text: string): ParsedDmarc {
  if (!/^v\s*=\s*DMARC1\s*(;|$)/.test(text)) return { ok: false, problems: ["v=DMARC1 has to come first, in capitals"] };
  const list = parseTagList(text);
  if (!list.ok) return list;
  const { tags } = list;
  const problems: string[] = [];
  const policyOf = (tag: string): DmarcPolicy | undefined => {
    const value = tags.get(tag)?.toLowerCase();
    const policy = DMARC_POLICIES.find((each) => each === value);
    if (value !== undefined && policy === undefined) problems.push(`${tag}=${value} is not one of ${DMARC_POLICIES.join(", ")}`);
    return policy;
  };
  const alignmentOf = (tag: string): "relaxed" | "strict" => {
    const value = tags.get(tag)?.toLowerCase() ?? "r";
    if (value !== "r" && value !== "s") problems.push(`${tag}=${value} is not r or s`);
    return value === "s" ? "strict" : "relaxed";
  };
  const policy = policyOf("p");
  // receivers of RFC 7489 ignore a record without p
  if (!tags.has("p")) problems.push("the tag p is missing");
  const subdomainPolicy = policyOf("sp");
  const nonexistentPolicy = policyOf("np");
  const dkimAlignment = alignmentOf("adkim");
  const spfAlignment = alignmentOf("aspf");
  const reportTo = (tags.get("rua") ?? "")
    .split(",")
    .map((uri) => uri.trim())
    .filter((uri) => uri !== "")
    .flatMap((uri) => {
      const address = mailboxOf(uri);
      if (address === undefined) problems.push(`rua=${uri} is not a mailto: address`);
      return address === undefined ? [] : [address];
    });
  if (problems.length > 0 || policy === undefined) return { ok: false, problems };
  return {
    ok: true,
    record: {
      policy,
      ...(subdomainPolicy === undefined ? {} : { subdomainPolicy }),
      ...(nonexistentPolicy === undefined ? {} : { nonexistentPolicy }),
      testing: tags.get("t")?.toLowerCase() === "y",
      dkimAlignment,
      spfAlignment,
      reportTo,
    },
    remarks: HISTORIC_TAGS.filter((tag) => tags.has(tag)).map((tag) => `the tag ${tag} has no effect any more`),
  };
}

/** A comma separates addresses and an exclamation mark starts a size limit, so both are encoded. Source: RFC 9989 section 4.7. */
function mailtoUri(address: string): string {
  return `mailto:${address.replace(/[%,!;?#]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)}`;
}

function mailboxOf(uri: string): string | undefined {
  const [, encoded] = /^mailto:([^\s!]+@[^\s!@]+)(?:![0-9]+[kmgt]?)?$/i.exec(uri) ?? [];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined; // a stray percent sign
  }
}
