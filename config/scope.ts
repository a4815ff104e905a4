import { closestName } from "../errors/closest-name.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { environmentTarget, zoneTarget } from "./names.ts";
import type { RawConfig, RawConfigs } from "./raw.ts";
import { showText } from "./show-value.ts";

/** The part of the configs that a target rests on: its own, its zone's and the account's. */
export interface Scope {
  readonly covers: (error: SlipwayError) => boolean;
}

export const EVERYTHING: Scope = { covers: () => true };

/** Works on unchecked data, because a target whose config does not parse still has to find its own errors. */
export function scopeOf(raw: RawConfigs, target: string): Scope | SlipwayError {
  if (target === "account") return filesScope([raw.account.file]);
  const zone = raw.zones.find((each) => zoneTarget(textField(each, "domain")) === target);
  const adopted = (raw.adopted ?? []).filter((each) => textField(each, "target") === target).map(({ file }) => file);
  if (zone !== undefined) return filesScope([raw.account.file, zone.file, ...adopted]);
  for (const launch of raw.launches) {
    for (const [name, environment] of environmentsOf(launch)) {
      if (environmentTarget(textField(launch, "name"), name) !== target) continue;
      const domain = fieldOf(environment, "zone");
      const zones = raw.zones.filter((each) => fieldOf(each.data, "domain") === domain).map(({ file }) => file);
      return environmentScope([raw.account.file, ...zones, ...adopted], launch.file, name);
    }
  }
  const known = targetsIn(raw);
  const near = closestName(target, known);
  return new SlipwayError({
    kind: "config",
    code: "TARGET_UNKNOWN",
    where: "target",
    expected: `one of ${known.map(showText).join(", ")}`,
    got: showText(JSON.stringify(target)),
    fix: near === undefined ? "name a target that the configs declare" : `did you mean ${showText(near)}?`,
  });
}

/** The file and the path behind it; without a path an error concerns the whole file. */
export function placeOfError(error: SlipwayError, files: readonly string[]): { readonly file: string; readonly path: string } | undefined {
  const { where } = error.parts;
  const file = files.find((each) => where === each || where.startsWith(`${each}: `));
  return file === undefined ? undefined : { file, path: where.slice(file.length + 2) };
}

/** `production` out of `environments.production.hosts.api`. */
export function environmentOfPath(path: string): string | undefined {
  return /^environments\.([^.]+)/.exec(path)?.[1];
}

function filesScope(files: readonly string[]): Scope {
  return { covers: (error) => placeOfError(error, files) !== undefined };
}

function environmentScope(files: readonly string[], launchFile: string, environment: string): Scope {
  return {
    covers: (error) => {
      if (placeOfError(error, files) !== undefined) return true;
      const place = placeOfError(error, [launchFile]);
      if (place === undefined) return false;
      const named = environmentOfPath(place.path);
      return named === undefined || named === environment;
    },
  };
}

function targetsIn(raw: RawConfigs): string[] {
  const zones = raw.zones.map((zone) => zoneTarget(textField(zone, "domain")));
  const environments = raw.launches.flatMap((launch) =>
    environmentsOf(launch).map(([name]) => environmentTarget(textField(launch, "name"), name)),
  );
  return ["account", ...zones, ...environments];
}

function environmentsOf({ data }: RawConfig): [string, unknown][] {
  const environments = fieldOf(data, "environments");
  return typeof environments === "object" && environments !== null ? Object.entries(environments) : [];
}

function textField({ data }: RawConfig, name: string): string {
  const value = fieldOf(data, name);
  return typeof value === "string" ? value : "";
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? Object.getOwnPropertyDescriptor(data, name)?.value : undefined;
}
