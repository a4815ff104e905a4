import { OWASP_RULESET, rulesetFor } from "../../edge/managed-rulesets.ts";
import type { ManagedException, ManagedRule } from "../../edge/rule.ts";
import type { ManagedRulesConfig } from "../schema/managed-rules.ts";
import type { ZoneConfig } from "../schema/zone.ts";

const PHASE = "http_request_firewall_managed";

/** Exceptions come first: what stands behind a ruleset no longer spares anybody from it. */
export function managedRules({ managedRules: config, plan }: ZoneConfig): (ManagedRule | ManagedException)[] {
  const ids = { cloudflare: rulesetFor(plan), owasp: OWASP_RULESET };
  const exceptions = Object.entries(config.exceptions).map(
    ([name, { when, ruleset, rules, reason }]): ManagedException => ({
      phase: PHASE,
      action: "skip",
      ref: `zone--except-${name}`,
      description: reason,
      expression: when,
      enabled: true,
      skips: { [ids[ruleset]]: [...new Set(rules)].sort() },
    }),
  );
  return [...exceptions, ...execute("cloudflare", ids.cloudflare, config), ...execute("owasp", ids.owasp, config)];
}

function execute(name: "cloudflare" | "owasp", rulesetId: string, config: ManagedRulesConfig): ManagedRule[] {
  if (config[name] === "off") return [];
  return [
    {
      phase: PHASE,
      action: "execute",
      ref: `zone--managed-${name}`,
      description: name === "owasp" ? "OWASP core ruleset" : "Cloudflare's managed ruleset",
      expression: "true",
      enabled: true,
      rulesetId,
      ...(config[name] === "log" ? { overrideAction: "log" } : {}),
    },
  ];
}
