import { isOwnRef, PHASES } from "../edge/rule.ts";
import { adoptedIn } from "./compose-zone.ts";
import type { AdoptedImport, AdoptedRule, EnvironmentModel, Model, ZoneModel } from "./model.ts";
import type { Sourced } from "./parse.ts";
import { mistake } from "./rules/world.ts";
import type { AdoptedConfig } from "./schema/adopted.ts";
import { STAGES, type Stage } from "./stage.ts";

const RULESET = "cloudflare_ruleset";

/** Puts what was adopted into the stacks that declare it, and the rules that somebody clicked together in front of the zone's own. */
export function withAdopted(model: Model, adopted: readonly Sourced<AdoptedConfig>[]): Model {
  const importsOf = (stack: string, stage: Stage): { readonly imports?: readonly AdoptedImport[] } => {
    const found = adopted
      .filter(({ config }) => config.stack === stack)
      .flatMap(({ config }) => config.resources)
      .filter(({ address }) => STAGES.indexOf(takenOverAt(address)) <= STAGES.indexOf(stage));
    return found.length === 0 ? {} : { imports: found.map(({ address, importId, attributes }) => ({ address, id: importId, attributes })) };
  };
  const withRules = (zone: ZoneModel): ZoneModel => {
    const rules = adopted.filter(({ config }) => config.stack === zone.stack).flatMap(({ config }) => foreignRules(config));
    if (rules.length === 0) return zone;
    const rulesets = zone.rulesets.map((each) => ({ ...each, ...adoptedIn(rules, each.phase) }));
    return { ...zone, base: { ...zone.base, adoptedRules: rules }, rulesets };
  };
  const zones = [...model.zones].map(([key, zone]) => [key, { ...withRules(zone), ...importsOf(zone.stack, "live") }] as const);
  const environments = [...model.environments].map(([key, each]): [string, EnvironmentModel] => [
    key,
    { ...each, ...importsOf(each.stack, each.stage) },
  ]);
  return { ...model, zones: new Map(zones), environments: new Map(environments) };
}

/** What the public uses is not touched before it goes live; a stage imports what it declares and nothing else. */
function takenOverAt(address: string): Stage {
  if (/^aws_(secretsmanager|kms)_/.test(address)) return "slots";
  return /^cloudflare_(dns_record|zero_trust_access_\w+)\./.test(address) ? "live" : "prepare";
}

/** Rules of an adopted entry point that Slipway did not write. Its own are rendered from the configs. */
function foreignRules({ resources }: AdoptedConfig): AdoptedRule[] {
  return resources
    .filter(({ address }) => address.startsWith(`${RULESET}.`))
    .flatMap(({ attributes }) => {
      const phase = PHASES.find((each) => each === attributes.phase);
      const rules = Array.isArray(attributes.rules) ? attributes.rules : [];
      return phase === undefined ? [] : rules.flatMap((rule) => (isRule(rule) && !isOwnRef(rule.ref) ? [{ phase, rule }] : []));
    });
}

function isRule(rule: unknown): rule is AdoptedRule["rule"] {
  return typeof rule === "object" && rule !== null && "ref" in rule && typeof rule.ref === "string";
}

/** A file whose stack no config declares adopts nothing, and nobody would notice. */
export function strayAdoptions(model: Model, adopted: readonly Sourced<AdoptedConfig>[]) {
  const stacks = new Map([...model.zones.values(), ...model.environments.values()].map(({ stack, target }) => [stack, target]));
  return adopted
    .filter(({ config }) => stacks.get(config.stack) !== config.target)
    .map(({ file, config }) =>
      mistake({ file, path: [] }, ["stack"], {
        code: "ADOPTED_STRAY",
        expected: `the stack of a declared target, such as ${[...stacks.keys()].slice(0, 3).join(", ")}`,
        got: `${config.stack} of ${config.target}`,
        fix: "delete the file, or declare the target again",
      }),
    );
}
