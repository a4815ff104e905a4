import { asUuid } from "../generated.ts";
import type { StoredObject } from "../world.ts";
import { arnOf, inRegion, regionOf } from "./aws-names.ts";
import { refusedPolicy } from "./aws-policies.ts";
import { awsThing } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";

// Source: AWS KMS API reference, CreateKey, EnableKeyRotation, ScheduleKeyDeletion, CreateAlias, UpdateAlias; AWS KMS developer guide,
// key policies (checked 2026-11-26).

const KEY = "aws_kms_key";
const ALIAS = "aws_kms_alias";
/** Keys that are there until their waiting period ends, and that nothing can use. */
const PENDING_DELETION = "aws_kms_key, pending deletion";
const SYMMETRIC = "SYMMETRIC_DEFAULT";
const DEFAULT_ROTATION_DAYS = 365;

export const kmsKey = awsThing({
  type: KEY,
  key: "arn",
  importBy: "key_id",
  make: (change) => {
    const { planned, around } = change;
    const keyId = asUuid(around.world.newId(KEY));
    return {
      id: keyId,
      key_id: keyId,
      arn: arnOf("kms", `key/${keyId}`, regionOf(change), around),
      description: "",
      multi_region: false,
      policy: defaultPolicy(around),
      rotation_period_in_days: planned.enable_key_rotation === true ? DEFAULT_ROTATION_DAYS : 0,
    };
  },
  refuse: (change) => [...refusedUse(change), ...refusedKeyPolicy(change)],
  more: {
    notReturned: ["bypass_policy_lockout_safety_check", "deletion_window_in_days"],
    remove: (object, { world }) => {
      world.remove(KEY, object.id);
      world.put({ ...object, type: PENDING_DELETION });
    },
  },
});

function refusedUse({ planned }: Change): string[] {
  const spec = String(planned.customer_master_key_spec ?? SYMMETRIC);
  const fitting = usesOf(spec);
  return [
    ...(fitting.includes(String(planned.key_usage))
      ? []
      : [`ValidationException: The operation failed because the KeyUsage value of a key of spec ${spec} is one of ${fitting.join(", ")}.`]),
    ...(planned.enable_key_rotation === true && spec !== SYMMETRIC
      ? ["UnsupportedOperationException: only symmetric encryption keys rotate by themselves"]
      : []),
  ];
}

function usesOf(spec: string): readonly string[] {
  if (spec === SYMMETRIC) return ["ENCRYPT_DECRYPT"];
  if (spec.startsWith("HMAC_")) return ["GENERATE_VERIFY_MAC"];
  if (spec.startsWith("RSA_")) return ["ENCRYPT_DECRYPT", "SIGN_VERIFY"];
  if (spec === "ECC_SECG_P256K1") return ["SIGN_VERIFY"];
  return spec === "SM2" ? ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "KEY_AGREEMENT"] : ["SIGN_VERIFY", "KEY_AGREEMENT"];
}

/** A key whose policy lets nobody of the account change that policy is lost, so AWS refuses it. */
function refusedKeyPolicy({ planned, around }: Change): string[] {
  const { policy } = planned;
  if (typeof policy !== "string") return [];
  const malformed = refusedPolicy(policy, "resource").map((says) =>
    says.replace(/^MalformedPolicyDocument:/, "MalformedPolicyDocumentException:"),
  );
  if (malformed.length > 0 || planned.bypass_policy_lockout_safety_check === true) return malformed;
  const keepsControl = new RegExp(`:iam::${around.world.awsAccountId}:|"AWS":\\s*"(\\*|${around.world.awsAccountId})"`).test(policy);
  const canChange = /kms:(\*|Put\*|PutKeyPolicy)|"Action":\s*"\*"/.test(policy);
  return keepsControl && canChange
    ? []
    : ["MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future."];
}

export const kmsAlias = awsThing({
  type: ALIAS,
  key: "arn",
  importBy: "name",
  unique: { by: "name", says: (name) => `AlreadyExistsException: An alias with the name ${name} already exists` },
  make: (change) => {
    const { planned, around } = change;
    const name =
      typeof planned.name === "string"
        ? planned.name
        : `${String(planned.name_prefix ?? "alias/")}${around.world.newId(ALIAS).slice(0, 26)}`;
    return {
      name,
      name_prefix: "",
      id: name,
      arn: arnOf("kms", name, regionOf(change), around),
      target_key_arn: targetOf(change)?.attributes.arn ?? null,
    };
  },
  refuse: (change) => [
    ...(String(change.planned.name).startsWith("alias/aws/") ? ["NotAuthorizedException: alias/aws/ is reserved for keys of AWS"] : []),
    ...(targetOf(change) === undefined ? [`NotFoundException: Key '${String(change.planned.target_key_id)}' does not exist`] : []),
  ],
  more: {
    turnsOut: (change) => ({ target_key_arn: targetOf(change)?.attributes.arn ?? null }),
  },
});

function targetOf(change: Change): StoredObject | undefined {
  return findKey(change.planned.target_key_id, regionOf(change), change.around);
}

/** A key by its id, its ARN, or an alias of it. One that is to be deleted is of no use to anybody. */
export function findKey(name: unknown, region: string, { world }: Surroundings): StoredObject | undefined {
  const alias = world
    .objects(ALIAS)
    .find(({ attributes }) => (attributes.name === name || attributes.arn === name) && inRegion(attributes, region));
  const wanted = alias?.attributes.target_key_arn ?? name;
  return world
    .objects(KEY)
    .find(({ attributes }) => (attributes.key_id === wanted || attributes.arn === wanted) && inRegion(attributes, region));
}

/** What a service answers that is to encrypt with a key of this account which is not there. Keys of AWS itself always are. */
export function refusedKey(name: unknown, region: string, around: Surroundings): string[] {
  if (typeof name !== "string" || name === "" || /(^|:)alias\/aws\//.test(name)) return [];
  const account = name.startsWith("arn:") ? name.split(":")[4] : around.world.awsAccountId;
  if (account !== around.world.awsAccountId || findKey(name, region, around) !== undefined) return [];
  return [`NotFoundException: the key ${name} does not exist in ${region}, or is pending deletion`];
}

function defaultPolicy({ world }: Surroundings): string {
  return JSON.stringify({
    Id: "key-default-1",
    Statement: [
      {
        Action: "kms:*",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${world.awsAccountId}:root` },
        Resource: "*",
        Sid: "Enable IAM User Permissions",
      },
    ],
    Version: "2012-10-17",
  });
}
