import { quote } from "../../edge/expression/literal.ts";
import type { CustomRule, SkipRule } from "../../edge/rule.ts";
import type { HostModel } from "../host-model.ts";
import type { WafConfig } from "../schema/waf.ts";
import { block, fieldIs, hostIs } from "./rule-parts.ts";

/** Every method that an application is asked with; others trace, tunnel or write files. Source: RFC 9110 section 9, RFC 5789. */
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/**
 * What no host of the environment is asked for by anybody who means well.
 * @param closed names without rules of their own any more: whoever still reaches them, by a cached answer or while they are taken away,
 * is refused
 */
export function hygieneBlock(
  owner: string,
  hosts: readonly HostModel[],
  { blockedPaths }: WafConfig,
  closed: readonly string[],
): CustomRule[] {
  if (hosts.length === 0) return [];
  const asked = "lower(http.request.uri.path)";
  const paths = [...new Set(blockedPaths.map((path) => path.toLowerCase()))].sort();
  const whole = paths.filter((path) => !path.endsWith("*"));
  const terms = [
    `not ${fieldIs("http.request.method", METHODS)}`,
    ...(whole.length === 0 ? [] : [fieldIs(asked, whole)]),
    ...paths.filter((path) => path.endsWith("*")).map((path) => `starts_with(${asked}, ${quote(path.slice(0, -1))})`),
  ];
  const names = hostIs(hosts.map(({ name }) => name));
  const asksWrongly = `(${names} and (${terms.join(" or ")}))`;
  if (closed.length === 0) return [block(`${owner}--hygiene`, "no forgotten files, no odd methods", asksWrongly)];
  const description = "no forgotten files, no odd methods; previews are closed";
  return [block(`${owner}--hygiene`, description, `(${asksWrongly} or ${hostIs(closed)})`)];
}

const ACTIONS = { block: "block", challenge: "managed_challenge", log: "log" } as const;

/** Rules of the product's own, for its own hosts only. */
export function ownRules(owner: string, hosts: readonly HostModel[], { rules }: WafConfig): (CustomRule | SkipRule)[] {
  if (hosts.length === 0) return [];
  const names = hostIs(hosts.map(({ name }) => name));
  return Object.entries(rules).map(([name, rule]) => {
    const common = {
      phase: "http_request_firewall_custom",
      ref: `${owner}--waf-${name}`,
      description: rule.reason,
      expression: `(${names} and (${rule.when}))`,
      enabled: true,
    } as const;
    if (rule.action !== "skip") return { ...common, action: ACTIONS[rule.action] };
    return {
      ...common,
      action: rule.action,
      skipsRest: rule.skips.includes("rules"),
      skipsPhases: [
        ...(rule.skips.includes("limits") ? (["http_ratelimit"] as const) : []),
        ...(rule.skips.includes("managed-rules") ? (["http_request_firewall_managed"] as const) : []),
      ],
    };
  });
}
