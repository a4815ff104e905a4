import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { composeZone } from "../config/compose-zone.ts";
import { parseContribution } from "../config/contribution.ts";
import type { Contribution, Model } from "../config/model.ts";
import type { Stages } from "../config/stage.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";

/**
 * The contributions in a folder of JSON files, in the order of file names.
 *
 * Errors: SlipwayErrors with every file that is not one.
 */
export function readContributions(folder: string): readonly Contribution[] {
  const errors: SlipwayError[] = [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const contributions = names.sort().flatMap((name): Contribution[] => {
    try {
      return [parseContribution(join(folder, name), parseJson(readFileSync(join(folder, name), "utf8")))];
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      errors.push(error);
      return [];
    }
  });
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return contributions;
}

/** How far each environment had come when it contributed. */
export function appliedStages({ environments }: Model, contributions: readonly Contribution[]): Stages {
  return new Map(
    [...environments.values()].flatMap(({ target, contribution: { owner } }) => {
      const stage = contributions.find((each) => each.owner === owner)?.stage;
      return stage === undefined ? [] : [[target, stage]];
    }),
  );
}

/** The model with every zone composed of its owner's rules and these contributions, instead of those of today's configs. */
export function withContributions(model: Model, contributions: readonly Contribution[]): Model {
  const zones = [...model.zones].map(([target, zone]) => {
    const own = contributions.filter(({ domain }) => domain === zone.base.zone.domain);
    return [target, { ...zone, rulesets: composeZone(zone.base, own) }] as const;
  });
  return { ...model, zones: new Map(zones) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no contribution either, and the parser of those says so
  }
}
