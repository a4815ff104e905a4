import type { ErrorEntry } from "../entry.ts";

const OWN_BUG = "this is a mistake in Slipway, not in the configs: please report it with the message";

export const SYNTH_CODES = {
  SYNTH_KEY_NOT_AN_ADDRESS: {
    title: "a model key cannot be a resource address",
    consequence: "a cleaned-up key could collide with another one, and a changed address deletes and creates the resource",
    fix: `make keys from letters, digits, _ and -; ${OWN_BUG}`,
    source: "Terraform language, identifiers (checked 2026-11-22)",
  },
  SYNTH_PART_MISSING: {
    title: "one part of a stack refers to another that is not there",
    consequence: "the stack would not plan",
    fix: `let the model hold every slot and host that it refers to; ${OWN_BUG}`,
    source: "design: constructs render the model and decide nothing",
  },
  SYNTH_ORIGIN_UNKNOWN: {
    title: "a host's record has nothing to point at",
    consequence: "a name that no server has would be published for the host",
    fix: `let the construct of the environment's target name an origin for each host that the target serves; ${OWN_BUG}`,
    source: "design: a host of a target that Slipway makes leaves its origin out",
  },
  SYNTH_EMPTY_OBJECT: {
    title: "an attribute was synthesized as an empty object",
    consequence: "the bindings lost the value; Cloudflare would refuse it or reset the setting",
    fix: `wrap the value of a dynamic attribute in dyn(); ${OWN_BUG}`,
    source: "hashicorp/terraform-cdk issue 3835 (checked 2026-11-22)",
  },
  SYNTH_INDEX_KEYED_OBJECT: {
    title: "a list was synthesized as an object with numbers as keys",
    consequence: "the provider refuses the value at apply, after part of the plan has been applied",
    fix: `wrap the value of a dynamic attribute in dyn(); ${OWN_BUG}`,
    source: "hashicorp/terraform-cdk issue 3835 (checked 2026-11-22)",
  },
  SYNTH_INTERPOLATION: {
    title: "literal text would be read by Terraform as a template",
    consequence: "a redirect to https://${1} becomes a redirect to https://1, live and without an error",
    fix: `wrap literal text in lit(); ${OWN_BUG}`,
    source: "Terraform language, strings and templates, escape sequences (checked 2026-11-22)",
  },
  SYNTH_GUARD: {
    title: "a stack does not carry the guard variable as it must, or declares others",
    consequence:
      "a bare terraform apply or cdktf deploy would change the target without review; other variables would come from nobody's config",
    fix: `build the stack on BaseStack; ${OWN_BUG}`,
    source: "design: terraform and provider rules, 11",
  },
  SYNTH_NOT_REPEATABLE: {
    title: "a value changes from plan to plan",
    consequence: "the plan made before apply never equals the approved one, so every apply is refused",
    fix: `take the value from the config; ${OWN_BUG}`,
    source: "design: synth is deterministic",
  },
  SYNTH_FORBIDDEN_DATA: {
    title: "a stack reads another state, the network or a program at plan time",
    consequence: "the plan holds what was true at that moment, and a read of a foreign state shows all of it to this stack",
    fix: `pass plain strings through the model; ${OWN_BUG}`,
    source: "design: stacks share plain strings from the model, never outputs",
  },
  SYNTH_NOT_REVIEWABLE: {
    title: "a stack holds something that its plan does not say in full",
    consequence: "the engine refuses the plan: what a module hides, or a write-only value, could be another one at apply than at review",
    fix: `declare resources with values from the model; ${OWN_BUG}`,
    source: "Terraform language, ephemeral values, write-only arguments, modules, checks (checked 2026-11-25)",
  },
  SYNTH_PROVISIONER: {
    title: "a resource runs a program",
    consequence: "what it does is not in the plan, so nobody has reviewed it and nothing takes it back",
    fix: `leave programs out of the stack; ${OWN_BUG}`,
    source: "design: what is applied is what was reviewed",
  },
  SYNTH_ABSOLUTE_PATH: {
    title: "the state's place names a folder of one machine",
    consequence: "on every other machine Terraform finds no state and plans to create everything again",
    fix: `give the local backend a relative path; ${OWN_BUG}`,
    source: "hashicorp/terraform-cdk 0.21.0, LocalBackend default path",
  },
  SYNTH_RULE_REF: {
    title: "a rule has no ref of its own",
    consequence: "one inserted rule makes Cloudflare re-create all that follow it, and their analytics are lost",
    fix: `give every rule a unique ref; ${OWN_BUG}`,
    source: "cloudflare/terraform-provider-cloudflare v5.22.0, ruleset ModifyPlan",
  },
  SYNTH_PROXIED_TTL: {
    title: "a proxied record has a cache time of its own",
    consequence: "the provider refuses it, but only at apply, after part of the plan has been applied",
    fix: `give proxied records ttlSeconds 1; ${OWN_BUG}`,
    source: "cloudflare/terraform-provider-cloudflare v5.22.0, dns_record Create",
  },
  SYNTH_ALARM_REGION: {
    title: "a health-check alarm notifies a topic of another region",
    consequence: "the alarm fires and nobody hears of it",
    fix: `keep alert topics in us-east-1; ${OWN_BUG}`,
    source: "Amazon CloudWatch user guide, notifying users on alarm changes (checked 2026-11-22)",
  },
  SYNTH_CONTRIBUTIONS_MISSING: {
    title: "the folder of contributions is not there",
    consequence: "the zone would be composed without its neighbours' rules, and their limits and blocks would disappear",
    fix: "let the command line make the folder from the run store, or leave SLIPWAY_CONTRIBUTIONS out to compose from the configs",
    source: "design: a zone stack is composed from the last applied contribution of every other environment",
  },
  SYNTH_PROVIDER_PIN: {
    title: "a provider or Terraform itself is not pinned to the proven version",
    consequence: "state written by another version cannot be read back, and going down a version is impossible",
    fix: `build the stack on BaseStack; ${OWN_BUG}`,
    source: "cloudflare/terraform-provider-cloudflare, docs/guides/version-5-migration.md (checked 2026-11-22)",
  },
} as const satisfies Record<string, ErrorEntry>;
