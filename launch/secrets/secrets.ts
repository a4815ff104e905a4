import * as z from "zod";

const RESTORE_TOKEN = "RESTORES_SECRET";

export interface SecretName {
  readonly name: string;
  /** None where the configuration leaves it to the provider's surroundings. */
  readonly region: string | null;
}

/** What became of a name. Nobody ever looks at a value. */
export type SecretStatus =
  | { readonly kind: "present"; readonly arn: string; readonly hasValue?: boolean }
  /** Deleted, and to be had again until its window ends. */
  | { readonly kind: "scheduled"; readonly arn: string }
  | { readonly kind: "absent" };

/** What a site can do for secrets. */
export interface SecretKeeper {
  /** Undefined: nobody could be asked. */
  readonly find: (secret: SecretName) => Promise<SecretStatus | undefined>;
  /** Takes back a deletion that is scheduled. */
  readonly restore: (arn: string, region: string | null) => Promise<void>;
  /** Stores a value as the current version of a secret that is there. The value goes from memory to the manager and nowhere else. */
  readonly put: (arn: string, region: string | null, value: string) => Promise<void>;
}

export const secretToRestoreSchema = z.strictObject({
  stack: z.string(),
  address: z.string(),
  name: z.string(),
  region: z.string().nullable(),
  arn: z.string(),
});

export type SecretToRestore = z.output<typeof secretToRestoreSchema>;

/** Each stands in the review, and the approver repeats it. */
export function restoring(
  secrets: readonly SecretToRestore[],
): readonly { readonly code: string; readonly place: string; readonly sentence: string }[] {
  return secrets.map(({ stack, address, name, region, arn }) => {
    const sentence = `takes back the deletion of the secret ${placeOf({ name, region })} (${arn}), so that a rollback can take it up again`;
    return { code: RESTORE_TOKEN, place: `${stack}/${address}`, sentence };
  });
}

export function placeOf({ name, region }: SecretName): string {
  return region === null ? name : `${name} in ${region}`;
}
