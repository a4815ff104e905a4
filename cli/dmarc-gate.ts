import type { ZoneModel } from "../config/model.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { requireReason } from "../launch/reason.ts";
import type { Exception } from "../launch/review/review.ts";
import { isImport, type PlanJson } from "../launch/terraform/plan-json.ts";
import { checkDmarcText } from "../mail/dmarc/check-text.ts";
import { rampProblems, STAGES, stageOf } from "../mail/dmarc/ramp.ts";
import { type DmarcRecord, dmarcName } from "../mail/dmarc/record.ts";
import { replay } from "../mail/evidence/counterfactual.ts";
import { type Evidence, MIN_WINDOW_DAYS } from "../mail/evidence/evidence.ts";
import { MAX_PROOF_AGE_DAYS, type Proof, unprovenSenders } from "../mail/evidence/proof.ts";
import { parseTxt } from "../mail/txt.ts";
import { proposalOf } from "./mail-proposal.ts";

export interface DmarcStep {
  readonly plans: readonly { readonly stack: string; readonly plan: PlanJson }[];
  readonly zone: ZoneModel;
  readonly evidence: Evidence | undefined;
  readonly proofs: readonly Proof[];
  readonly now: Date;
  /** Why a policy may be raised although senders are not proven; undefined: it may not. */
  readonly unproven?: string | undefined;
  /** Why a first record may start anywhere. */
  readonly startsAnywhere?: string | undefined;
}

/**
 * A policy is raised a step at a time, on evidence and on a proof of each sender; a first record that enforces is raised from nothing. It is
 * lowered at will, but not in the run that takes it over.
 * @returns what the approver has to repeat
 * @throws SlipwayError DMARC_RAMP, DMARC_UNPROVEN, REASON_MISSING
 */
export function judgeDmarc(step: DmarcStep): readonly Exception[] {
  const { plans, zone, evidence, proofs, now } = step;
  const { domain } = zone.mail;
  const [before, after] = [policiesIn(plans, "before"), policiesIn(plans, "after")];
  const senders = zone.senders ?? [];
  const subjects = [...new Set([domain, ...senders.flatMap(({ from }) => from)])];
  const moves = subjects.map((subject) => ({ subject, was: stageAt(before, subject, domain), is: stageAt(after, subject, domain) }));
  const raised = moves.filter(({ was, is }) => is > was);
  // who sends nothing has nothing to prove, and nothing to lose
  if (raised.length === 0 || senders.length === 0) return weakened(after.get(domain), moves);

  const proposal = proposalOf(zone);
  const isFirst = !before.has(domain);
  const ramp = raised.flatMap(({ subject, was, is }) =>
    rampProblems({
      // nothing has been observed yet, so that no step can be left out
      before: isFirst ? is - 1 : was,
      after: is,
      evidence,
      fates: evidence === undefined ? [] : replay(evidence, proposal),
      senders: senders.map(({ name }) => name),
      now,
    }).map((problem) => (subject === domain ? problem : `${subject}: ${problem}`)),
  );
  const unproven = unprovenSenders(proofs, proposal, now);
  const where = `zone/${domain}: mail.dmarc`;
  const reason = step.unproven ?? (isFirst ? step.startsAnywhere : undefined);
  const refused = [
    ...(ramp.length > 0 && !(isFirst && reason !== undefined) ? [withoutEvidence(where, domain, isFirst, ramp)] : []),
    ...(unproven.length > 0 && reason === undefined ? [withoutProof(where, unproven)] : []),
  ];
  const [first, ...others] = refused;
  if (first !== undefined) throw others.length === 0 ? first : new SlipwayErrors(refused);
  if (reason === undefined) return [];
  const missing = [...(isFirst ? ramp : []), ...unproven];
  if (missing.length === 0) return [];
  const [{ subject = domain, is = 0 } = {}] = raised;
  const sentence = `mail from ${subject} is put under "${STAGES[is]}" with ${missing.join("; ")}; why: ${requireReason(reason, "accept-unproven-mail")}`;
  return [{ code: "ENFORCES_UNPROVEN_MAIL", place: after.get(domain)?.place ?? zone.stack, sentence }];
}

interface Published {
  readonly record: Pick<DmarcRecord, "policy" | "subdomainPolicy" | "testing">;
  /** `<stack>/<address>` */
  readonly place: string;
  readonly isImported: boolean;
}

/** What somebody else ran is taken over as strict as it was, or knowingly less so. */
function weakened(after: Published | undefined, moves: readonly { readonly was: number; readonly is: number }[]): readonly Exception[] {
  const lower = moves.find(({ was, is }) => is < was);
  if (after?.isImported !== true || lower === undefined) return [];
  const sentence = `the DMARC policy that is taken over goes from "${STAGES[lower.was]}" down to "${STAGES[lower.is]}"`;
  return [{ code: "WEAKENS_DMARC", place: after.place, sentence }];
}

/** DMARC by the domain that it speaks for, as the stacks hold it before and after. */
function policiesIn(plans: DmarcStep["plans"], when: "before" | "after"): ReadonlyMap<string, Published> {
  const prefix = dmarcName("");
  return new Map(
    plans.flatMap(({ stack, plan }) =>
      plan.resource_changes.flatMap((each) => {
        const { name, content } = recordIn(each.change[when]);
        if (each.type !== "cloudflare_dns_record" || !name.startsWith(prefix)) return [];
        const record = checkDmarcText(parseTxt(content) ?? content).record ?? WATCHING;
        return [[name.slice(prefix.length), { record, place: `${stack}/${each.address}`, isImported: isImport(each) }] as const];
      }),
    ),
  );
}

/** What receivers make of a record that they cannot read. */
const WATCHING: Published["record"] = { policy: "none", testing: false };

/** A name's own record, else the domain's for names below it; the domain's own counts as strict as it is for either. */
function stageAt(policies: ReadonlyMap<string, Published>, name: string, domain: string): number {
  const own = policies.get(name)?.record;
  if (name === domain) return stageOf(own ?? WATCHING);
  if (own !== undefined) return stageOf({ policy: own.policy, testing: own.testing });
  const { policy, subdomainPolicy, testing } = policies.get(domain)?.record ?? WATCHING;
  return stageOf({ policy: subdomainPolicy ?? policy, testing });
}

function recordIn(value: unknown): { readonly name: string; readonly content: string } {
  if (typeof value !== "object" || value === null) return { name: "", content: "" };
  const [name, content] = ["name" in value ? value.name : "", "content" in value ? value.content : ""];
  return { name: typeof name === "string" ? name : "", content: typeof content === "string" ? content : "" };
}

function withoutEvidence(where: string, domain: string, isFirst: boolean, problems: readonly string[]): SlipwayError {
  const otherwise = isFirst
    ? 'start with policy "none", or say --accept-unproven-mail with a reason that the approver repeats'
    : "or leave the policy as it is; lowering it needs nothing";
  return new SlipwayError({
    kind: "refused",
    code: "DMARC_RAMP",
    where,
    expected: `reports of at least ${MIN_WINDOW_DAYS} days that show known senders aligned, and one step at a time`,
    got: problems.join("; "),
    fix: `run slipway mail evidence zone/${domain} --reports <folder> and commit what it writes, ${otherwise}`,
  });
}

function withoutProof(where: string, unproven: readonly string[]): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "DMARC_UNPROVEN",
    where,
    expected: `a message of each sender that really arrived, proven in the last ${MAX_PROOF_AGE_DAYS} days`,
    got: unproven.join("; "),
    fix: "send one through each of them and run slipway mail proof <message.eml>, or say --accept-unproven-mail with a reason that the approver repeats",
  });
}
