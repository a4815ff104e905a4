import type { ZoneModel } from "../config/model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { PlanJson } from "../launch/terraform/plan-json.ts";
import { replay, replayLines } from "../mail/evidence/counterfactual.ts";
import type { Evidence } from "../mail/evidence/evidence.ts";
import { mtaStsName } from "../mail/mta-sts/policy.ts";
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
