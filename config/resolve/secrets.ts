import type { Residual } from "../model.ts";
import { secretName } from "../names.ts";
import { type EnvironmentPlace, where } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { SecretSlotConfig } from "../schema/secrets.ts";
import type { SecretRotationModel, SecretSlotModel } from "../secret-model.ts";
import { slotReferences, variableOf } from "../slot-references.ts";

/** The slots that this environment uses; another environment's secrets are no business of its application. */
export function secretSlotsOf(environment: EnvironmentPlace, { aws }: Pick<AccountConfig, "aws">): SecretSlotModel[] {
  const { launch, name, config } = environment;
  return usedSlots(environment).map(([key, slot]) => {
    const kmsKey = kmsKeyOf(slot, aws);
    const readers = Object.hasOwn(config.secretReaders, key) ? config.secretReaders[key] : undefined;
    const rotation = rotationOf(slot);
    const variables = slotReferences(environment).flatMap((each) => (each.slot === key ? (variableOf(each) ?? []) : []));
    return {
      key,
      name: secretName(launch.name, name, key),
      // Secrets Manager adds a hyphen and six random characters
      arnPrefix: `arn:aws:secretsmanager:${aws.region}:${aws.accountId}:secret:${secretName(launch.name, name, key)}-`,
      description: slot.purpose,
      recoveryWindowDays: slot.recoveryWindowDays,
      ...(kmsKey === undefined ? {} : { kmsKey }),
      ...(readers === undefined ? {} : { readers: [...new Set(readers)].sort() }),
      ...(slot.onlyReaders ? { onlyReaders: true as const } : {}),
      ...(rotation === undefined ? {} : { rotation }),
      ...(variables.length === 0 ? {} : { variables }),
    };
  });
}

/** Values that live for ever, because no provider can change them. */
export function secretResiduals(environment: EnvironmentPlace): Residual[] {
  return usedSlots(environment).flatMap(([key, { rotation }]) =>
    rotation?.by === "nobody"
      ? [
          {
            where: where({ file: environment.file, path: ["secrets", key] }),
            wanted: `a new value of ${key} at least every 90 days`,
            enforced: "none: nobody rotates it",
            remaining: rotation.reason,
          },
        ]
      : [],
  );
}

function usedSlots(environment: EnvironmentPlace): [string, SecretSlotConfig][] {
  const used = new Set(slotReferences(environment).map(({ slot }) => slot));
  return Object.entries(environment.launch.secrets).filter(([key]) => used.has(key));
}

/** An alias by its ARN, which the API gives back as it was given. Source: AWS Secrets Manager API reference, DescribeSecret, KmsKeyId (checked 2026-11-26). */
function kmsKeyOf({ kms }: SecretSlotConfig, { region, accountId }: AccountConfig["aws"]): string | undefined {
  if (kms === "aws-managed") return undefined;
  return kms.key.startsWith("alias/") ? `arn:aws:kms:${region}:${accountId}:${kms.key}` : kms.key;
}

function rotationOf({ rotation }: SecretSlotConfig): SecretRotationModel | undefined {
  switch (rotation?.by) {
    case undefined:
    case "nobody":
      return undefined;
    case "hand":
      return { everyDays: rotation.everyDays, whenOverdue: rotation.whenOverdue };
    case "function": {
      const { everyDays, whenOverdue, function: functionArn, onRotation } = rotation;
      return { everyDays, whenOverdue, functionArn, ...(onRotation === undefined ? {} : { onRotation }) };
    }
  }
}
