import { sameJson } from "../json.ts";
import { type PlannedChange, plannedChanges } from "../review/planned-change.ts";
import { reversibilityOf } from "../review/reversibility.ts";
import type { ChangeAction, WayBack, WayBackStep } from "../review/review-schema.ts";
import { actionOf, isImport, type PlanJson } from "../terraform/plan-json.ts";
import { acknowledgeMany, acknowledgementsFor, isRecord } from "../trust/acknowledgement.ts";

interface Plan {
  readonly stack: string;
  readonly plan: PlanJson;
}

/**
 * What a rollback right after this run would do, address by address, from before and after of its plans. It holds when the run it goes
 * back to is the one that stands now.
 */
export function wayBackOf(to: string, plans: readonly Plan[]): WayBack {
  const inverse = plans.flatMap(({ plan, stack }) => inverseChanges(plan, stack));
  const acknowledgements = [
    ...inverse.flatMap((change) => acknowledgementsFor(change, reversibilityOf(change))),
    ...plans.flatMap(({ plan, stack }) => {
      const here = inverse.filter((change) => change.stack === stack);
      const standing = plan.resource_changes.filter(({ mode, change }) => mode === "managed" && (change.after ?? null) !== null);
      return acknowledgeMany(
        stack,
        { destroyed: here.filter(({ action }) => action === "delete" || action === "replace").length, existing: standing.length },
        {
          destroyed: here.filter(({ action, type }) => action === "delete" && isRecord({ type })).length,
          existing: standing.filter(isRecord).length,
        },
      );
    }),
  ];
  return {
    to,
    steps: inverse.map(toStep).sort(byPlace),
    outputs: plans.flatMap(({ plan, stack }) => changedOutputs(plan, stack)),
    acknowledgements: [...new Set(acknowledgements.map(({ token }) => token))].sort(),
  };
}

/** What a rollback's plans do, in the same words and order as a way back. */
export function stepsOf(plans: readonly Plan[]): readonly WayBackStep[] {
  return plans.flatMap(({ plan, stack }) => plannedChanges(plan, stack).map(toStep)).sort(byPlace);
}

/** Whatever plans do beyond a way back, in words. Drift counts: the way back was approved for the world as it was left. */
export function outsideWayBack(wayBack: WayBack, plans: readonly Plan[], drift: readonly { stack: string; address: string }[]): string[] {
  const outputs = plans.flatMap(({ plan, stack }) => changedOutputs(plan, stack)).filter((output) => !wayBack.outputs.includes(output));
  return [
    ...stepsOf(plans)
      .filter((step) => !wayBack.steps.some((each) => sameJson(each, step)))
      .map(({ action, stack, address }) => `${action} ${stack}/${address}`),
    ...outputs.map((output) => `output ${output}`),
    ...drift.map(({ stack, address }) => `drift in ${stack}/${address}`),
  ];
}

export function changedOutputs(plan: PlanJson, stack: string): readonly string[] {
  return Object.entries(plan.output_changes)
    .filter(([name, change]) => actionOf(change, `${stack}: output ${name}`) !== "no-op")
    .map(([name]) => `${stack}: ${name}`);
}

const INVERSE: Readonly<Record<ChangeAction, ChangeAction>> = {
  create: "delete",
  delete: "create",
  // what was let go of is declared again by the record, and no state holds it any more
  forget: "create",
  // what was adopted was there before us
  import: "forget",
  update: "update",
  replace: "replace",
  move: "move",
};

/** A deleted secret is restored first, so the way back finds it: an import, and with it the update of what the vendor does not keep. */
function inverseOf({ type, action, before }: PlannedChange): ChangeAction {
  return type === "aws_secretsmanager_secret" && action === "delete" && before.recovery_window_in_days !== 0 ? "update" : INVERSE[action];
}

function inverseChanges(plan: PlanJson, stack: string): readonly PlannedChange[] {
  const adopted = new Set(plan.resource_changes.filter(isImport).map(({ address }) => address));
  const deposed = new Set(
    plan.resource_changes.filter((each) => each.deposed !== undefined).map((each) => `${each.address} (deposed ${each.deposed})`),
  );
  return plannedChanges(plan, stack)
    .filter(({ address }) => !deposed.has(address)) // a leftover of an earlier replacement; nothing brings it back
    .map((change) => ({
      ...change,
      action: adopted.has(change.address) ? "forget" : inverseOf(change),
      address: change.previousAddress ?? change.address,
      previousAddress: change.previousAddress === null ? null : change.address,
      before: change.after,
      after: change.before,
    }));
}

function toStep({ stack, address, previousAddress, action }: PlannedChange): WayBackStep {
  return { stack, address, previousAddress, action };
}

function byPlace(one: WayBackStep, other: WayBackStep): number {
  const [left, right] = [`${one.stack}/${one.address}`, `${other.stack}/${other.address}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
