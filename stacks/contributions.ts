import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { composeZone } from "../config/compose-zone.ts";
import type { Contribution, Model } from "../config/model.ts";
import { contributionSchema } from "../config/schema/contribution.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";

/**
 * The contributions in a folder of JSON files, in the order of file names.
 *
 * Errors: SlipwayErrors of kind config with every file that is not one.
 */
export function readContributions(folder: string): readonly Contribution[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const errors: SlipwayError[] = [];
  const contributions: Contribution[] = [];
  for (const name of names) {
    const parsed = contributionSchema.safeParse(parseJson(readFileSync(join(folder, name), "utf8")));
    if (parsed.success) contributions.push(parsed.data);
    else errors.push(notAContribution(name, parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")));
  }
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return contributions;
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
    return undefined; // the schema says what was expected instead
  }
}

function notAContribution(name: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "SYNTH_NOT_A_CONTRIBUTION",
    where: `contributions: ${name}`,
    expected: "the rules that one environment adds to a zone",
    got,
    fix: "take the file from the run store again",
  });
}
