import { parseReportUri } from "./dmarc/report-uri.ts";
import type { MailRemark } from "./remark.ts";
import { parseTagList } from "./tag-list.ts";

export function tlsRptName(domain: string): string {
  return `_smtp._tls.${domain}`;
}

/** Source: RFC 8460 section 3. A comma, an exclamation mark and a semicolon in an address are encoded. */
export function renderTlsRpt(reportTo: readonly string[]): string {
  return `v=TLSRPTv1; rua=${reportTo.map(uriOf).join(",")}`;
}

export function isTlsRpt(text: string): boolean {
  return /^v=TLSRPTv1\s*;/.test(text);
}

export function checkTlsRptText(text: string): MailRemark[] {
  if (!isTlsRpt(text)) return [malformed("a record that starts with v=TLSRPTv1 and a semicolon", JSON.stringify(text.slice(0, 40)))];
  const list = parseTagList(text);
  if (!list.ok) return list.problems.map((problem) => malformed("tags of the form name=value, each once", problem));
  const rua = list.tags.get("rua");
  if (rua === undefined || rua === "") return [malformed("rua= with a mailbox or an address that takes reports", "none")];
  return rua
    .split(",")
    .map((uri) => uri.trim())
    .filter((uri) => !/^mailto:[^\s@]+@[^\s@]+$/i.test(uri) && !/^https:\/\/[^\s/]+(\/\S*)?$/i.test(uri))
    .map((uri) => malformed("mailto: and https: addresses between commas", `rua=${uri}`));
}

/** Mailboxes that get reports. */
export function tlsRptMailboxes(text: string): string[] {
  const list = parseTagList(text);
  const uris = list.ok ? (list.tags.get("rua") ?? "").split(",") : [];
  return uris.flatMap((uri) => {
    const parsed = parseReportUri(uri.trim());
    return parsed.kind === "mailbox" ? [parsed.address] : [];
  });
}

function uriOf(destination: string): string {
  if (destination.startsWith("https://")) return destination;
  return `mailto:${destination.replace(/[%,!;?#]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)}`;
}

function malformed(expected: string, got: string): MailRemark {
  return { severity: "error", code: "TLS_RPT_MALFORMED", expected, got, fix: "write it as RFC 8460 section 3 has it" };
}
