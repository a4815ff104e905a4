import { createHmac } from "node:crypto";
import * as z from "zod";
import { canonicalText } from "../json.ts";
import { refusal } from "../refusal.ts";
import type { RunRecord } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { sensitiveKey } from "../store/store-key.ts";

/**
 * Can change what a plan means: where its requests go. Left out, of what terraform gets:
 * - credentials and what names them (profile, role, files of either): they rotate, and whoever applies shall have others than whoever
 *   plans. Which account they reach is no matter of the environment, since every stack's provider holds `allowed_account_ids`;
 * - places of one machine (PATH, HOME, TMPDIR), because a run may be applied on another; what lies there is looked at by itself
 *   (terraform's version and flavour, its CLI configuration);
 * - patience (retries), because it changes when a request is made again and not what it says.
 * Source: AWS SDKs and Tools Reference Guide, settings (checked 2026-11-25).
 */
const CHANGES_MEANING =
  /^AWS_(REGION|DEFAULT_REGION|ENDPOINT_URL(_[A-Z0-9_]+)?|USE_(FIPS|DUALSTACK)_ENDPOINT|STS_REGIONAL_ENDPOINTS|SDK_LOAD_CONFIG)$/;

export const environmentRecordSchema = z.strictObject({
  /** Of every variable that terraform got, sorted. */
  names: z.array(z.string()),
  /** HMACs, under the store's key, of the values that can change what a plan means. */
  values: z.record(z.string(), z.string()),
});

export type EnvironmentRecord = z.output<typeof environmentRecordSchema>;

/** @param environment what terraform gets */
export async function recordEnvironment(store: RunStore, environment: Readonly<Record<string, string>>): Promise<EnvironmentRecord> {
  const key = await sensitiveKey(store);
  const values = Object.entries(environment).flatMap(([name, value]) =>
    CHANGES_MEANING.test(name) ? [[name, createHmac("sha256", key).update(canonicalText({ name, value })).digest("hex")] as const] : [],
  );
  return { names: Object.keys(environment).sort(), values: Object.fromEntries(values) };
}

/**
 * The same plan, made in other surroundings, would say the same and mean something else.
 * @throws SlipwayError kind "refused", code ENVIRONMENT_CHANGED, with every variable
 */
export async function refuseMovedEnvironment(
  store: RunStore,
  { id, environment: planned }: Pick<RunRecord, "id" | "environment">,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { values } = await recordEnvironment(store, environment);
  const names = [...new Set([...Object.keys(planned.values), ...Object.keys(values)])].sort();
  const moved = names.flatMap((name) => {
    if (planned.values[name] === values[name]) return [];
    if (values[name] === undefined) return [`${name} is not set`];
    return [planned.values[name] === undefined ? `${name} is set` : `${name} has another value`];
  });
  if (moved.length === 0) return;
  throw refusal(
    "ENVIRONMENT_CHANGED",
    id,
    "the environment that the run was planned in",
    moved.join(", "),
    "apply with the environment of the plan, or plan again in this one",
  );
}
