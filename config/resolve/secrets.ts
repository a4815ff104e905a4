import { secretName } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { SecretSlotModel } from "../secret-model.ts";
import { madeSlots } from "./made-secrets.ts";

/** The slots that this environment uses; another environment's secrets are no business of its application. */
export function secretSlotsOf(environment: EnvironmentPlace, { aws }: AccountConfig): SecretSlotModel[] {
  const { launch, name, config } = environment;
  const read = Object.values(config.target.environment).flatMap((source) => ("secret" in source ? [source.secret] : []));
  const used = new Set([...read, ...madeSlots(environment)]);
  return Object.entries(launch.secrets)
    .filter(([key]) => used.has(key))
    .map(([key, { purpose, recoveryWindowDays }]) => ({
      key,
      name: secretName(launch.name, name, key),
      // Secrets Manager adds a hyphen and six random characters
      arnPrefix: `arn:aws:secretsmanager:${aws.region}:${aws.accountId}:secret:${secretName(launch.name, name, key)}-`,
      description: purpose,
      recoveryWindowDays,
    }));
}
