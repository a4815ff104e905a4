export const DMARC_POLICIES = ["none", "quarantine", "reject"] as const;
export type DmarcPolicy = (typeof DMARC_POLICIES)[number];

/** When a failure report is wanted: `0` no mechanism passes and aligns, `1` any does not, `d` DKIM fails, `s` SPF fails. Source: RFC 9989 section 4.7, fo. */
export const FAILURE_OPTIONS = ["0", "1", "d", "s"] as const;
export type FailureOption = (typeof FAILURE_OPTIONS)[number];

export interface DmarcRecord {
  readonly policy: DmarcPolicy;
  /** Absent: as `policy`. */
  readonly subdomainPolicy?: DmarcPolicy | undefined;
  /** For names that do not exist. Absent: as `subdomainPolicy`. */
  readonly nonexistentPolicy?: DmarcPolicy | undefined;
  /** Receivers apply one level less than the policy says (`t=y`). */
  readonly testing: boolean;
  /** `n`: an organisation of its own, whatever stands above; `y`: a public suffix. Absent: the tree decides. */
  readonly publicSuffix?: "y" | "n" | undefined;
  readonly dkimAlignment: "relaxed" | "strict";
  readonly spfAlignment: "relaxed" | "strict";
  /** Mailboxes for aggregate reports. */
  readonly reportTo: readonly string[];
  /** Mailboxes for reports about single messages. */
  readonly failureReportTo: readonly string[];
  readonly failureOptions: readonly FailureOption[];
}

export function dmarcName(domain: string): string {
  return `_dmarc.${domain}`;
}

/** Where a domain of others agrees to take reports about `domain`, with the text `v=DMARC1`. Source: RFC 9990 section 3, verifying external destinations. */
export function reportAuthorisationName(domain: string, destination: string): string {
  return `${domain}._report._dmarc.${destination}`;
}

export const REPORT_AUTHORISATION = "v=DMARC1";

/** Only what differs from the defaults. Source: RFC 9989 section 4.7. Reports go to mailto addresses only, RFC 9990 section 3. */
export function renderDmarc(record: Pick<DmarcRecord, "policy" | "reportTo"> & Partial<DmarcRecord>): string {
  const { failureReportTo = [], failureOptions = [] } = record;
  const tags = ["v=DMARC1", `p=${record.policy}`];
  if (record.subdomainPolicy !== undefined) tags.push(`sp=${record.subdomainPolicy}`);
  if (record.nonexistentPolicy !== undefined) tags.push(`np=${record.nonexistentPolicy}`);
  if (record.publicSuffix !== undefined) tags.push(`psd=${record.publicSuffix}`);
  if (record.testing === true) tags.push("t=y");
  if (record.dkimAlignment === "strict") tags.push("adkim=s");
  if (record.spfAlignment === "strict") tags.push("aspf=s");
  if (record.reportTo.length > 0) tags.push(`rua=${record.reportTo.map(mailtoUri).join(",")}`);
  if (failureReportTo.length > 0) tags.push(`ruf=${failureReportTo.map(mailtoUri).join(",")}`);
  if (failureOptions.length > 0) tags.push(`fo=${failureOptions.join(":")}`);
  return tags.join("; ");
}

/** Whether a receiver takes a TXT record for DMARC at all. Source: RFC 9989 section 4.7: v comes first and is spelled exactly so. */
export function isDmarc(text: string): boolean {
  return /^[vV][ 	]*=[ 	]*DMARC1[ 	]*(;|$)/.test(text);
}

/** Whether somebody meant it to be: every record with another spelling is no DMARC to receivers. */
export function isAlmostDmarc(text: string): boolean {
  return !isDmarc(text) && /v\s*=\s*["']?DMARC/i.test(text);
}

/** A comma separates addresses and an exclamation mark starts a size limit, so both are encoded. Source: RFC 9989 section 4.7. */
function mailtoUri(address: string): string {
  return `mailto:${address.replace(/[%,!;?#]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)}`;
}
