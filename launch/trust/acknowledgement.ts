import { protectedClassOf } from "../review/concern.ts";
import { subject } from "../review/describe.ts";
import type { PlannedChange } from "../review/planned-change.ts";
import type { Acknowledgement, Reversibility } from "../review/review-schema.ts";
import type { PlanJson } from "../terraform/plan-json.ts";

/** More destructions than this in one run have to be named, however few they are of the whole. */
const MANY_DESTRUCTIONS = 5;
/** And so has a share of a stack. Source: octoDNS provider/plan.py, MAX_SAFE_DELETE_PCENT and MIN_EXISTING_RECORDS (checked 2026-11-22), here for resources. */
const LARGE_SHARE = 0.3;
const SHARE_COUNTS_FROM = 10;
/** Of records the share counts in zones of any size, from the second on: a small zone has the most to lose, and octoDNS lets 8 of 9 go. */
const RECORD_TYPE = "cloudflare_dns_record";

const LOSS_CODES = {
  mx: "DELETES_MX",
  ns: "DELETES_NS",
  caa: "DELETES_CAA",
  spf: "DELETES_SPF",
  dmarc: "DELETES_DMARC",
  dkim: "DELETES_DKIM",
  secret: "DELETES_SECRET",
  ruleset: "DELETES_RULESET",
  dnssec: "DISABLES_DNSSEC",
} as const;

/** What a plan does on purpose or not at all: each has to be repeated by the approver, and is signed. */
export function acknowledgementsFor(change: PlannedChange, reversibility: Reversibility): readonly Acknowledgement[] {
  const kind = protectedClassOf(change.type, change.before);
  // a record that turns into something else is as lost as a deleted one
  const turns = change.action === "update" && protectedClassOf(change.type, change.after) !== kind;
  const lost = kind !== undefined && (change.action === "delete" || change.action === "replace" || turns);
  const place = `${change.stack}/${change.address}`;
  // mail that was signed with the old key and is still on its way fails; a new key belongs under a new selector
  const rekeyed = kind === "dkim" && change.action === "update" && !turns && change.changed.includes("content");
  return [
    ...(kind !== undefined && lost ? [acknowledgement(LOSS_CODES[kind], place, `${subject(change)} goes away`)] : []),
    ...(rekeyed ? [acknowledgement("CHANGES_DKIM_KEY", place, `${subject(change)} gets another key while mail is signed with it`)] : []),
    ...(reversibility.class === "not-reversible" ? [acknowledgement("NOT_REVERSIBLE", place, reversibility.note)] : []),
  ];
}

/** Always on: no configuration turns it off. */
export function acknowledgementsForStack(plan: PlanJson, stack: string): readonly Acknowledgement[] {
  const managed = plan.resource_changes.filter(({ mode }) => mode === "managed");
  const existing = managed.filter(({ change }) => change.before !== null && change.before !== undefined);
  const destroyed = managed.filter(({ change }) => change.actions.includes("delete"));
  // one that is made anew is not lost
  const lost = destroyed.filter((each) => isRecord(each) && !each.change.actions.includes("create"));
  return acknowledgeMany(
    stack,
    { destroyed: destroyed.length, existing: existing.length },
    { destroyed: lost.length, existing: existing.filter(isRecord).length },
  );
}

export function isRecord({ type }: { readonly type: string }): boolean {
  return type === RECORD_TYPE;
}

/** How much of what is there goes away. */
export interface Destruction {
  readonly destroyed: number;
  readonly existing: number;
}

/** @param records the share of it that is DNS, whose share counts however few there are */
export function acknowledgeMany(
  stack: string,
  { destroyed, existing }: Destruction,
  records: Destruction = { destroyed: 0, existing: 0 },
): readonly Acknowledgement[] {
  const large = existing >= SHARE_COUNTS_FROM && destroyed > existing * LARGE_SHARE;
  const emptied = records.destroyed > 1 && records.destroyed > records.existing * LARGE_SHARE;
  if (destroyed <= MANY_DESTRUCTIONS && !large && !emptied) return [];
  const what = destroyed <= MANY_DESTRUCTIONS && !large ? records : { destroyed, existing };
  const noun = what === records ? "DNS records" : "resources";
  return [acknowledgement("DESTROYS_MANY", stack, `${what.destroyed} of ${what.existing} ${noun} are destroyed`)];
}

export function acknowledgement(code: string, place: string, reason: string): Acknowledgement {
  return { token: `${code}:${place}`, code, reason };
}
