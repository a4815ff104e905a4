import { adoptedAfter } from "./adopt/adopted.ts";
import { protectedAddresses } from "./foreign-change.ts";
import { canonicalText, sha256Hex } from "./json.ts";
import type { PlanRequest, StackPlanInput } from "./plan.ts";
import type { RunRecord } from "./run.ts";
import type { StackPlan } from "./stack-plan.ts";
import { parseConfig } from "./terraform/work-folder.ts";
import { knownBy, refuseUnknownKeys } from "./trust/known-keys.ts";
import { identityOf } from "./trust/ssh-signature.ts";
import type { Trust } from "./trust/trust.ts";

/**
 * Planner and commit as a run records them.
 * @throws SlipwayError kind "refused", code IDENTITY_UNPROVEN where the target asks for listed keys
 */
export async function whoWrote(request: PlanRequest, id: string, trust: Trust): Promise<Pick<RunRecord, "planner" | "commit">> {
  const { sha, authors, dirty, keys, unsigned } = request.commit;
  const commit = {
    sha: sha ?? null,
    authors: [...authors],
    dirty,
    ...(keys === undefined ? {} : { keys: [...keys] }),
    ...(unsigned === undefined ? {} : { unsigned: [...unsigned] }),
  };
  const identity = { id: request.planner.id, ...(await identityOf(request.planner)) };
  const planner = { ...identity, knownBy: knownBy(trust, identity) };
  refuseUnknownKeys({ id, planner, commit }, trust);
  return { planner, commit };
}

export function toRunStack(plan: StackPlan, input: StackPlanInput | undefined, earlier: readonly string[]): RunRecord["stacks"][number] {
  const config = input?.config ?? "";
  const parsed = parseConfig(config, plan.stack);
  const adopted = adoptedAfter(plan.plan, parsed, earlier);
  return {
    stack: plan.stack,
    digest: plan.digest,
    planSha256: plan.planSha256,
    configSha256: sha256Hex(config),
    lockFileSha256: plan.lockFileSha256,
    ...plan.head,
    argv: [...plan.argv],
    empty: plan.empty,
    onlyRefsOf: input?.onlyRefsOf ?? null,
    ...(input?.imports === undefined ? {} : { importsSha256: sha256Hex(input.imports) }),
    ...(input?.baseline === undefined ? {} : { baselineSha256: sha256Hex(canonicalText(input.baseline)) }),
    protected: [...protectedAddresses(parsed)],
    ...(adopted.length === 0 ? {} : { adopted: [...adopted] }),
  };
}
