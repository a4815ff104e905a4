import * as z from "zod";
import { objectAt, parseExactJson, textAt } from "../json.ts";
import { refusal } from "../refusal.ts";
import { withKnownSecrets } from "../review/sensitive-attributes.ts";
import { ALLOWED_DATA } from "../reviewable-config.ts";
import { isSettling } from "../settling.ts";

/** Every combination that terraform plans, and our word for it. Source: Terraform `internal/command/jsonplan/resource.go` (checked 2026-11-22). */
const ACTIONS = {
  "no-op": "no-op",
  create: "create",
  read: "read",
  update: "update",
  "delete,create": "replace",
  "create,delete": "replace",
  delete: "delete",
  forget: "forget",
  "create,forget": "replace",
} as const;

export type PlannedAction = (typeof ACTIONS)[keyof typeof ACTIONS];

const changeSchema = z.looseObject({
  actions: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  importing: z.unknown().optional(),
});

const resourceChangeSchema = z.looseObject({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.enum(["managed", "data", "ephemeral"]).default("managed"),
  type: z.string(),
  name: z.string(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change: changeSchema,
});

const planSchema = z.looseObject({
  format_version: z.string(),
  terraform_version: z.string().optional(),
  errored: z.boolean().optional(),
  complete: z.boolean().optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  resource_changes: z.array(resourceChangeSchema).default([]),
  resource_drift: z.array(resourceChangeSchema).default([]),
  output_changes: z.record(z.string(), changeSchema).default({}),
  deferred_changes: z.array(z.unknown()).default([]),
  configuration: z.unknown().optional(),
  timestamp: z.string().optional(),
});

/** `terraform show -json` of a saved plan: sensitive values in clear, so it never reaches the disk. */
export type PlanJson = z.output<typeof planSchema>;
export type ResourceChange = z.output<typeof resourceChangeSchema>;
export type Change = z.output<typeof changeSchema>;

/** Minor versions add fields and stay compatible. Source: Terraform "JSON Output Format", format_version. */
const KNOWN_MAJOR = "1";

/**
 * Lets through only a plan that says everything in words we know.
 * @param acceptIncomplete for a plan that leaves changes for another one, when somebody consented to that
 * @throws SlipwayError kind "refused"
 */
export function parsePlan(text: string, stack: string, { acceptIncomplete = false } = {}): PlanJson {
  const parsed = planSchema.safeParse(parseExactJson(text, stack));
  if (!parsed.success) throw unknownFormat(stack, "plan JSON with resource_changes", z.prettifyError(parsed.error));
  const plan = withKnownMasks(parsed.data);
  if (plan.format_version.split(".")[0] !== KNOWN_MAJOR) {
    throw unknownFormat(stack, `plan format ${KNOWN_MAJOR}.x`, plan.format_version);
  }
  if (plan.errored === true) {
    throw refusal("PLAN_INCOMPLETE", stack, "a complete plan", "one with errors", "mend what terraform names and plan again");
  }
  if (!acceptIncomplete && leftForLater(plan).length > 0) {
    const got = `one that leaves for later: ${leftForLater(plan).join(", ")}`;
    const fix = 'mend what terraform names; or plan with --accept-incomplete --reason "why", and plan again after the apply';
    throw refusal("PLAN_INCOMPLETE", stack, "a complete plan", got, fix);
  }
  for (const each of plan.resource_changes) refuseUnreviewable(each, stack);
  for (const [name, change] of Object.entries(plan.output_changes)) actionOf(change, `${stack}: output ${name}`);
  return plan;
}

/** Everything that reads a plan goes by its masks, so what we know of secrets goes into them first. */
function withKnownMasks(plan: PlanJson): PlanJson {
  const marked = (each: ResourceChange): ResourceChange => {
    const { before, after, before_sensitive, after_sensitive } = each.change;
    const [old, now] = [withKnownSecrets(each.type, before, before_sensitive), withKnownSecrets(each.type, after, after_sensitive)];
    if (old === before_sensitive && now === after_sensitive) return each;
    return { ...each, change: { ...each.change, before_sensitive: old, after_sensitive: now } };
  };
  return { ...plan, resource_changes: plan.resource_changes.map(marked), resource_drift: plan.resource_drift.map(marked) };
}

/** Our word for what a plan does to one thing. An unknown action is never taken for a harmless one. */
export function actionOf(change: Change, where: string): PlannedAction {
  const key = change.actions.join(",");
  const known = Object.entries(ACTIONS).find(([actions]) => actions === key);
  if (known !== undefined) return known[1];
  throw refusal(
    "PLAN_ACTION_UNKNOWN",
    where,
    "an action that can be reviewed",
    key,
    "plan with a terraform version that this release knows",
  );
}

function refuseUnreviewable(each: ResourceChange, stack: string): void {
  const where = `${stack}: ${each.address}`;
  const action = actionOf(each.change, where);
  if (each.mode === "data" && action === "read" && !ALLOWED_DATA.has(each.type)) {
    throw refusal(
      "PLAN_READ_DEFERRED",
      where,
      "every value known at review",
      "a read that happens during apply",
      "take the value from the config",
    );
  }
}

function unknownFormat(stack: string, expected: string, got: string): Error {
  return refusal("PLAN_FORMAT_UNKNOWN", stack, expected, got, "plan with a terraform version that this release knows");
}

/** What a plan says that it does not do yet, by address and reason. Source: Terraform "JSON Output Format", complete and deferred_changes. */
export function leftForLater({ complete, deferred_changes }: Pick<PlanJson, "complete" | "deferred_changes">): readonly string[] {
  const deferred = deferred_changes.map((each) => {
    const reason = textAt(each, "reason");
    return `${textAt(objectAt(each, "resource_change"), "address") ?? "a change"}${reason === undefined ? "" : ` (${reason})`}`;
  });
  return deferred.length === 0 && complete === false ? ["changes that terraform does not name"] : deferred;
}

/** What is left to do, by address. Moves and imports hide in no-ops and count; what only others can finish does not. */
export function remainingWork(plan: PlanJson): readonly string[] {
  const resources = plan.resource_changes
    .filter((each) => each.change.actions.join() !== "no-op" || each.previous_address !== undefined || isImport(each))
    .filter((each) => each.previous_address !== undefined || isImport(each) || !isSettling(each))
    .map((each) => each.address);
  const outputs = Object.entries(plan.output_changes)
    .filter(([, change]) => change.actions.join() !== "no-op")
    .map(([name]) => `output.${name}`);
  return [...resources, ...outputs, ...leftForLater(plan)];
}

export function isImport(each: ResourceChange): boolean {
  return each.change.importing !== undefined && each.change.importing !== null;
}
