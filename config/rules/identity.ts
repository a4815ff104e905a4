import type { SlipwayError } from "../../errors/slipway-error.ts";
import { environmentTarget, launchStackName, zoneStackName, zoneTarget } from "../names.ts";
import { groupBy, mistake, type Place, type Rule, type World, where } from "./world.ts";

/** Kinds of target; a launch of that name could not be told from them. */
const RESERVED_LAUNCH_NAMES = ["account", "zone"];

/** Systems Manager keeps these for itself, in any case. Source: AWS Systems Manager API reference, PutParameter, Name (checked 2026-11-22). */
const RESERVED_PARAMETER_PREFIX = /^(aws|ssm)/i;

export const launchNames: Rule = ({ configs }) => {
  const launches = configs.launches.map(({ file, config }) => ({ file, path: ["name"], name: config.name }));
  const twice = repeated(
    launches,
    ({ name }) => name,
    (first) => ({
      code: "LAUNCH_NAME_TWICE",
      expected: "a name that no other launch has",
      got: `${first.name}, as in ${first.file}`,
      fix: "rename one of the two",
    }),
  );
  const reserved = launches
    .filter(({ name }) => RESERVED_LAUNCH_NAMES.includes(name))
    .map((launch) =>
      mistake(launch, [], {
        code: "LAUNCH_NAME_RESERVED",
        expected: `a name other than ${RESERVED_LAUNCH_NAMES.join(" and ")}`,
        got: launch.name,
        fix: "rename the launch",
      }),
    );
  const unpublishable = configs.launches.filter(
    ({ config }) =>
      RESERVED_PARAMETER_PREFIX.test(config.name) &&
      Object.values(config.environments).some(
        ({ target }) => target.kind === "existing-origin" && Object.keys(target.environment).length > 0,
      ),
  );
  return [
    ...twice,
    ...reserved,
    ...unpublishable.map(({ file, config }) =>
      mistake({ file, path: ["name"] }, [], {
        code: "LAUNCH_NAME_RESERVED",
        expected: "a name that starts with neither aws nor ssm, because the environment variables are published under it",
        got: config.name,
        fix: "rename the launch",
      }),
    ),
  ];
};

export const zonesOnce: Rule = ({ configs }) => {
  const zones = configs.zones.map(({ file, config }) => ({ file, config }));
  const sameDomain = repeated(
    zones.map(({ file, config }) => ({ file, path: ["domain"], name: config.domain })),
    ({ name }) => name,
    (first) => ({
      code: "ZONE_TWICE",
      expected: "a domain that no other zone config has",
      got: `${first.name}, as in ${first.file}`,
      fix: "merge the two",
    }),
  );
  const sameId = repeated(
    zones.map(({ file, config }) => ({ file, path: ["zoneId"], name: config.zoneId })),
    ({ name }) => name,
    (first) => ({
      code: "ZONE_TWICE",
      expected: "a zone id that no other zone config has",
      got: `${first.name}, as in ${first.file}`,
      fix: "copy each zone's own id from its overview page",
    }),
  );
  return [...sameDomain, ...sameId];
};

/** `a` in `b-c` and `a-b` in `c` both make the stack `a-b-c`. */
export const stackNames: Rule = (world) =>
  repeated(
    stacksOf(world),
    ({ name }) => name,
    (first, { target }) => ({
      code: "STACK_NAME_CLASH",
      expected: `a stack name of its own for ${target}`,
      got: `${first.name}, which is also the stack of ${first.target} (${where(first)})`,
      fix: "rename the launch or the environment",
    }),
  );

export const zonesKnown: Rule = ({ environments, configs }) =>
  environments
    .filter(({ zone }) => zone === undefined)
    .map((environment) =>
      mistake(environment, ["zone"], {
        code: "ZONE_UNKNOWN",
        expected: `one of the configured zones ${configs.zones.map(({ config }) => config.domain).join(", ")}`,
        got: environment.config.zone,
        fix: `correct the domain, or write config/zones/${environment.config.zone}.ts`,
      }),
    );

interface NamedPlace extends Place {
  readonly name: string;
}

function stacksOf({ configs, environments }: World): (NamedPlace & { readonly target: string })[] {
  const stacks = [
    { file: configs.account.file, path: [], name: "account", target: "account" },
    ...configs.zones.map(({ file, config }) => ({
      file,
      path: ["domain"],
      name: zoneStackName(config.domain),
      target: zoneTarget(config.domain),
    })),
    ...environments.map(({ file, path, launch, name }) => ({
      file,
      path,
      name: launchStackName(launch.name, name),
      target: environmentTarget(launch.name, name),
    })),
  ];
  // a target that stands twice is said by the rules above
  return [...groupBy(stacks, ({ target }) => target).values()].flatMap(([first]) => first ?? []);
}

/** One error at every place after the first that carries the same key. */
function repeated<T extends NamedPlace>(
  places: readonly T[],
  keyOf: (place: T) => string,
  say: (first: T, again: T) => Parameters<typeof mistake>[2],
): SlipwayError[] {
  return [...groupBy(places, keyOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((again) => mistake(again, [], say(first, again))),
  );
}
