import type { SecretAnswer, SecretFacts, SecretSlotModel } from "../config/secret-model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { currentOf } from "../verify/secret-state.ts";
import type { SecretDesk } from "./open-secrets.ts";

type Present = { readonly kind: "present" } & SecretFacts;

/** The secret behind a slot. @throws SlipwayError SECRET_SLOT_MISSING, SECRET_STATUS_UNKNOWN */
export async function secretBehind(desk: SecretDesk, { name }: SecretSlotModel): Promise<Present> {
  const answer = await desk.secrets.describe({ name, region: desk.region });
  if (answer?.kind === "present") return answer;
  if (answer === undefined) throw unanswered(name);
  throw new SlipwayError({
    kind: "refused",
    code: "SECRET_SLOT_MISSING",
    where: name,
    expected: "a slot in AWS Secrets Manager",
    got: answer.kind === "absent" ? "none" : "one that is scheduled for deletion",
    fix: answer.kind === "absent" ? `apply ${desk.environment.target} first, which makes its slots` : "restore it by a rollback",
  });
}

function unanswered(name: string): SlipwayError {
  return new SlipwayError({
    kind: "undecided",
    code: "SECRET_STATUS_UNKNOWN",
    where: name,
    expected: "to know how the slot fares",
    got: "no answer from AWS Secrets Manager",
    fix: "check the credentials, which need secretsmanager:DescribeSecret and secretsmanager:ListSecretVersionIds, and the way there",
  });
}

/** Stores a value, and believes it when Secrets Manager names the new version. @throws SlipwayError SECRET_NOT_STORED */
export async function store(desk: SecretDesk, { name }: SecretSlotModel, before: Present, value: string): Promise<string> {
  // the service's message may quote the request; its exception's name does not
  await desk.secrets.put(before.arn, desk.region, value).catch((error: unknown) => {
    throw notStored(name, error instanceof Error ? error.name : "no answer");
  });
  const version = newVersion(before, await desk.secrets.describe({ name, region: desk.region }));
  if (version === undefined) throw notStored(name, "no new current version");
  return version;
}

/** The current version, where it is another one than before. */
export function newVersion(before: Present, after: SecretAnswer | undefined): string | undefined {
  const version = after?.kind === "present" ? currentOf(after.versions)?.id : undefined;
  return version === currentOf(before.versions)?.id ? undefined : version;
}

function notStored(name: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "provider",
    code: "SECRET_NOT_STORED",
    where: name,
    expected: "AWS Secrets Manager to take the value",
    got,
    fix: "check the credentials' secretsmanager:PutSecretValue and the key's kms:GenerateDataKey, then run the command again",
  });
}
