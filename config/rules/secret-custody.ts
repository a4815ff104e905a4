import type { SlipwayError } from "../../errors/slipway-error.ts";
import { regionOfArn } from "../names.ts";
import type { SecretSlotConfig } from "../schema/secrets.ts";
import { slotReferences, variableOf } from "../slot-references.ts";
import { type EnvironmentPlace, mistake, type Place, type Rule, type World } from "./world.ts";

/** Source: readiness row R4. */
const SLOWEST_ROTATION_DAYS = 90;

/** Sections whose secrets Cloudflare makes. */
const MADE_IN = new Set(["turnstile", "serviceTokens"]);

interface SlotPlace extends Place {
  readonly key: string;
  readonly slot: SecretSlotConfig;
  /** Those that use it. */
  readonly environments: readonly EnvironmentPlace[];
}

export const secretsRotateInTime: Rule = (world) =>
  slotsOf(world).flatMap((place) => {
    const { rotation } = place.slot;
    if (rotation === undefined || rotation.by === "nobody" || rotation.everyDays <= SLOWEST_ROTATION_DAYS) return [];
    return mistake(place, ["rotation", "everyDays"], {
      code: "SECRET_ROTATION_SLOW",
      expected: `${SLOWEST_ROTATION_DAYS} days or fewer`,
      got: String(rotation.everyDays),
      fix: 'rotate it sooner; where its provider cannot change it at all, write rotation: { by: "nobody", reason: "..." }',
    });
  });

export const secretsRotate: Rule = (world) =>
  slotsOf(world).flatMap((place) => {
    if (place.slot.rotation !== undefined) return [];
    return mistake(place, ["rotation"], {
      code: "SECRET_ROTATION_MISSING",
      expected: `who puts a new value at least every ${SLOWEST_ROTATION_DAYS} days`,
      got: "nothing",
      fix: `write rotation: { by: "hand", everyDays: ${SLOWEST_ROTATION_DAYS} }, or name the function, or why nobody can`,
    });
  });

/** Secrets Manager runs functions of its own region only, and no function of ours makes what Cloudflare makes. */
export const secretsRotatable: Rule = (world) => {
  const { region } = world.configs.account.config.aws;
  return slotsOf(world).flatMap((place) => {
    const { rotation } = place.slot;
    if (rotation?.by !== "function") return [];
    const elsewhere = regionOfArn(rotation.function);
    const isMade = place.environments.some((environment) =>
      slotReferences(environment).some(({ slot, field: [section = ""] }) => slot === place.key && MADE_IN.has(section)),
    );
    const impossible = (field: string, expected: string, got: string, fix: string): SlipwayError =>
      mistake(place, ["rotation", field], { code: "SECRET_ROTATION_IMPOSSIBLE", expected, got, fix });
    return [
      ...(elsewhere === region
        ? []
        : [impossible("function", `a function in ${region}, where the secret is`, `one in ${elsewhere}`, "name one there")]),
      ...(isMade
        ? [
            impossible(
              "by",
              "hand, for a secret that Cloudflare makes",
              "a function",
              "write by: hand, and run slipway secret make with --replace when it is due",
            ),
          ]
        : []),
    ];
  });
};

/** Readers that look once, at start, go on with the old value for as long as they run. Source: AWS ECS developer guide, secrets (checked 2026-11-26). */
export const secretsSeenWhenRotated: Rule = (world) =>
  slotsOf(world).flatMap((place) => {
    const { rotation } = place.slot;
    if (rotation?.by !== "function" || rotation.onRotation !== undefined) return [];
    const variables = place.environments.flatMap((environment) =>
      slotReferences(environment).flatMap((each) => (each.slot === place.key ? (variableOf(each) ?? []) : [])),
    );
    if (variables.length === 0) return [];
    return mistake(place, ["rotation", "onRotation"], {
      code: "SECRET_ROTATION_UNSEEN",
      expected: `what happens to readers of ${[...new Set(variables)].join(", ")} when the function has put a new value`,
      got: "nothing: a variable is filled once, at start",
      fix: 'write onRotation: "redeploy", or "reread" if the application asks again by itself',
    });
  });

export const secretKeysUsable: Rule = (world) => {
  const { region, accountId } = world.configs.account.config.aws;
  return slotsOf(world).flatMap((place) => {
    const { kms } = place.slot;
    if (kms === "aws-managed") {
      const strangers = place.environments.flatMap((environment) => strangersOf(environment, place.key, accountId));
      return strangers.map(({ environment, index, reader }) =>
        mistake(environment, ["secretReaders", place.key, String(index)], {
          code: "SECRET_KEY_UNUSABLE",
          expected: `a role of account ${accountId}, for a secret under AWS's own key`,
          got: reader,
          fix: "give the slot a key of your own under kms, whose policy lets the other account decrypt",
        }),
      );
    }
    const fault = keyFault(kms.key, region);
    return fault === undefined ? [] : [mistake(place, ["kms", "key"], { code: "SECRET_KEY_UNUSABLE", ...fault })];
  });
};

function keyFault(key: string, region: string): { readonly expected: string; readonly got: string; readonly fix: string } | undefined {
  if (/(^|:)alias\/aws\//.test(key)) {
    return { expected: "a key of your own", got: `${key}, which AWS keeps for its services`, fix: 'write kms: "aws-managed"' };
  }
  const elsewhere = key.startsWith("arn:") ? regionOfArn(key) : region;
  if (elsewhere === region) return undefined;
  return { expected: `a key in ${region}, where the secret is`, got: `one in ${elsewhere}`, fix: "name one there" };
}

/** Readers in other accounts. Source: AWS Secrets Manager user guide, access from a different account (checked 2026-11-26). */
function strangersOf(
  environment: EnvironmentPlace,
  key: string,
  accountId: string,
): { readonly environment: EnvironmentPlace; readonly index: number; readonly reader: string }[] {
  const readers = readersOf(environment, key);
  return readers.flatMap((reader, index) => (reader.split(":")[4] === accountId ? [] : [{ environment, index, reader }]));
}

/** A slot that only its readers read, and whose readers nobody names, is read by nobody. */
export const onlyReadersNamed: Rule = (world) =>
  slotsOf(world).flatMap(({ key, slot, environments }) =>
    slot.onlyReaders
      ? environments
          .filter((environment) => readersOf(environment, key).length === 0)
          .map((environment) =>
            mistake(environment, ["secretReaders", key], {
              code: "SECRET_READERS_MISSING",
              expected: "the roles that read a slot with onlyReaders",
              got: "none",
              fix: "name the role that the application runs as, or leave onlyReaders out",
            }),
          )
      : [],
  );

function readersOf({ config }: EnvironmentPlace, key: string): readonly string[] {
  return Object.hasOwn(config.secretReaders, key) ? (config.secretReaders[key] ?? []) : [];
}

function slotsOf({ configs, environments }: World): SlotPlace[] {
  return configs.launches.flatMap(({ file, config }) => {
    const own = environments.filter(({ launch }) => launch === config);
    return Object.entries(config.secrets).map(([key, slot]) => ({
      file,
      path: ["secrets", key],
      key,
      slot,
      environments: own.filter((environment) => slotReferences(environment).some((each) => each.slot === key)),
    }));
  });
}
