import { checkConfigs } from "../config/check.ts";
import { readDnsLock } from "../config/dns-lock.ts";
import { loadConfigs } from "../config/load.ts";
import type { EnvironmentModel, Model, ZoneModel } from "../config/model.ts";
import type { Stages } from "../config/stage.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import type { DnsLock } from "../mail/dns/lock.ts";

/** A project whose configs are right. */
export interface Project {
  readonly dir: string;
  /** Everything live. */
  readonly model: Model;
  /** Each environment as far as it has come. */
  readonly modelAt: (stages: Stages) => Model;
  readonly warnings: readonly SlipwayError[];
  /** What the committed DNS lock knows. */
  readonly lock: DnsLock;
}

/**
 * Loads and checks the configs of a project.
 * @throws SlipwayErrors with every mistake that concerns the target, or the whole project without one.
 */
export async function openProject(dir: string, target?: string): Promise<Project> {
  const loaded = await loadConfigs(dir);
  if (!loaded.ok) throw new SlipwayErrors(loaded.errors);
  const { errors, warnings, model, modelAt } = checkConfigs(loaded.raw, target);
  if (errors.length > 0 || model === undefined || modelAt === undefined) throw new SlipwayErrors(errors);
  const lock = readDnsLock(loaded.raw.lock);
  if (lock instanceof SlipwayError) throw lock; // said by the check already
  return { dir, model, modelAt, warnings, lock };
}

/** What a target names. */
export type TargetModel =
  | { readonly kind: "account" }
  | { readonly kind: "zone"; readonly zone: ZoneModel }
  | { readonly kind: "environment"; readonly environment: EnvironmentModel; readonly zone: ZoneModel };

/** @throws SlipwayError TARGET_UNKNOWN */
export function findTarget(model: Model, target: string): TargetModel {
  if (target === model.account.target) return { kind: "account" };
  const zone = model.zones.get(target);
  if (zone !== undefined) return { kind: "zone", zone };
  const environment = model.environments.get(target);
  const home = environment === undefined ? undefined : model.zones.get(`zone/${environment.zone.domain}`);
  if (environment !== undefined && home !== undefined) return { kind: "environment", environment, zone: home };
  throw new SlipwayError({
    kind: "config",
    code: "TARGET_UNKNOWN",
    where: "target",
    expected: `one of ${targetsOf(model).join(", ")}`,
    got: JSON.stringify(target),
    fix: "name a target that the configs declare",
  });
}

/** The environment that a target names. @throws SlipwayError TARGET_UNKNOWN */
export function environmentNamed(model: Model, target: string, fix: string): EnvironmentModel {
  const found = findTarget(model, target);
  if (found.kind === "environment") return found.environment;
  throw new SlipwayError({
    kind: "config",
    code: "TARGET_UNKNOWN",
    where: "target",
    expected: `one of ${[...model.environments.keys()].join(", ")}`,
    got: target,
    fix,
  });
}

/** The environment that an option speaks of. @throws SlipwayError TARGET_UNKNOWN, OPTION_VALUE */
export function environmentIn(model: Model, target: string | undefined): EnvironmentModel {
  const found = target === undefined ? undefined : findTarget(model, target);
  if (found?.kind === "environment") return found.environment;
  throw new SlipwayError({
    kind: "config",
    code: "OPTION_VALUE",
    where: "--stage",
    expected: `one of ${[...model.environments.keys()].join(", ")} beside it`,
    got: target === undefined ? "no target" : JSON.stringify(target),
    fix: "name the environment that is at this stage",
  });
}

/** Every target, in the order in which a first launch goes through them. */
export function targetsOf(model: Model): string[] {
  return [model.account.target, ...model.zones.keys(), ...model.environments.keys()];
}
