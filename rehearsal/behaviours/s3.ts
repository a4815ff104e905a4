import { createHash } from "node:crypto";
import { BUCKET_SETTINGS_APART } from "../rules/aws-static.ts";
import { equal, isList, isPlainObject, type Plain, type PlainObject, plainList, UNKNOWN, type ValueObject } from "../value.ts";
import type { StoredObject } from "../world.ts";
import { regionOf } from "./aws-names.ts";
import { refusedPolicy } from "./aws-policies.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import { awsThing } from "./aws-thing.ts";
import type { Behaviour, Change, PlannedChange, Surroundings } from "./behaviour.ts";

// Source: Amazon S3 API reference, CreateBucket, DeleteBucket, PutBucketPolicy, PutPublicAccessBlock, PutObject; Amazon S3 user guide, bucket
// naming rules, block public access (checked 2026-11-26).

const BUCKET = "aws_s3_bucket";
const ACCESS_BLOCK = "aws_s3_bucket_public_access_block";
const VERSIONING = "aws_s3_bucket_versioning";
const OWNERSHIP = "aws_s3_bucket_ownership_controls";
const OBJECT = "aws_s3_object";
const NAME =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(\.\.|-s3alias$|--ol-s3$|\.mrap$|--x-s3$))(?!\d{1,3}(\.\d{1,3}){3}$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const HOSTED_ZONE = "Z1BKCTXD74EZPE";
const APART_TEXTS = ["acceleration_status", "acl", "policy", "request_payer"];

export const s3Bucket = awsThing({
  type: BUCKET,
  key: "bucket",
  make: (change) => {
    const { planned, around } = change;
    const region = regionOf(change);
    const name =
      typeof planned.bucket === "string"
        ? planned.bucket
        : `${String(planned.bucket_prefix ?? "terraform-")}${around.world.newId(BUCKET).slice(0, 26)}`;
    return {
      bucket: name,
      bucket_prefix: "",
      id: name,
      arn: `arn:aws:s3:::${name}`,
      bucket_domain_name: `${name}.s3.amazonaws.com`,
      bucket_regional_domain_name: `${name}.s3.${region}.amazonaws.com`,
      bucket_region: region,
      hosted_zone_id: HOSTED_ZONE,
      object_lock_enabled: false,
      ...Object.fromEntries(APART_TEXTS.map((setting) => [setting, setting === "request_payer" ? "BucketOwner" : ""])),
      ...Object.fromEntries(BUCKET_SETTINGS_APART.map((setting) => [setting, []])),
    };
  },
  refuse: ({ action, planned, around }) => [
    ...(action === "create" && typeof planned.bucket === "string" && findBucket(planned.bucket, around) !== undefined
      ? [`BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it: ${planned.bucket}`]
      : []),
    ...(typeof planned.bucket === "string" && !NAME.test(planned.bucket)
      ? [`InvalidBucketName: The specified bucket is not valid: ${planned.bucket}`]
      : []),
  ],
  more: {
    worldId: ({ bucket }) => String(bucket),
    notReturned: ["force_destroy"],
    refusePlan: ({ config }) =>
      [...BUCKET_SETTINGS_APART, ...APART_TEXTS]
        .filter((setting) => isGiven(config, setting))
        .map((setting) => `the rehearsal does not know ${setting} in a bucket; use the resource that is for it`),
    refuseRemoval: ({ bucket, force_destroy: force }, { world }) =>
      force !== true && world.objects(OBJECT).some(({ attributes }) => attributes.bucket === bucket)
        ? [`BucketNotEmpty: The bucket you tried to delete is not empty: ${String(bucket)}`]
        : [],
  },
});

function isGiven(config: ValueObject, name: string): boolean {
  const value = config[name] ?? null;
  return isList(value) ? value.length > 0 : value !== null;
}

function findBucket(name: unknown, { world }: Surroundings): StoredObject | undefined {
  return world.objects(BUCKET).find(({ attributes }) => attributes.bucket === name);
}

/** A setting of a bucket: there is one of its kind, it belongs to its bucket, and deleting it brings back what a bucket has by itself. */
function bucketSetting(
  type: string,
  more: { readonly computed?: PlainObject; readonly refuse?: (change: Change) => readonly string[] } = {},
): Behaviour {
  return awsThing({
    type,
    key: "bucket",
    make: ({ planned }) => ({ id: String(planned.bucket), expected_bucket_owner: "", ...more.computed }),
    refuse: (change) => [
      ...(findBucket(change.planned.bucket, change.around) === undefined
        ? [`NoSuchBucket: The specified bucket does not exist: ${String(change.planned.bucket)}`]
        : []),
      ...(change.action === "create" && settingOf(type, change.planned.bucket, change.around) !== undefined
        ? [`${type} of ${String(change.planned.bucket)} is in another state already, and each would overwrite the other`]
        : []),
      ...(more.refuse?.(change) ?? []),
    ],
    more: { worldId: ({ bucket }) => String(bucket) },
  });
}

function settingOf(type: string, bucket: unknown, { world }: Surroundings): PlainObject | undefined {
  return world.objects(type).find(({ attributes }) => attributes.bucket === bucket)?.attributes;
}

export const s3Versioning = bucketSetting(VERSIONING, { computed: { versioning_configuration: [{ mfa_delete: "" }] } });
export const s3PublicAccessBlock = bucketSetting(ACCESS_BLOCK);
export const s3Encryption = bucketSetting("aws_s3_bucket_server_side_encryption_configuration");
export const s3Lifecycle = bucketSetting("aws_s3_bucket_lifecycle_configuration", {
  refuse: ({ planned }) => plainList(planned.rule).filter(isPlainObject).flatMap(refusedLifecycleRule),
});
export const s3Ownership = bucketSetting(OWNERSHIP);
export const s3Policy = bucketSetting("aws_s3_bucket_policy", {
  refuse: ({ planned, around }) => {
    const malformed = refusedPolicy(planned.policy, "resource").map((says) =>
      says.replace(/^MalformedPolicyDocument:/, "MalformedPolicy:"),
    );
    if (malformed.length > 0) return malformed;
    const block = settingOf(ACCESS_BLOCK, planned.bucket, around);
    const statements = statementsOf(planned.policy);
    return [
      // a bucket blocks public policies by itself since April 2023
      ...(statements.some(isPublic) && (block === undefined || block.block_public_policy === true)
        ? ["AccessDenied: public policies are blocked by the BlockPublicPolicy block public access setting"]
        : []),
      ...statements
        .flatMap(({ Resource: resource }) => plainList(Array.isArray(resource) ? resource : [resource ?? null]).map(String))
        .filter((resource) => !isOf(resource, String(planned.bucket)))
        .map((resource) => `MalformedPolicy: Policy has invalid resource: ${resource}`),
    ];
  },
});

const ACTIONS_OF_RULE = [
  "expiration",
  "transition",
  "noncurrent_version_expiration",
  "noncurrent_version_transition",
  "abort_incomplete_multipart_upload",
];

function refusedLifecycleRule(rule: PlainObject): string[] {
  return ACTIONS_OF_RULE.some((name) => plainList(rule[name]).length > 0)
    ? []
    : [`InvalidRequest: At least one action needs to be specified in a rule: ${String(rule.id)}`];
}

function statementsOf(policy: Plain | undefined): PlainObject[] {
  const document: Plain = JSON.parse(String(policy));
  const statement = isPlainObject(document) ? document.Statement : [];
  return (Array.isArray(statement) ? statement : [statement ?? null]).filter(isPlainObject);
}

function isPublic({ Effect: effect, Principal: principal, Condition: condition }: PlainObject): boolean {
  const named = isPlainObject(principal) ? principal.AWS : principal;
  const all = Array.isArray(named) ? named : [named];
  return effect === "Allow" && condition === undefined && all.includes("*");
}

function isOf(resource: string, bucket: string): boolean {
  const arn = `arn:aws:s3:::${bucket}`;
  return resource === arn || resource.startsWith(`${arn}/`) || resource === `${arn}*`;
}

/**
 * What makes the provider upload the object again, so that its version is open until then.
 * Source: a plan of hashicorp/terraform-provider-aws 5.100.0 for a changed content_base64 (run on 2026-11-26); the others as its source names them.
 */
const UPLOADED = [
  "bucket_key_enabled",
  "cache_control",
  "checksum_algorithm",
  "content",
  "content_base64",
  "content_disposition",
  "content_encoding",
  "content_language",
  "content_type",
  "kms_key_id",
  "metadata",
  "server_side_encryption",
  "source",
  "source_hash",
  "storage_class",
  "website_redirect",
];

function newVersion({ planned, prior }: PlannedChange): Record<string, typeof UNKNOWN> {
  const isUploaded = prior !== null && UPLOADED.some((name) => !equal(planned[name] ?? null, prior[name] ?? null));
  return isUploaded ? { version_id: UNKNOWN } : {};
}

const DEFAULT_TYPE = "application/octet-stream";

export const s3Object = awsThing({
  type: OBJECT,
  key: "id",
  importBy: (importId, { world }) => {
    const wanted = importId.replace(/^s3:\/\//, "");
    const found = world.objects(OBJECT).find(({ attributes }) => `${String(attributes.bucket)}/${String(attributes.key)}` === wanted);
    return found ?? `Cannot import non-existent remote object: ${importId}`;
  },
  make: (change) => {
    const { planned, around } = change;
    return {
      id: String(planned.key),
      arn: `arn:aws:s3:::${String(planned.bucket)}/${String(planned.key)}`,
      acl: "",
      bucket_key_enabled: false,
      checksum_crc32: "",
      checksum_crc32c: "",
      checksum_crc64nvme: "",
      checksum_sha1: "",
      checksum_sha256: "",
      content_type: DEFAULT_TYPE,
      etag: etagOf(planned),
      kms_key_id: "",
      server_side_encryption: "AES256",
      storage_class: "STANDARD",
      version_id: isVersioned(planned.bucket, around) ? around.world.newId(OBJECT) : "",
    };
  },
  refuse: ({ planned, around }) => [
    ...(findBucket(planned.bucket, around) === undefined
      ? [`NoSuchBucket: The specified bucket does not exist: ${String(planned.bucket)}`]
      : []),
    ...(planned.acl !== null && planned.acl !== "" && ownershipOf(planned.bucket, around) === "BucketOwnerEnforced"
      ? ["AccessControlListNotSupported: The bucket does not allow ACLs"]
      : []),
  ],
  remake: ({ planned, prior, around }) =>
    UPLOADED.some((name) => !equal(planned[name] ?? null, prior?.[name] ?? null)) && isVersioned(planned.bucket, around)
      ? { version_id: around.world.newId(OBJECT) }
      : {},
  more: {
    adjustPlan: (change) => ({ ...withRegionAndTags(change), ...newVersion(change) }),
    worldId: ({ bucket, key }) => `${String(bucket)}/${String(key)}`,
    notReturned: ["content", "content_base64", "source", "source_hash", "force_destroy"],
    turnsOut: ({ action, planned, prior }) => (action === "update" && planned.etag === prior?.etag ? { etag: etagOf(planned) } : {}),
  },
});

function etagOf({ content, content_base64: base64, source, source_hash: hash }: PlainObject): string {
  const text = content ?? base64 ?? `${String(source)} ${String(hash)}`;
  return createHash("md5").update(String(text)).digest("hex");
}

function isVersioned(bucket: unknown, around: Surroundings): boolean {
  const [configuration] = plainList(settingOf(VERSIONING, bucket, around)?.versioning_configuration);
  return isPlainObject(configuration) && configuration.status === "Enabled";
}

/** ACLs are off unless somebody switches them on. */
function ownershipOf(bucket: unknown, around: Surroundings): unknown {
  const [rule] = plainList(settingOf(OWNERSHIP, bucket, around)?.rule);
  return isPlainObject(rule) ? rule.object_ownership : "BucketOwnerEnforced";
}
