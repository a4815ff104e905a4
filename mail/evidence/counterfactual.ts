import { dkimName } from "../dkim/record.ts";
import { type DmarcTree, organizationalDomain } from "../dmarc/organizational-domain.ts";
import type { DmarcPolicy, DmarcRecord } from "../dmarc/record.ts";
import { hostOf, type SenderRecords } from "../senders/records.ts";
import type { Evidence, Flow } from "./evidence.ts";

/** What would have become of one source's mail. */
export interface Fate {
  /** A sender of the config, or the domain that the mail passes for, or nobody. */
  readonly source: string;
  readonly isKnown: boolean;
  readonly messages: number;
  readonly aligned: number;
  /** Messages that would have been treated so. */
  readonly quarantined: number;
  readonly rejected: number;
}

/** How mail would be sent and judged. */
export interface Proposal {
  readonly domain: string;
  /** By the domain that each speaks for; one for `domain` itself. */
  readonly records: ReadonlyMap<string, DmarcRecord>;
  readonly senders: readonly SenderRecords[];
  /** Names of the keys that are published: draining ones still verify. */
  readonly keys: ReadonlySet<string>;
  readonly tree: DmarcTree;
}

const TESTED: Readonly<Record<DmarcPolicy, DmarcPolicy>> = { none: "none", quarantine: "none", reject: "quarantine" };

/** The same messages, under other senders and another policy: by source, the most mail first. Source: RFC 9989 sections 4.4 and 4.7. */
export function replay({ flows }: Evidence, proposal: Proposal): Fate[] {
  const bySource = new Map<string, Fate>();
  for (const flow of flows) {
    const { source, isKnown } = sourceOf(flow, proposal);
    const fate = bySource.get(source) ?? { source, isKnown, messages: 0, aligned: 0, quarantined: 0, rejected: 0 };
    const aligned = passes(flow, proposal);
    const treatment = aligned ? "none" : policyFor(flow.from, proposal);
    const add = (amount: boolean): number => (amount ? flow.messages : 0);
    bySource.set(source, {
      ...fate,
      messages: fate.messages + flow.messages,
      aligned: fate.aligned + add(aligned),
      quarantined: fate.quarantined + add(treatment === "quarantine"),
      rejected: fate.rejected + add(treatment === "reject"),
    });
  }
  return [...bySource.values()].sort((one, other) => other.messages - one.messages || (one.source < other.source ? -1 : 1));
}

/** `340 messages of hubspotemail.net would have been quarantined`, one line a source that loses mail. */
export function replayLines(fates: readonly Fate[]): string[] {
  return fates.flatMap(({ source, quarantined, rejected }) => [
    ...(rejected > 0 ? [`${rejected} messages of ${source} would have been rejected`] : []),
    ...(quarantined > 0 ? [`${quarantined} messages of ${source} would have been quarantined`] : []),
  ]);
}

/** Of the mail of known senders; 1 where there was none. */
export function alignedRate(fates: readonly Fate[]): number {
  const known = fates.filter(({ isKnown }) => isKnown);
  const messages = known.reduce((sum, fate) => sum + fate.messages, 0);
  return messages === 0 ? 1 : known.reduce((sum, fate) => sum + fate.aligned, 0) / messages;
}

/** What passed for one of our names passes on only while a proposed sender still has that name. */
export function passes({ from, spf, dkim }: Pick<Flow, "from" | "spf" | "dkim">, proposal: Proposal): boolean {
  const { domain, senders, keys, tree } = proposal;
  const record = recordFor(from, proposal);
  const home = organizationalDomain(from, tree);
  const aligns = (name: string, mode: "relaxed" | "strict"): boolean =>
    name === from || (mode === "relaxed" && organizationalDomain(name, tree) === home);
  const bounces = new Set(senders.flatMap(({ bounceLabel }) => (bounceLabel === undefined ? [] : [hostOf(bounceLabel, domain)])));
  return (
    spf.some((name) => aligns(name, record?.spfAlignment ?? "relaxed") && bounces.has(name)) ||
    dkim.some((key) => aligns(key.domain, record?.dkimAlignment ?? "relaxed") && keys.has(dkimName(key.selector, key.domain)))
  );
}

/** A selector belongs to one sender; a return path to one, unless it is the domain itself. */
export function sourceOf({ spf, dkim }: Pick<Flow, "spf" | "dkim">, { domain, senders }: Proposal): Pick<Fate, "source" | "isKnown"> {
  const signed = new Set(dkim.map((key) => dkimName(key.selector, key.domain)));
  const signer = senders.find((sender) => sender.dkim.some((key) => signed.has(dkimName(key.selector, hostOf(key.label, domain)))));
  const bouncer = senders.find(({ bounceLabel }) => bounceLabel !== undefined && spf.includes(hostOf(bounceLabel, domain)));
  const sender = signer ?? bouncer;
  if (sender !== undefined) return { source: sender.name, isKnown: true };
  const [passedFor] = [...dkim.map((key) => key.domain), ...spf];
  return { source: passedFor ?? "nobody known, without a pass by SPF or DKIM", isKnown: false };
}

function policyFor(from: string, proposal: Proposal): DmarcPolicy {
  const record = recordFor(from, proposal);
  if (record === undefined) return "none";
  const published = proposal.records.has(from) ? record.policy : (record.subdomainPolicy ?? record.policy);
  return record.testing ? TESTED[published] : published;
}

/** The name's own, or the domain's for names below it; somebody else's From line is not ours to judge. */
export function recordFor(from: string, { domain, records }: Proposal): DmarcRecord | undefined {
  return records.get(from) ?? (from.endsWith(`.${domain}`) ? records.get(domain) : undefined);
}
