import { isDeepStrictEqual } from "node:util";
import { SlipwayError } from "../errors/slipway-error.ts";
import { REQUIRED_TERRAFORM } from "./base-stack.ts";
import { GUARD_NAME, guardVariable, targetOfGuard } from "./guard-variable.ts";
import { PROVIDER_PINS } from "./provider-pins.ts";
import { isReference } from "./references.ts";
import { scanBlocks } from "./scan-blocks.ts";
import { isObject, type JsonObject, objectAt, resourcesOf, type Trouble } from "./trouble.ts";

/** Maps whose keys are the numbers of versions. */
const BY_NUMBER: ReadonlySet<string> = new Set(["additional_version_weights"]);
/** An opening that is not itself escaped, with what stands inside. */
const INTERPOLATION = /(?<!\$)\$\{([^}]*)\}?/g;
const DIRECTIVE = /(?<!%)%\{/;
/** Another value at each plan, or on each machine. */
const CHANGES_BY_ITSELF = /\b(timestamp|plantimestamp|uuid|bcrypt|file[a-z0-9]*|templatefile|pathexpand)\s*\(/;
/**
 * Everything wrong with a synthesized stack that neither the compiler nor the provider's schema would say: corruption by the bindings,
 * text that Terraform would read as a template, and configuration whose plan cannot be reviewed.
 *
 * `json` is the parsed `cdk.tf.json`; `stack` names it in messages. Gives all errors, each of kind bug; empty when clean.
 */
export function scanStack(stack: string, json: unknown): readonly SlipwayError[] {
  const root = isObject(json) ? json : {};
  const { variable, ...rest } = root;
  const troubles = [...scanGuard(variable), ...scanValues(rest), ...scanBlocks(root), ...scanResources(root), ...scanPins(root)];
  return troubles.map(
    ({ code, path, expected, got, fix }) =>
      new SlipwayError({ kind: "bug", code, where: [stack, path.join(".")].filter(Boolean).join(": "), expected, got, fix }),
  );
}

/** One variable, the guard, to the letter; so its condition is the only expression that a stack may hold. */
function scanGuard(variable: unknown): Trouble[] {
  const found = isObject(variable) ? variable : {};
  const target = targetOfGuard(found[GUARD_NAME]);
  if (target !== undefined && isDeepStrictEqual(variable, { [GUARD_NAME]: guardVariable(target) })) return [];
  const others = Object.keys(found).filter((name) => name !== GUARD_NAME);
  const got = others.length > 0 ? `also ${others.join(", ")}` : GUARD_NAME in found ? "a changed one" : "none";
  const fix = "build the stack on BaseStack";
  return [{ code: "SYNTH_GUARD", path: ["variable"], expected: `the guard variable ${GUARD_NAME} and no other`, got, fix }];
}

/** Rules about any value, wherever it stands; variables are looked at by `scanGuard`. */
function scanValues(root: JsonObject): Trouble[] {
  const troubles: Trouble[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === "string") troubles.push(...scanText(value, path));
    if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) visit(each, [...path, String(index)]);
    }
    if (!isObject(value)) return;
    const keys = Object.keys(value);
    if (keys.length === 0 && !mayBeEmpty(path)) {
      troubles.push({ code: "SYNTH_EMPTY_OBJECT", path, expected: "a value", got: "{}", fix: "wrap the dynamic attribute in dyn()" });
    }
    if (keys.length > 0 && !BY_NUMBER.has(path.at(-1) ?? "") && keys.every((key) => /^\d+$/.test(key))) {
      const got = `an object with the keys ${keys.join(", ")}`;
      troubles.push({ code: "SYNTH_INDEX_KEYED_OBJECT", path, expected: "a list", got, fix: "wrap the dynamic attribute in dyn()" });
    }
    for (const [key, each] of Object.entries(value)) {
      if (key === "//") continue; // notes of the synthesizer, which Terraform ignores
      troubles.push(...scanText(key, [...path, key]));
      visit(each, [...path, key]);
    }
  };
  visit(root, []);
  return troubles;
}

/** Blocks of AWS WAF that say all there is by being there. Source: hashicorp/aws 5.100.0, schema of wafv2_web_acl (checked 2026-11-26). */
const EMPTY_IN_WEB_ACL: ReadonlySet<string> = new Set(["allow", "none", "method", "uri_path"]);

/** Containers may hold nothing, and so may a provider block that takes everything from the environment. */
function mayBeEmpty(path: readonly string[]): boolean {
  if (path.length < 3 || (path[0] === "provider" && path.length === 3)) return true;
  return path[1] === "aws_wafv2_web_acl" && EMPTY_IN_WEB_ACL.has(path.at(-1) ?? "");
}

