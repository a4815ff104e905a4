import { protectedClassOf } from "./concern.ts";
import { subject } from "./describe.ts";
import type { PlanJson } from "./plan-json.ts";
import type { PlannedChange } from "./planned-change.ts";
import type { Acknowledgement, Reversibility } from "./review-schema.ts";

/** More destructions than this in one run have to be named, however few they are of the whole. */
const MANY_DESTRUCTIONS = 5;
/** And so has a share of a stack. Source: octoDNS provider/plan.py, MAX_SAFE_DELETE_PCENT and MIN_EXISTING_RECORDS (checked 2026-11-22), here for resources. */
const LARGE_SHARE = 0.3;
const SHARE_COUNTS_FROM = 10;

const LOSS_CODES = {
  mx: "DELETES_MX",
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
  return [
    ...(kind !== undefined && lost ? [acknowledgement(LOSS_CODES[kind], place, `${subject(change)} goes away`)] : []),
    ...(reversibility.class === "not-reversible" ? [acknowledgement("NOT_REVERSIBLE", place, reversibility.note)] : []),
  ];
}

/** Always on: no configuration turns it off. */
export function acknowledgementsForStack(plan: PlanJson, stack: string): readonly Acknowledgement[] {
  const managed = plan.resource_changes.filter(({ mode }) => mode === "managed");
  const existing = managed.filter(({ change }) => change.before !== null && change.before !== undefined).length;
  const destroyed = managed.filter(({ change }) => change.actions.includes("delete")).length;
  return acknowledgeMany(stack, destroyed, existing);
}

export function acknowledgeMany(stack: string, destroyed: number, existing: number): readonly Acknowledgement[] {
  const large = existing >= SHARE_COUNTS_FROM && destroyed > existing * LARGE_SHARE;
  if (destroyed <= MANY_DESTRUCTIONS && !large) return [];
  return [acknowledgement("DESTROYS_MANY", stack, `${destroyed} of ${existing} resources are destroyed`)];
}

export function acknowledgement(code: string, place: string, reason: string): Acknowledgement {
  return { token: `${code}:${place}`, code, reason };
}
