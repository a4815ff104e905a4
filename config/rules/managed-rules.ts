import { LOG_ACTION, limitFor } from "../../edge/plan-limits.ts";
import type { AdoptedConfig } from "../schema/adopted.ts";
import { expressionErrors, skipErrors } from "./waf.ts";
import { mistake, type Rule } from "./world.ts";

const PHASE = "http_request_firewall_managed";
const NAMES = ["cloudflare", "owasp"] as const;

export const managedRulesOnPlan: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config: { managedRules, plan, addOns } }) => {
    const place = { file, path: ["managedRules"] };
    const logs = limitFor(LOG_ACTION, plan, addOns);
    return NAMES.flatMap((name) => {
      const isMissing = name === "owasp" && plan === "free" && managedRules.owasp !== "off";
      if (!isMissing && (managedRules[name] !== "log" || logs)) return [];
      return mistake(place, [name], {
        code: "WAF_ACTION_NOT_ON_PLAN",
        expected: isMissing ? "off on plan free" : `on or off on plan ${plan}`,
        got: managedRules[name],
        fix: isMissing ? "leave it off, or choose plan pro" : "switch it on in a trial zone first, or choose plan enterprise",
      });
    });
  });

export const managedExceptionsNarrow: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) =>
    Object.entries(config.managedRules.exceptions).flatMap(([name, { when }]) => {
      const field = ["managedRules", "exceptions", name, "when"];
      const at = { file, path: field };
      const wrong = expressionErrors(at, when, { plan: config.plan, phase: PHASE });
      return wrong.length > 0 ? wrong : skipErrors(at, when, { plan: config.plan, phase: PHASE });
    }),
  );

/** Adopted rules stand in front of all others, so an exception of ours would come behind a ruleset that somebody else runs. */
export const managedExceptionsFirst: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const [name] = Object.keys(config.managedRules.exceptions);
    const runs = configs.adopted.some((adopted) => adopted.config.target === `zone/${config.domain}` && executes(adopted.config));
    if (name === undefined || !runs) return [];
    return mistake({ file, path: ["managedRules", "exceptions", name] }, [], {
      code: "WAF_EXCEPTION_LATE",
      expected: "an exception in front of the rulesets that it is about",
      got: "one behind an adopted rule that runs a ruleset",
      fix: "take the adopted rule out of the adopted file: managedRules runs the ruleset itself",
    });
  });

function executes({ resources }: AdoptedConfig): boolean {
  return resources.some(
    ({ attributes: { phase, rules } }) => phase === PHASE && JSON.stringify(rules ?? []).includes('"action":"execute"'),
  );
}
