import { isObject, type JsonObject, listAt, objectAt, textAt } from "../json.ts";
import { ownerOfRule } from "../names.ts";
import { asItWas } from "./baseline.ts";

// Pure functions over synthesized JSON: what a way back looks like.

const RULESET = "cloudflare_ruleset";

/**
 * `base` with the rules of some owners taken from `donor`, ruleset by ruleset (matched by phase), and everything else untouched.
 * Order is that of every zone stack: the zone's rules first, then the owners' by name, each in its own order.
 */
export function keepRulesOf(base: unknown, donor: unknown, fromDonor: (owner: string) => boolean): JsonObject {
  if (!isObject(base)) return {};
  const rulesets = objectAt(objectAt(base, "resource"), RULESET);
  const donors = Object.values(objectAt(objectAt(donor, "resource"), RULESET));
  const mixed = Object.entries(rulesets).map(([key, ruleset]) => {
    const other = donors.find((each) => phaseOf(each) === phaseOf(ruleset));
    const kept = rulesOf(ruleset).filter((rule) => !fromDonor(ownerOf(rule)));
    const taken = rulesOf(other).filter((rule) => fromDonor(ownerOf(rule)));
    return [key, { ...(isObject(ruleset) ? ruleset : {}), rules: inOrder([...kept, ...taken]) }];
  });
  if (mixed.length === 0) return base;
  return { ...base, resource: { ...objectAt(base, "resource"), [RULESET]: Object.fromEntries(mixed) } };
}

function inOrder(rules: readonly unknown[]): readonly unknown[] {
  const owners = [...new Set(rules.map(ownerOf))].filter((owner) => owner !== "zone").sort();
  return ["zone", ...owners].flatMap((owner) => rules.filter((rule) => ownerOf(rule) === owner));
}

function rulesOf(ruleset: unknown): readonly unknown[] {
  return listAt(ruleset, "rules");
}

function ownerOf(rule: unknown): string {
  return ownerOfRule(textAt(rule, "ref") ?? "");
}

function phaseOf(ruleset: unknown): string {
  return `${textAt(ruleset, "zone_id")} ${textAt(ruleset, "phase")}`;
}

/**
 * A recorded configuration made safe to plan today: its own import, moved and removed blocks have done their work and would now fail,
 * so they go; renames since then are turned round, and what was adopted since then is let go instead of destroyed.
 * @param since configurations applied after the recorded one, oldest first
 */
export function withSafetyBlocks(recorded: JsonObject, since: readonly unknown[]): JsonObject {
  const { import: _import, moved: _moved, removed: _removed, ...config } = recorded;
  const declared = declaredAddresses(config);
  const moves = [...since].reverse().flatMap((later) => [...listAt(later, "moved")].reverse().flatMap(inverseMove));
  // the state holds what the last configuration declared, so a move whose origin is declared again would have two owners
  const moved = moves.filter(({ from }) => !declared.has(withoutKey(from)));
  const gone = new Set(moved.map(({ from }) => withoutKey(from)));
  const adopted = since
    .flatMap((later) => listAt(later, "import"))
    .flatMap((block) => textAt(block, "to") ?? [])
    .map((address) => withoutKey(bare(address)))
    .filter((address) => !declared.has(address) && !gone.has(address));
  const removed = [...new Set(adopted)].map((from) => ({ from, lifecycle: [{ destroy: false }] }));
  return { ...config, ...(moved.length > 0 ? { moved } : {}), ...(removed.length > 0 ? { removed } : {}) };
}

/**
 * What was adopted after the recorded configuration gets the values back that it had before, where they are known, instead of being let
 * go with those of the run that is taken back.
 * @param standing what declares it now
 * @param before attributes by address, as they were
 */
export function withOldValues(config: JsonObject, standing: unknown, before: ReadonlyMap<string, JsonObject>): JsonObject {
  const letGo = listAt(config, "removed");
  const known = letGo.flatMap((block) => {
    const address = textAt(block, "from") ?? "";
    const attributes = before.get(address);
    return attributes === undefined ? [] : [{ address, attributes }];
  });
  if (known.length === 0) return config;
  const resources: Record<string, Record<string, unknown>> = {};
  for (const [type, named] of Object.entries(objectAt(config, "resource"))) resources[type] = { ...(isObject(named) ? named : {}) };
  for (const { address, attributes } of known) {
    const [type = "", name = ""] = address.split(".");
    const declared = objectAt(objectAt(standing, "resource"), type)[name];
    resources[type] = { ...resources[type], [name]: asItWas(declared, attributes) };
  }
  const { removed: _removed, ...rest } = config;
  const others = letGo.filter((block) => !before.has(textAt(block, "from") ?? ""));
  return { ...rest, resource: resources, ...(others.length === 0 ? {} : { removed: others }) };
}

/**
 * With the provider pins that stand today: what a newer provider wrote into the state, an older one cannot read.
 * Source: Terraform Plugin SDK and Framework, resource state upgrade goes forward only (checked 2026-11-22).
 */
export function withPinsOf(standing: unknown, config: JsonObject): JsonObject {
  const pins = objectAt(objectAt(standing, "terraform"), "required_providers");
  const own = objectAt(objectAt(config, "terraform"), "required_providers");
  // a provider that only the recorded configuration uses keeps its own pin: nothing newer has written for it
  const required = Object.fromEntries(Object.entries(own).map(([name, pin]) => [name, pins[name] ?? pin]));
  if (Object.keys(required).length === 0) return config;
  return { ...config, terraform: { ...objectAt(config, "terraform"), required_providers: required } };
}

function inverseMove(block: unknown): readonly { from: string; to: string }[] {
  const [from, to] = [textAt(block, "from"), textAt(block, "to")];
  return from === undefined || to === undefined ? [] : [{ from: bare(to), to: bare(from) }];
}

function declaredAddresses(config: JsonObject): ReadonlySet<string> {
  return new Set(
    Object.entries(objectAt(config, "resource")).flatMap(([type, named]) =>
      Object.keys(isObject(named) ? named : {}).map((name) => `${type}.${name}`),
    ),
  );
}

/** Addresses may be written as `${type.name}`. */
function bare(address: string): string {
  return address.replace(/^\$\{(.*)\}$/, "$1");
}

/** `removed` takes no instance key. Source: Terraform "removed block", from. */
function withoutKey(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}
