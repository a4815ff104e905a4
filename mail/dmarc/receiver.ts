import { parseTagList } from "../tag-list.ts";
import type { PublicSuffix } from "./organizational-domain.ts";
import { DMARC_POLICIES, type DmarcPolicy, isDmarc } from "./record.ts";
import { parseReportUri } from "./report-uri.ts";

/** A published record as receivers act on it, who are kinder than we are to ourselves. */
export interface ReceivedDmarc {
  /** Undefined: broken, and without a mailbox that could be told; receivers do nothing. */
  readonly policies:
    | { readonly own: DmarcPolicy; readonly subdomain: DmarcPolicy; readonly nonexistent: DmarcPolicy | undefined }
    | undefined;
  readonly testing: boolean;
  readonly psd: PublicSuffix;
  readonly strictDkim: boolean;
  readonly strictSpf: boolean;
}

/** Of all TXT records at `_dmarc.<name>`; undefined: none that counts. Two count as none. Source: RFC 9989 sections 4.10 and 4.10.1. */
export function receivedDmarc(texts: readonly string[]): ReceivedDmarc | undefined {
  const [text, ...others] = texts.map((each) => each.trim()).filter(isDmarc);
  if (text === undefined || others.length > 0) return undefined;
  const list = parseTagList(text, { lenient: true });
  if (!list.ok) return undefined;
  const tagOf = (tag: string): string | undefined => list.tags.get(tag)?.toLowerCase();
  return {
    policies: policiesOf(tagOf("p"), tagOf("sp"), tagOf("np"), list.tags.get("rua")),
    testing: tagOf("t") === "y",
    psd: tagOf("psd") === "y" ? "y" : tagOf("psd") === "n" ? "n" : "u",
    strictDkim: tagOf("adkim") === "s",
    strictSpf: tagOf("aspf") === "s",
  };
}

/** A policy that cannot be read counts as `none` where somebody asks for reports. Source: RFC 9989 section 4.10.1. */
function policiesOf(p?: string, sp?: string, np?: string, rua = ""): ReceivedDmarc["policies"] {
  const named = (text: string | undefined): DmarcPolicy | undefined => DMARC_POLICIES.find((each) => each === text);
  const own = named(p);
  const isReadable = (text: string | undefined): boolean => text === undefined || named(text) !== undefined;
  if (own !== undefined && isReadable(sp) && isReadable(np)) return { own, subdomain: named(sp) ?? own, nonexistent: named(np) };
  const asks = rua.split(",").some((uri) => parseReportUri(uri.trim()).kind !== "malformed");
  return asks ? { own: "none", subdomain: "none", nonexistent: undefined } : undefined;
}
