import { type CloudflarePlan, PLANS } from "../../edge/plan-tier.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { mistake, type Rule } from "./world.ts";

interface Gate {
  readonly path: readonly string[];
  readonly needs: CloudflarePlan;
  /** What the config asks for; undefined when it asks for nothing that the plan could lack. */
  readonly wanted: (zone: ZoneConfig) => string | undefined;
}

const when = (holds: boolean, text: string): string | undefined => (holds ? text : undefined);

/** Source: developers.cloudflare.com/plans; developers.cloudflare.com/bots/plans (checked 2026-11-25). */
const GATES: readonly Gate[] = [
  { path: ["settings", "http2"], needs: "pro", wanted: ({ settings }) => when(!settings.http2, "false") },
  { path: ["settings", "polish"], needs: "pro", wanted: ({ settings }) => when(settings.polish !== "off", settings.polish) },
  { path: ["settings", "webp"], needs: "pro", wanted: ({ settings }) => when(settings.webp, "true") },
  { path: ["settings", "trueClientIpHeader"], needs: "enterprise", wanted: ({ settings }) => when(settings.trueClientIpHeader, "true") },
  {
    path: ["bots", "definitelyAutomated"],
    needs: "pro",
    wanted: ({ bots }) => when(bots.definitelyAutomated !== "allow", bots.definitelyAutomated),
  },
  {
    path: ["bots", "likelyAutomated"],
    needs: "business",
    wanted: ({ bots }) => when(bots.likelyAutomated !== "allow", bots.likelyAutomated),
  },
  { path: ["bots", "verified"], needs: "pro", wanted: ({ bots }) => when(bots.verified !== "allow", bots.verified) },
  { path: ["bots", "staticResources"], needs: "pro", wanted: ({ bots }) => when(bots.staticResources, "true") },
  {
    path: ["errorPages"],
    needs: "pro",
    wanted: ({ errorPages }) =>
      when(
        Object.values(errorPages).some((page) => page !== "default"),
        "pages of your own",
      ),
  },
  {
    path: ["managedTransforms", "request"],
    needs: "enterprise",
    wanted: ({ managedTransforms }) =>
      managedTransforms?.request.find((id) => id === "add_true_client_ip_headers" || id === "add_bot_protection_headers"),
  },
];

export const settingsOnPlan: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const gated = GATES.flatMap(({ path, needs, wanted }): SlipwayError[] => {
      const got = PLANS.indexOf(config.plan) < PLANS.indexOf(needs) ? wanted(config) : undefined;
      if (got === undefined) return [];
      return [
        mistake({ file, path }, [], {
          code: "SETTING_NOT_ON_PLAN",
          expected: `plan ${needs}, or a value that plan ${config.plan} has`,
          got,
          fix: "leave it out, or choose a larger plan",
        }),
      ];
    });
    return [...gated, ...botsOfOtherPlans(file, config)];
  });

function botsOfOtherPlans(file: string, { bots, plan, addOns, managedTransforms }: ZoneConfig): SlipwayError[] {
  const place = { file, path: ["bots"] };
  const hasSubscription = addOns.includes("bot-management") && plan === "enterprise";
  const sbfm =
    bots.definitelyAutomated !== "allow" || bots.likelyAutomated !== "allow" || bots.verified !== "allow" || bots.staticResources;
  return [
    ...(bots.fightMode && plan !== PLANS[0]
      ? [
          mistake(place, ["fightMode"], {
            code: "SETTING_NOT_ON_PLAN",
            expected: `false: plan ${plan} has Super Bot Fight Mode instead`,
            got: "true",
            fix: "set definitelyAutomated",
          }),
        ]
      : []),
    ...(hasSubscription && sbfm
      ? [
          mistake(place, [], {
            code: "SETTING_NOT_ON_PLAN",
            expected: "no Super Bot Fight Mode beside the add-on bot-management",
            got: "actions on automated visitors",
            fix: "write custom rules on the bot score instead",
          }),
        ]
      : []),
    ...(!hasSubscription && managedTransforms?.request.includes("add_bot_protection_headers") === true && plan === "enterprise"
      ? [
          mistake({ file, path: ["managedTransforms", "request"] }, [], {
            code: "SETTING_NOT_ON_PLAN",
            expected: "the add-on bot-management behind add_bot_protection_headers",
            got: "none",
            fix: "remove the transform, or add the add-on",
          }),
        ]
      : []),
  ];
}

