import type { PlanLimit } from "../edge/plan-limits.ts";
import { PLANS } from "../edge/plan-tier.ts";
import { PRODUCT_LIMITS } from "../edge/product-limits.ts";
import type { ServedType } from "./served.ts";
import { typesOf } from "./served.ts";

const INTRO = `# What the rehearsal serves and refuses

Made by \`npm run docs\` from the tables that the rehearsal runs on.

The real terraform talks to a stand-in for cloudflare/cloudflare 5.22.0 and hashicorp/aws. What the stand-in takes, the real provider must take; what it does not know, it refuses.

- **Schemas** come from the bindings that the constructs compile against, corrected to 5.22.0 where that was read from the real provider: attributes that it added are there, those that it took away or made read-only are refused.
- **What the provider checks** (values, ranges, lengths, what excludes or needs what, replacement, defaults) was read from the real provider 5.22.0, type by type.
- **What Cloudflare's API does beyond that** (quotas by plan, duplicates, references, normalisation) is documented by Cloudflare or generally known, and not measured; which of the two, and where, stands beside each table in \`rehearsal/behaviours/\` and \`edge/\`. Where the API would change what was sent, the rehearsal refuses the spelling that would come back different, because every later plan would show it.
- **Not played**: token permissions, rate limits of the API, delays between a change and its effect, load balancing as an add-on of its own, content of Workers.

A zone on Cloudflare's own name servers is assumed: certificates become active at once, and DNSSEC is \`active\` as soon as it is on, unless the world says that the parent zone lacks the DS record.
`;

/** The page docs/rehearsal.md. */
export function rehearsalReference(): string {
  const { length } = typesOf("cloudflare");
  return [
    INTRO,
    `## Cloudflare types (${length})`,
    "",
    "Owner and identifiers replace a resource everywhere and are left out of the third column.",
    "",
    "| type | checks | replaced when this changes | deleting | import id |",
    "| --- | --- | --- | --- | --- |",
    ...typesOf("cloudflare").map(rowOf),
    "",
    `## AWS types (${typesOf("aws").length})`,
    "",
    ...typesOf("aws").map(({ type }) => `- \`${type}\``),
    "",
    "## What a plan admits of products",
    "",
    `| limit | ${PLANS.join(" | ")} | with add-on | source, checked |`,
    `| --- | ${PLANS.map(() => "---").join(" | ")} | --- | --- |`,
    ...PRODUCT_LIMITS.map(limitRow),
    "",
  ].join("\n");
}

const EVERYWHERE = ["account_id", "id", "operation_id", "zone_id"];

function rowOf({ type, rules, behaviour }: ServedType): string {
  const checks = Object.values(rules).reduce((sum, rule) => sum + (rule.checks?.length ?? 0), 0);
  const replaced = Object.entries(rules).flatMap(([name, { replace }]) =>
    replace === true && !EVERYWHERE.includes(name) ? [`\`${name}\``] : [],
  );
  return `| \`${type}\` | ${checks} | ${replaced.join(", ")} | ${deletionOf(behaviour)} | ${behaviour.importForm === undefined ? "none" : code(behaviour.importForm)} |`;
}

function deletionOf({ warning, find }: ServedType["behaviour"]): string {
  if (warning !== undefined) return "does nothing";
  return find === undefined ? "deletes it" : "brings back the initial values";
}

function limitRow({ title, byPlan, withAddOn, source, checked }: PlanLimit<number | boolean | readonly string[]>): string {
  const lifted = withAddOn === undefined ? "" : `${withAddOn.addOn}: ${shown(withAddOn.value)}`;
  return `| ${title} | ${PLANS.map((plan) => shown(byPlan[plan])).join(" | ")} | ${lifted} | ${source}, ${checked} |`;
}

function shown(value: number | boolean | readonly string[]): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return Number.isFinite(value) ? value.toLocaleString("en-US") : "no limit";
  return value.join(", ");
}

/** A bar would end the cell. */
function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
