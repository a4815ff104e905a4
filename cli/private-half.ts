import { withoutSecrets } from "../errors/secret-detector.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { SecretKeeper } from "../launch/secrets/secrets.ts";
import type { MadeKey } from "../mail/dkim/make-key.ts";

/** From memory into a slot that is there and empty. @throws SlipwayError SECRET_SLOT_UNKNOWN, SECRET_SLOT_IN_USE, SECRET_NOT_STORED */
export async function keepPrivateHalf(secrets: SecretKeeper, slot: string, key: Pick<MadeKey, "privateKey">): Promise<void> {
  const status = await secrets.find({ name: slot, region: null });
  if (status === undefined) throw notStored(slot, "no answer from the secret manager");
  if (status.kind !== "present") {
    throw new SlipwayError({
      kind: "refused",
      code: "SECRET_SLOT_UNKNOWN",
      where: slot,
      expected: "a slot that exists",
      got: status.kind === "absent" ? "none at the secret manager" : "one that is scheduled for deletion",
      fix: "apply the launch that declares it first",
    });
  }
  if (status.hasValue === true) {
    throw new SlipwayError({
      kind: "refused",
      code: "SECRET_SLOT_IN_USE",
      where: slot,
      expected: "a slot without a value",
      got: "one that an application reads already",
      fix: "declare another slot for the new key: nothing may sign with it before its public half is published",
    });
  }
  await secrets.put(status.arn, null, key.privateKey).catch((error: unknown) => {
    throw notStored(slot, withoutSecrets(error instanceof Error ? error.message : String(error), [key.privateKey]));
  });
}

function notStored(slot: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "provider",
    code: "SECRET_NOT_STORED",
    where: slot,
    expected: "a secret manager that takes the private key",
    got,
    fix: "nothing was kept; run the command again when it can be reached",
  });
}