export const transformsAgree: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const request: readonly string[] = config.managedTransforms?.request ?? [];
    if (!request.includes("add_true_client_ip_headers") || !request.includes("remove_visitor_ip_headers")) return [];
    return mistake({ file, path: ["managedTransforms", "request"] }, [], {
      code: "TRANSFORMS_CONFLICT",
      expected: "the visitor's address either added or removed",
      got: "add_true_client_ip_headers and remove_visitor_ip_headers",
      fix: "remove one of the two",
    });
  });

/** What challenges every visitor challenges monitors and API clients too, and they cannot answer. */
export const monitorsUnchallenged: Rule = ({ configs, environments }) =>
  configs.zones.flatMap(({ file, config }) => {
    const watched = watchedIn(environments, config.domain);
    if (watched.length === 0) return [];
    const challenging = [
      ...(config.bots.fightMode ? [{ path: ["bots", "fightMode"], got: "true, from which no rule can make an exception" }] : []),
      ...(config.settings.securityLevel === "under_attack" ? [{ path: ["settings", "securityLevel"], got: "under_attack" }] : []),
    ];
    return challenging.map(({ path, got }) =>
      mistake({ file, path }, [], {
        code: "EDGE_CHALLENGES_MONITORS",
        expected: `a setting that lets the health checks of ${watched.join(", ")} through`,
        got,
        fix: "switch it off here; during an attack it is switched on by hand, and drift reports it",
      }),
    );
  });

export const monitorsUnderBotRules: Rule = ({ configs, environments }) =>
  configs.zones.flatMap(({ file, config }) => {
    const watched = watchedIn(environments, config.domain);
    const action = config.bots.definitelyAutomated;
    if (watched.length === 0 || action === "allow") return [];
    return mistake({ file, path: ["bots", "definitelyAutomated"] }, [], {
      code: "EDGE_CHALLENGES_MONITORS",
      expected: `"allow", because ${watched.join(", ")} have health checks and API clients, which are programs`,
      got: JSON.stringify(action),
      fix: "make sure that a rule skips Super Bot Fight Mode for them",
    });
  });

function watchedIn(environments: Parameters<Rule>[0]["environments"], domain: string): string[] {
  return environments
    .filter(({ config: { zone, monitors } }) => zone === domain && Object.values(monitors).some(({ via }) => via !== "tracker"))
    .map(({ launch, name }) => `${launch.name}/${name}`);
}

/** Legal, and each opens something that is closed by default. */
export const settingsOpen: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const { tls, settings, ddos, dnssec } = config;
    return [
      ...(tls.zeroRtt
        ? [
            mistake({ file, path: ["tls", "zeroRtt"] }, [], {
              code: "ZERO_RTT_REPLAY",
              expected: "false, unless every route that answers to early data may be called twice",
              got: "true",
              fix: "set it to false, or have the application refuse early data with 425",
            }),
          ]
        : []),
      ...(settings.urlNormalization.scope === "none"
        ? [
            mistake({ file, path: ["settings", "urlNormalization", "scope"] }, [], {
              code: "URL_NOT_NORMALIZED",
              expected: '"incoming" or "both"',
              got: '"none", with which //admin and /%61dmin pass rules about /admin',
              fix: "set it to incoming",
            }),
          ]
        : []),
      ...(ddos === undefined
        ? []
        : [
            mistake({ file, path: ["ddos"] }, [], {
              code: "DDOS_WEAKENED",
              expected: "the default sensitivity",
              got: `${ddos.sensitivity}, admitted: ${ddos.reason}`,
              fix: "remove the section when the reason is gone",
            }),
          ]),
      ...(dnssec === "active"
        ? []
        : [
            mistake({ file, path: ["dnssec"] }, [], {
              code: "DNSSEC_INACTIVE",
              expected: '"active", with the DS record at the registrar',
              got: dnssec === undefined ? "nothing" : JSON.stringify(dnssec),
              fix: "sign the zone, then give its DS record to the registrar",
            }),
          ]),
      ...(tls.originPulls.kind === "shared"
        ? [
            mistake({ file, path: ["tls", "originPulls"] }, [], {
              code: "ORIGIN_PULLS_SHARED",
              expected: "a certificate of this zone",
              got: "the one that every customer's zone presents: it proves Cloudflare, not this account",
              fix: "upload a certificate through the API and set kind to zone",
            }),
          ]
        : []),
    ];
  });
