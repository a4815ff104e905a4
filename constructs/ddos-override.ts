import { Construct } from "constructs";
import { Ruleset } from "./cloudflare.ts";
import { lit } from "./lit.ts";

/** Cloudflare's HTTP DDoS managed ruleset. Source: developers.cloudflare.com/ddos-protection/managed-rulesets/http (checked 2026-11-25). */
const HTTP_DDOS_RULESET = "4d21379b4f9f4bb088e0729962c8b3cf";

export interface DdosOverrideProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  /** `medium`, `low` or `eoff`; the default needs no override. */
  readonly sensitivity: string;
}

/**
 * Lowers the sensitivity of the HTTP DDoS protection, which cannot be switched off. One rule on every plan.
 * Source: developers.cloudflare.com/plans, DDoS overrides (checked 2026-11-22).
 */
export class DdosOverride extends Construct {
  constructor(scope: Construct, id: string, { zoneId, sensitivity }: DdosOverrideProps) {
    super(scope, id);
    new Ruleset(this, "ddos", {
      zoneId,
      kind: "zone",
      name: "default",
      phase: "ddos_l7",
      rules: [
        {
          ref: "zone--ddos",
          description: "sensitivity of the HTTP DDoS protection",
          expression: "true",
          enabled: true,
          action: "execute",
          actionParameters: { id: HTTP_DDOS_RULESET, overrides: { sensitivityLevel: lit(sensitivity) } },
        },
      ],
    }).overrideLogicalId("ddos_l7");
  }
}
