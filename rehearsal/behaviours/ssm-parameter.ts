import { equal, UNKNOWN } from "../value.ts";
import { arnOf, findImported, inRegion, NO_TAGS, regionOf } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import type { Behaviour, Change, PlannedChange } from "./behaviour.ts";

const TYPE = "aws_ssm_parameter";
const NAME = /^[A-Za-z0-9_.\-/]+$/;
/** Source: AWS Systems Manager API reference, PutParameter (checked 2026-11-22). */
const MAX_LEVELS = 15;
const MAX_BYTES = { Standard: 4096, Advanced: 8192, "Intelligent-Tiering": 8192 } as const;
/** Attributes that are written together; tags go by a call of their own. */
const WRITTEN = ["value", "insecure_value", "type", "description", "tier", "allowed_pattern", "value_wo_version"];
const RESERVED = /^\/?(aws|ssm)/i;

/**
 * Parameters and their versions.
 * Source: AWS Systems Manager API reference, PutParameter; hashicorp/terraform-provider-aws, ssm_parameter (checked 2026-11-22).
 */
export const ssmParameter: Behaviour = {
  worldId: ({ arn }) => String(arn),
  notReturned: ["overwrite", "value_wo_version"],
  adjustPlan: (change) => ({ ...withRegionAndTags(change), ...newVersion(change) }),
  replacedBy: ({ prior, planned }) => (prior?.tier === "Advanced" && planned.tier === "Standard" ? ["tier"] : []),
  compute: (change) => {
    const { planned, around } = change;
    const name = String(planned.name);
    const made = {
      arn: arnOf("ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`, regionOf(change), around),
      id: name,
      data_type: "text",
      has_value_wo: false,
      insecure_value: null,
      key_id: planned.type === "SecureString" ? "alias/aws/ssm" : "",
      tier: "Standard",
      value: null,
      ...NO_TAGS,
    };
    return { ...made, version: versionAfter(change) };
  },
  turnsOut: (change) => ({ version: versionAfter(change) }),
  refuse,
  importObject: (importId, around) => findImported(TYPE, "name", importId, around),
};

/** Every write but one of tags makes a version, also where the provider planned the old one. */
function versionAfter({ planned, prior }: Change): number {
  const before = Number(prior?.version ?? 0);
  const written = WRITTEN.some((name) => !equal(planned[name] ?? null, prior?.[name] ?? null));
  return written ? before + 1 : before;
}

/** A new value makes a new version, and what the other value attribute shows is open until then. */
function newVersion({ planned, prior }: PlannedChange): Record<string, typeof UNKNOWN> {
  if (prior === null) return {};
  const changed = (name: string) => !equal(planned[name] ?? null, prior[name] ?? null);
  if (changed("value")) return { version: UNKNOWN, insecure_value: UNKNOWN };
  if (changed("insecure_value")) return { value: UNKNOWN };
  return changed("value_wo_version") ? { version: UNKNOWN } : {};
}

function refuse(change: Change): string[] {
  const { action, planned, around } = change;
  const name = String(planned.name);
  const taken = around.world.objects(TYPE).some(({ attributes }) => attributes.name === name && inRegion(attributes, regionOf(change)));
  const value = planned.insecure_value ?? planned.value;
  const size = typeof value === "string" ? Buffer.byteLength(value, "utf8") : 1;
  const largest = planned.tier === "Advanced" || planned.tier === "Intelligent-Tiering" ? MAX_BYTES[planned.tier] : MAX_BYTES.Standard;
  return [
    ...(action === "create" && taken && planned.overwrite !== true
      ? [
          `ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true: ${name}`,
        ]
      : []),
    ...(NAME.test(name) && !(name.includes("/") && !name.startsWith("/"))
      ? []
      : [
          `ValidationException: Parameter name: can't hold other characters than a-zA-Z0-9_.-/ and must be fully qualified when it holds /: ${name}`,
        ]),
    ...(RESERVED.test(name) ? [`ValidationException: Parameter name: can't be prefixed with "aws" or "ssm": ${name}`] : []),
    ...(name.split("/").length - 1 > MAX_LEVELS
      ? [`HierarchyLevelLimitExceededException: a name has at most ${MAX_LEVELS} levels: ${name}`]
      : []),
    ...(typeof value === "string" && /\{\{.*\}\}/.test(value)
      ? ["ValidationException: parameter values can't nest another parameter: a value can't hold {{}}"]
      : []),
    ...(size === 0 ? ["ValidationException: the value must have at least 1 character"] : []),
    ...(size > largest ? [`ValidationException: the value has ${size} bytes, the tier admits ${largest}`] : []),
    ...(planned.type === "SecureString" && typeof planned.insecure_value === "string"
      ? ['ValidationException: invalid configuration, cannot set type = "SecureString" and insecure_value']
      : []),
  ];
}
