import type { SlipwayError } from "../../errors/slipway-error.ts";
import { canonicalName } from "../dns/name.ts";
import { hostAddressKey } from "../names.ts";
import { previewNames } from "../preview-name.ts";
import { isLive } from "./limits.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { type EnvironmentPlace, groupBy, isWithin, mistake, type Rule, type World, where } from "./world.ts";

/** Names under which hosts are tried have to be names that can be: every mistake comes out before the first stage. */
export const previewsSound: Rule = ({ environments, zonesByDomain }) =>
  environments.flatMap((environment) => {
    const { hosts, stages, zone } = environment.config;
    return [
      ...Object.keys(stages.previews).flatMap((key) => unused(environment, key)),
      ...Object.keys(hosts)
        .filter((key) => key.startsWith(PREVIEW_KEYS))
        .map((key) => keyTaken(environment, key)),
      ...[...previewNames(environment.config)].flatMap(([key, name]) => {
        const known = canonicalName(name);
        const home = closestZone(name, zonesByDomain);
        if (known.ok && isWithin(name, zone) && (home === undefined || home === zone)) return [];
        const got = known.ok ? `${name}, ${home === undefined || home === zone ? "outside it" : `in zone ${home}`}` : known.reason;
        return previewMistake(environment, key, "PREVIEW_IMPOSSIBLE", `a name in zone ${zone} for the preview of ${key}`, got);
      }),
    ];
  });

/** How the keys of what belongs to previews begin. */
const PREVIEW_KEYS = hostAddressKey("", "prepare");

function keyTaken(environment: EnvironmentPlace, key: string): SlipwayError {
  return mistake(environment, ["hosts", key], {
    code: "PREVIEW_KEY_TAKEN",
    expected: `a key that does not begin with ${PREVIEW_KEYS}, as those of previews do`,
    got: key,
    fix: "give the host another key",
  });
}

function unused(environment: EnvironmentPlace, key: string): SlipwayError[] {
  const { hosts, stages } = environment.config;
  const isKnown = Object.hasOwn(hosts, key);
  if (isKnown && stages.direct === undefined) return [];
  return [
    mistake(environment, ["stages", "previews", key], {
      code: "PREVIEW_UNUSED",
      expected: isKnown
        ? "no preview where a launch goes live directly"
        : `one of this environment's hosts ${Object.keys(hosts).join(", ")}`,
      got: key,
      fix: isKnown ? "remove it, or remove stages.direct" : "name the host that is tried under this name",
    }),
  ];
}

/** A preview may not take what somebody else is asked under, whichever config brings it. */
export function previewNamesFree({ environments }: World, placed: readonly PlacedRecord[]): SlipwayError[] {
  const previews = environments.flatMap((environment) =>
    [...previewNames(environment.config)].map(([key, name]) => ({ environment, key, name })),
  );
  const declared = groupBy(placed, ({ record }) => record.name);
  const sharing = groupBy(previews, ({ name }) => name);
  return previews.flatMap(({ environment, key, name }) => {
    const others = [
      ...(declared.get(name) ?? []).map(({ place }) => where(place)),
      ...(sharing.get(name) ?? [])
        .filter((other) => (other.environment !== environment || other.key !== key) && nameOf(other) !== nameOf({ environment, key }))
        .map((other) => `the preview of ${where(other.environment, ["hosts", other.key])}`),
    ];
    if (others.length === 0) return [];
    const got = `${name}, also at ${[...new Set(others)].join(" and ")}`;
    return [previewMistake(environment, key, "PREVIEW_TAKEN", `a name of its own for the preview of ${key}`, got)];
  });
}

/** Hosts of one name have previews of one name, and one message says it. */
function nameOf({ environment, key }: { readonly environment: EnvironmentPlace; readonly key: string }): string | undefined {
  return environment.config.hosts[key]?.name;
}

/** Where it is written, or else where it could be. */
function previewMistake(
  environment: EnvironmentPlace,
  key: string,
  code: SlipwayError["parts"]["code"],
  expected: string,
  got: string,
): SlipwayError {
  const fix = `set stages.previews.${key} to a free name one label below ${environment.config.zone}`;
  return mistake(environment, ["stages", "previews", key], { code, expected, got, fix });
}

/** Who goes live without a preview, and without waiting for monitors, says why; where customers are, everybody reads it. */
export const directAdmitted: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { direct } = environment.config.stages;
    if (direct === undefined || !isLive(environment.name)) return [];
    return mistake(environment, ["stages", "direct"], {
      code: "STAGES_DIRECT",
      expected: `${environment.name} to be tried under preview names, and to go live once its monitors have seen it well`,
      got: `one run, admitted: ${direct}`,
      fix: "remove stages.direct before the next launch that people depend on",
    });
  });

function closestZone(name: string, zones: ReadonlyMap<string, unknown>): string | undefined {
  const labels = name.split(".");
  return labels.map((_, index) => labels.slice(index).join(".")).find((each) => zones.has(each));
}
