import { isAbsolute, join } from "node:path";
import type { StorePlace } from "../config/schema/account.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { kmsPlanKeys } from "../launch/store/kms-plan-keys.ts";
import { localPlanKeys } from "../launch/store/local-plan-keys.ts";
import type { PlanKeys } from "../launch/store/plan-keys.ts";

const NAME = "plan.key";

/**
 * Where the user's key of saved plans lies: `slipway/plan.key` in the user's config folder.
 * Source: XDG Base Directory Specification 0.8, XDG_CONFIG_HOME (relative paths are to be ignored; checked 2026-11-25).
 * @throws SlipwayError kind "config", code PLAN_KEY_MISSING when there is no such folder
 */
export function planKeyFile(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CONFIG_HOME: config = "", HOME: home = "" } = environment;
  if (isAbsolute(config)) return join(config, "slipway", NAME);
  if (isAbsolute(home)) return join(home, ".config", "slipway", NAME);
  throw new SlipwayError({
    kind: "config",
    code: "PLAN_KEY_MISSING",
    where: "environment",
    expected: "XDG_CONFIG_HOME or HOME, an absolute path: plan files are encrypted with a key that lies there",
    got: "neither",
    fix: "set XDG_CONFIG_HOME to a folder of your own",
  });
}

/** A key of the account's where one is named, so that anybody who may use it can apply; else the user's own. */
export function planKeysFor(place: StorePlace, environment: Parameters<typeof planKeyFile>[0]): PlanKeys {
  if (place.kind === "local" || place.kmsKey === undefined) return localPlanKeys(planKeyFile(environment));
  const [, region = place.region] = /^arn:[^:]*:kms:([^:]+):/.exec(place.kmsKey) ?? [];
  return kmsPlanKeys({ keyId: place.kmsKey, region });
}

/** A rehearsal's own, beside its throw-away keys. */
export function rehearsalPlanKeyFile(dir: string): string {
  return join(dir, "keys", NAME);
}
