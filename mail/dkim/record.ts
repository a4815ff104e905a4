import type { MailRemark } from "../remark.ts";
import { parseTagList } from "../tag-list.ts";
import { type DkimKeyKind, MIN_RSA_BITS, parseDkimKey, STRONG_RSA_BITS } from "./key.ts";

/** One key: `<selector>._domainkey.<domain>`. Source: RFC 6376 section 3.6.2.1. */
export function dkimName(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

/** Of a key record or of an alias that stands for one. */
export function isDkimName(name: string): boolean {
  return name.includes("._domainkey.");
}

/** Source: RFC 6376 section 3.6.1, RFC 8463 section 4. */
export function renderDkim(publicKey: string): string {
  const key = parseDkimKey(publicKey);
  return `v=DKIM1; k=${key.ok ? key.kind : "rsa"}; p=${publicKey}`;
}

/** The record of a key that must not be believed any more. Source: RFC 6376 section 3.6.1, p. */
export const REVOKED_DKIM = "v=DKIM1; p=";

/** Every reason why signatures under a published key would not count. Never shows the key. */
export function checkDkimText(text: string): MailRemark[] {
  const list = parseTagList(text);
  if (!list.ok) return list.problems.map(() => malformed("tags of the form name=value, each once, between semicolons", "something else"));
  const { tags } = list;
  const version = tags.get("v");
  const hashes = listOf(tags.get("h"));
  const services = listOf(tags.get("s"));
  const kind = tags.get("k") ?? "rsa";
  return [
    ...(version === undefined || (version === "DKIM1" && [...tags.keys()][0] === "v")
      ? []
      : [malformed("v=DKIM1 first, in capitals, or no version", `v=${version}`)]),
    ...(isKind(kind) ? [] : [malformed("k=rsa or k=ed25519", `k=${kind}`)]),
    ...(tags.has("h") && !hashes.includes("sha256") ? [malformed("h= with sha256, or no h", `h=${tags.get("h")}`)] : []),
    ...(tags.has("s") && !services.includes("*") && !services.includes("email")
      ? [malformed("s= with email, or no s", `s=${tags.get("s")}`)]
      : []),
    ...(listOf(tags.get("t")).includes("y") ? [testing()] : []),
    ...keyRemarks(tags.get("p"), kind),
  ];
}

/** An empty key is legal: the selector is revoked. */
function keyRemarks(written: string | undefined, kind: string): MailRemark[] {
  if (written === undefined) return [malformed("the tag p", "none")];
  const publicKey = written.replace(/\s/g, ""); // white space inside means nothing, RFC 6376 section 3.6.1
  if (publicKey === "") return [];
  const key = parseDkimKey(publicKey);
  if (!key.ok) return [malformed("a public key in p=", key.reason)];
  if (!isKind(kind)) return keyStrength(key);
  if (key.kind !== kind) return [malformed(`a key of k=${kind}`, `a key of type ${key.kind}`)];
  return keyStrength(key);
}

function isKind(text: string): text is DkimKeyKind {
  return text === "rsa" || text === "ed25519";
}

/** Source: RFC 8301 section 3.2. */
export function keyStrength({ kind, bits }: { readonly kind: DkimKeyKind; readonly bits: number }): MailRemark[] {
  if (kind === "ed25519" || bits >= STRONG_RSA_BITS) return [];
  const isNone = bits < MIN_RSA_BITS;
  return [
    {
      severity: isNone ? "error" : "warning",
      code: isNone ? "DKIM_KEY_SHORT" : "DKIM_KEY_WEAK",
      expected: `a key of at least ${STRONG_RSA_BITS} bits`,
      got: `${bits} bits`,
      fix: "make a longer key at the sender, under another selector",
    },
  ];
}

function malformed(expected: string, got: string): MailRemark {
  return { severity: "error", code: "DKIM_RECORD_MALFORMED", expected, got, fix: "copy the record from the service again" };
}

function testing(): MailRemark {
  return { severity: "warning", code: "DKIM_TESTING", expected: "no t=y", got: "t=y", fix: "remove it once signatures verify" };
}

function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(":").map((part) => part.trim());
}
