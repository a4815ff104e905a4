import { type SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import type { Model } from "./model.ts";
import { environmentTarget } from "./names.ts";
import type { Configs } from "./parse.ts";
import { accountModel } from "./resolve/account.ts";
import { resolveEnvironment } from "./resolve/environment.ts";
import { authorisationRecords, reportAuthorisations } from "./resolve/report-authorisations.ts";
import { resolveZone } from "./resolve/zone.ts";
import { type EnvironmentPlace, groupBy, type World, worldOf } from "./rules/world.ts";
import { EVERYTHING_LIVE, type Stage, type Stages } from "./stage.ts";

/**
 * Spells out everything that the configs mean. Configs must have passed the rules.
 * @param stages how far each environment has come; one that is not named is live
 * @throws SlipwayErrors with what a zone's plan does not admit
 */
export function resolve(configs: Configs, { stages = EVERYTHING_LIVE }: { readonly stages?: Stages } = {}): Model {
  const { model, errors } = resolveWorld(worldOf(configs), stages);
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return model;
}

export interface Resolved {
  readonly model: Model;
  /** What a zone's plan does not admit; the model leaves it out. */
  readonly errors: readonly SlipwayError[];
}

export function resolveWorld(world: World, stages: Stages = EVERYTHING_LIVE): Resolved {
  const { configs, environments } = world;
  const account = configs.account.config;
  const stageOf = ({ launch, name }: EnvironmentPlace): Stage | undefined => stages.get(environmentTarget(launch.name, name));
  const resolved = environments.flatMap((environment) =>
    environment.zone === undefined ? [] : [resolveEnvironment(environment, environment.zone.config, account, stageOf(environment))],
  );
  const models = resolved.map(({ model }) => model);
  const byDomain = groupBy(models, ({ zone }) => zone.domain);
  const authorisations = reportAuthorisations(world);
  const zones = configs.zones.map(({ config }) =>
    resolveZone(
      config,
      (byDomain.get(config.domain) ?? []).map(({ contribution }) => contribution),
      authorisationRecords(authorisations, config.domain, config.mail.ttlSeconds),
    ),
  );
  return {
    model: {
      account: accountModel(
        account,
        configs.launches.some(({ config }) => Object.keys(config.jobs).length > 0) ||
          models.some(({ serviceAlarms }) => serviceAlarms !== undefined),
      ),
      zones: new Map(zones.map((zone) => [zone.target, zone])),
      environments: new Map(models.map((model) => [model.target, model])),
    },
    errors: resolved.flatMap(({ errors }) => errors),
  };
}
