import type { ZoneModel } from "../config/model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { PlanJson } from "../launch/plan-json.ts";
import { checkDmarcText } from "../mail/dmarc/check-text.ts";
import { rampProblems, stageOf } from "../mail/dmarc/ramp.ts";
import { dmarcName } from "../mail/dmarc/record.ts";
import { replay, replayLines } from "../mail/evidence/counterfactual.ts";
import { type Evidence, MIN_WINDOW_DAYS } from "../mail/evidence/evidence.ts";
import { mtaStsName } from "../mail/mta-sts/policy.ts";
import { parseTxt } from "../mail/txt.ts";
import { judgePolicy } from "../verify/checks/mail-transport.ts";
import { createNet } from "../verify/net.ts";
import type { ZonePromise } from "../verify/scope.ts";
import type { ProbeWorld } from "../verify/world.ts";
import { proposalOf } from "./mail-proposal.ts";

/**
 * What has to be true outside before mail records may be planned: a policy is served before its announcement changes.
 * @throws SlipwayError MTA_STS_NOT_SERVED
 */
export async function refuseUnreadyMail(
  plans: readonly { readonly plan: PlanJson }[],
  zone: ZonePromise,
  world: ProbeWorld,
): Promise<void> {
  const { domain, mtaSts } = zone.mail;
  if (mtaSts?.record === undefined || !writesRecord(plans, mtaStsName(domain))) return;
  const { url, ask } = judgePolicy(domain, mtaSts.policy);
  const net = createNet(world, domain);
  const { outcome, got } = await ask(net).catch((error: unknown) => ({
    outcome: "fail" as const,
    got: error instanceof Error ? error.message : String(error),
  }));
  if (outcome === "pass") return;
  throw new SlipwayError({
    kind: "refused",
    code: "MTA_STS_NOT_SERVED",
    where: url,
    expected: "the policy that the config means, as text/plain, before its record is published or changed",
    got,
    fix: `serve what slipway mail policy zone/${domain} prints, or leave mail.mtaSts.announced at false until then`,
  });
}

/** What the config would have done to the mail that reports tell of, one line a source that loses some. */
export function counterfactual(zone: ZoneModel, evidence: Evidence | undefined): string[] {
  return evidence === undefined ? [] : replayLines(replay(evidence, proposalOf(zone)));
}

/**
 * A policy is raised a step at a time and on evidence; it is lowered at will, and a first record raises nothing.
 * @throws SlipwayError DMARC_RAMP
 */
export function refuseRamp(options: {
  readonly plans: readonly { readonly plan: PlanJson }[];
  readonly zone: ZoneModel;
  readonly evidence: Evidence | undefined;
  readonly now: Date;
}): void {
  const { plans, zone, evidence, now } = options;
  const change = changeOf(plans, dmarcName(zone.mail.domain));
  if (change?.before === undefined || change.after === undefined) return;
  const proposal = proposalOf(zone);
  const problems = rampProblems({
    before: stageOf(checkDmarcText(change.before).record ?? WATCHING),
    after: stageOf(checkDmarcText(change.after).record ?? WATCHING),
    evidence,
    fates: evidence === undefined ? [] : replay(evidence, proposal),
    senders: proposal.senders.map(({ name }) => name),
    now,
  });
  if (problems.length === 0) return;
  throw new SlipwayError({
    kind: "refused",
    code: "DMARC_RAMP",
    where: `zone/${zone.mail.domain}: mail.dmarc`,
    expected: `reports of at least ${MIN_WINDOW_DAYS} days that show known senders aligned, and one step at a time`,
    got: problems.join("; "),
    fix: `run slipway mail evidence zone/${zone.mail.domain} --reports <folder> and commit what it writes, or leave the policy as it is; lowering it needs nothing`,
  });
}

const WATCHING = { policy: "none", testing: false } as const;

function changeOf(
  plans: readonly { readonly plan: PlanJson }[],
  name: string,
): { readonly before?: string; readonly after?: string } | undefined {
  const found = plans
    .flatMap(({ plan }) => plan.resource_changes)
    .find(({ type, change }) => type === "cloudflare_dns_record" && nameIn(change.after ?? change.before) === name);
  if (found === undefined) return undefined;
  const [before, after] = [textIn(found.change.before), textIn(found.change.after)];
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function textIn(record: unknown): string | undefined {
  if (typeof record !== "object" || record === null || !("content" in record)) return undefined;
  return typeof record.content === "string" ? (parseTxt(record.content) ?? record.content) : undefined;
}

/** Created or changed; a record that stays or goes needs nothing. */
function writesRecord(plans: readonly { readonly plan: PlanJson }[], name: string): boolean {
  return plans.some(({ plan }) =>
    plan.resource_changes.some(({ type, change: { actions, after } }) => {
      const written = actions.includes("create") || actions.includes("update");
      return type === "cloudflare_dns_record" && written && nameIn(after) === name;
    }),
  );
}

function nameIn(record: unknown): unknown {
  return typeof record === "object" && record !== null && "name" in record ? record.name : undefined;
}
