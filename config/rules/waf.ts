import { type CheckContext, checkExpression, readExpression } from "../../edge/expression/check.ts";
import { mixedOperators } from "../../edge/expression/precedence.ts";
import type { Expression } from "../../edge/expression/syntax-tree.ts";
import { LOG_ACTION, limitFor } from "../../edge/plan-limits.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import type { WafConfig } from "../schema/waf.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { type EnvironmentPlace, mistake, type Place, type Rule, type World } from "./world.ts";

const PHASE = "http_request_firewall_custom";

export const unknownPathsExplained: Rule = ({ hosts }) =>
  hosts.flatMap((place) => {
    const { host } = place;
    if (host.kind !== "api" || host.unknownPaths === "block" || host.unknownPathsReason !== undefined) return [];
    return mistake(place, ["unknownPathsReason"], {
      code: "UNKNOWN_PATHS_WITHOUT_REASON",
      expected: "a reason why routes that nobody listed may be called",
      got: "nothing",
      fix: 'add the reason, or set unknownPaths to "block"',
    });
  });

/** Prefixes are compared in lower case, as the edge does. */
export const blockedPathsHarmless: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { waf, hosts } = environment.config;
    const routes = Object.entries(environment.launch.routes).filter(([, { host }]) => Object.hasOwn(hosts, host));
    return waf.blockedPaths.flatMap((text, index) => {
      const blocked = text.toLowerCase();
      const hit = routes.find(([, { path }]) => covers(blocked, path.toLowerCase()));
      const victim = hit === undefined ? (covers(blocked, WELL_KNOWN) ? WELL_KNOWN : undefined) : `${hit[1].path} of the route ${hit[0]}`;
      if (victim === undefined) return [];
      return [
        mistake(environment, ["waf", "blockedPaths", String(index)], {
          code: "WAF_BLOCKS_ROUTE",
          expected: "a path that no visitor needs",
          got: `${text}, which blocks ${victim}`,
          fix: "name a narrower path, or remove the route",
        }),
      ];
    });
  });

/** Certificates, security contacts and mail policies are looked for below it. Source: RFC 8615. */
const WELL_KNOWN = "/.well-known/";

function covers(blocked: string, path: string): boolean {
  return blocked.endsWith("*") ? path.startsWith(blocked.slice(0, -1)) : path === blocked;
}

export const wafRulesValid: Rule = (world) =>
  eachRule(world, (place, name, rule, zone) => {
    const at = ["waf", "rules", name];
    const errors = expressionErrors({ ...place, path: [...place.path, ...at, "when"] }, rule.when, { plan: zone.plan, phase: PHASE });
    if (rule.action !== "log" || limitFor(LOG_ACTION, zone.plan, zone.addOns)) return errors;
    const notHere = mistake(place, [...at, "action"], {
      code: "WAF_ACTION_NOT_ON_PLAN",
      expected: `block, challenge or skip on plan ${zone.plan}`,
      got: "log",
      fix: "use another action, or plan enterprise",
    });
    return [...errors, notHere];
  });

export const wafRulesClear: Rule = (world) =>
  eachRule(world, (place, name, rule, { plan }) => {
    if (checkExpression(rule.when, { plan, phase: PHASE }) !== undefined) return [];
    const mixed = mixedOperators(rule.when);
    if (mixed === undefined) return [];
    return [
      mistake(place, ["waf", "rules", name, "when"], {
        code: "EXPRESSION_PRECEDENCE",
        expected: `parentheses that say what ${mixed.join(" and ")} hold together`,
        got: "none",
        fix: `${mixed.at(-1)} binds tighter than ${mixed[0]}: put parentheses around what belongs together`,
      }),
    ];
  });

/** A refusal of the checker, at the place in the config that holds the expression. */
export function expressionErrors(place: Place, text: string, context: CheckContext): SlipwayError[] {
  try {
    readExpression(text, context);
    return [];
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const { code, where, expected, got, fix } = error.parts;
    return [mistake(place, [], { code, expected: `${expected} at ${where.replace("expression, ", "")}`, got, fix })];
  }
}

/** What spares a request its checks has to say exactly which one: whoever finds a path that also fits walks past them all. */
export const wafSkipsNarrow: Rule = (world) =>
  eachRule(world, (place, name, rule, { plan }) => {
    const context = { plan, phase: PHASE } as const;
    if (rule.action !== "skip" || checkExpression(rule.when, context) !== undefined) return [];
    return skipErrors({ ...place, path: [...place.path, "waf", "rules", name, "when"] }, rule.when, context);
  });

/** What an exception's expression, which has been checked, leaves open. */
export function skipErrors(place: Place, text: string, context: CheckContext): SlipwayError[] {
  const loose = looseIn(readExpression(text, context));
  if (loose === undefined) return [];
  return [
    mistake(place, [], {
      code: "WAF_SKIP_BROAD",
      expected: "whole paths, with eq or in, because everything else that fits is spared too",
      got: loose,
      fix: 'compare http.request.uri.path with eq, or let starts_with end in "/"',
    }),
  ];
}

const ADDRESS_FIELD = /^http\.request\.(full_uri|uri(\.path|\.query)?)$/;

/** The first comparison of an address that fits more than it seems to. */
function looseIn(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "logical":
      return expression.operands.map(looseIn).find((each) => each !== undefined);
    case "not":
      return looseIn(expression.operand);
    case "compare":
      return /^(contains|wildcard|strict wildcard|matches)$/.test(expression.operator) && isAddress(expression.left)
        ? expression.operator
        : undefined;
    case "call": {
      const [text, beginning] = expression.arguments;
      const isWhole = expression.name === "starts_with" && beginning?.kind === "string" && beginning.value.endsWith("/");
      return /^(starts|ends)_with$/.test(expression.name) && text !== undefined && isAddress(text) && !isWhole
        ? expression.name
        : undefined;
    }
    default:
      return undefined;
  }
}

function isAddress(value: Expression): boolean {
  if (value.kind === "call") return value.arguments.some(isAddress);
  return value.kind === "field" && ADDRESS_FIELD.test(value.name);
}

function eachRule(
  { environments }: World,
  judge: (place: EnvironmentPlace, name: string, rule: WafConfig["rules"][string], zone: ZoneConfig) => SlipwayError[],
): SlipwayError[] {
  return environments.flatMap((place) => {
    const zone = place.zone?.config;
    return zone === undefined ? [] : Object.entries(place.config.waf.rules).flatMap(([name, rule]) => judge(place, name, rule, zone));
  });
}