function scanText(text: string, path: readonly string[]): Trouble[] {
  const insides = [...text.matchAll(INTERPOLATION)].map((match) => match[1] ?? "");
  const stray = insides.filter((inside) => !isReference(inside));
  const volatile = stray.filter((inside) => CHANGES_BY_ITSELF.test(inside));
  const got = JSON.stringify(text);
  if (volatile.length > 0) {
    const fix = "take the value from the config";
    return [{ code: "SYNTH_NOT_REPEATABLE", path, expected: "a value that stays the same from plan to plan", got, fix }];
  }
  if (stray.length > 0 || DIRECTIVE.test(text)) {
    return [{ code: "SYNTH_INTERPOLATION", path, expected: "plain text or a reference to a resource", got, fix: "wrap the text in lit()" }];
  }
  return [];
}

/** Rules about what the provider accepts at plan and refuses, or spoils, at apply. */
function scanResources(root: JsonObject): Trouble[] {
  return resourcesOf(root).flatMap(({ type, path, body }): Trouble[] => {
    if (type === "cloudflare_dns_record") return scanRecord(path, body);
    if (type === "cloudflare_ruleset") return scanRuleset(path, body);
    if (type === "aws_cloudwatch_metric_alarm") return scanAlarm(path, body);
    return [];
  });
}

function scanRecord(path: readonly string[], body: JsonObject): Trouble[] {
  if (body.proxied !== true || body.ttl === 1) return [];
  const got = `ttl ${JSON.stringify(body.ttl)}`;
  return [{ code: "SYNTH_PROXIED_TTL", path, expected: "ttl 1 on a proxied record", got, fix: "give the record ttlSeconds 1" }];
}

function scanRuleset(path: readonly string[], body: JsonObject): Trouble[] {
  const rules = Array.isArray(body.rules) ? body.rules : [];
  const refs = rules.map((rule) => (isObject(rule) && typeof rule.ref === "string" ? rule.ref : ""));
  return refs.flatMap((ref, index): Trouble[] => {
    if (ref !== "" && refs.indexOf(ref) === index) return [];
    const got = ref === "" ? "none" : `${ref} a second time`;
    const fix = "give the rule a ref of its own";
    return [{ code: "SYNTH_RULE_REF", path: [...path, "rules", String(index)], expected: "a ref that no other rule has", got, fix }];
  });
}

function scanAlarm(path: readonly string[], body: JsonObject): Trouble[] {
  if (body.namespace !== "AWS/Route53") return [];
  const actions = [body.alarm_actions, body.ok_actions].flatMap((list) => (Array.isArray(list) ? list : []));
  return actions
    .filter((arn) => typeof arn !== "string" || !arn.startsWith("arn:aws:sns:us-east-1:"))
    .map((arn): Trouble => {
      const fix = "name a topic of us-east-1";
      return { code: "SYNTH_ALARM_REGION", path, expected: "a topic in the alarm's own region, us-east-1", got: String(arn), fix };
    });
}

/** Every provider in use is pinned, exactly and to the one version that was proven. */
function scanPins(root: JsonObject): Trouble[] {
  const required = objectAt(root, "terraform", "required_providers");
  const used = new Set([
    ...Object.keys(required),
    ...Object.keys(objectAt(root, "provider")),
    ...resourcesOf(root).map(({ type }) => type.split("_")[0] ?? ""),
  ]);
  const pins: Readonly<Record<string, unknown>> = PROVIDER_PINS;
  const troubles = [...used].flatMap((provider): Trouble[] => {
    const [expected, got] = [sorted(pins[provider]), sorted(required[provider])];
    if (got === expected && got !== "nothing") return [];
    const path = ["terraform", "required_providers", provider];
    return [{ code: "SYNTH_PROVIDER_PIN", path, expected, got, fix: "pin the provider in stacks/provider-pins.ts" }];
  });
  const version = objectAt(root, "terraform").required_version;
  if (version === REQUIRED_TERRAFORM) return troubles;
  const path = ["terraform", "required_version"];
  const fix = "build the stack on BaseStack";
  return [...troubles, { code: "SYNTH_PROVIDER_PIN", path, expected: REQUIRED_TERRAFORM, got: String(version), fix }];
}

function sorted(pin: unknown): string {
  if (!isObject(pin)) return "nothing";
  return Object.keys(pin)
    .sort()
    .map((key) => `${key} ${String(pin[key])}`)
    .join(", ");
}
