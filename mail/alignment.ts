import { type DmarcTree, organizationalDomain } from "./dmarc/organizational-domain.ts";
import { hostOf, type SenderRecords } from "./senders/records.ts";

export type AlignmentMode = "relaxed" | "strict";

export interface AlignmentPolicy {
  readonly spf: AlignmentMode;
  readonly dkim: AlignmentMode;
}

/** Whether mail of one service, with one domain in its From line, can pass DMARC, and by which way. */
export interface Alignment {
  readonly sender: string;
  readonly from: string;
  /** Domain that SPF judges, where it is one of ours. */
  readonly bounceDomain: string | undefined;
  /** Domain that signs. */
  readonly signingDomain: string | undefined;
  readonly spf: boolean;
  readonly dkim: boolean;
}

/** One row for each domain that the sender writes into From lines. Source: RFC 9989 section 4.4. */
export function alignmentsOf(options: {
  readonly records: SenderRecords;
  readonly domain: string;
  readonly from: readonly string[];
  readonly policy: AlignmentPolicy;
  readonly tree: DmarcTree;
}): Alignment[] {
  const { records, domain, from, policy, tree } = options;
  const bounceDomain = records.bounceLabel === undefined ? undefined : hostOf(records.bounceLabel, domain);
  const signingDomain = records.signingLabel === undefined ? undefined : hostOf(records.signingLabel, domain);
  return from.map((author) => ({
    sender: records.name,
    from: author,
    bounceDomain,
    signingDomain,
    spf: bounceDomain !== undefined && aligned(author, bounceDomain, policy.spf, tree),
    dkim: signingDomain !== undefined && aligned(author, signingDomain, policy.dkim, tree),
  }));
}

function aligned(author: string, authenticated: string, mode: AlignmentMode, tree: DmarcTree): boolean {
  if (mode === "strict") return author === authenticated;
  return organizationalDomain(author, tree) === organizationalDomain(authenticated, tree);
}
