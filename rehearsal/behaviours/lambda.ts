import { equal, isPlainObject, type Plain, type PlainObject, plainList, UNKNOWN, type ValueObject } from "../value.ts";
import type { StoredObject } from "../world.ts";
import { arnOf, regionOf } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import { awsThing, importByPair, missing } from "./aws-thing.ts";
import type { Change, PlannedChange, Surroundings } from "./behaviour.ts";
import { refusedKey } from "./kms.ts";

// Source: AWS Lambda API reference, CreateFunction, PublishVersion, CreateAlias, AddPermission, CreateFunctionUrlConfig; Lambda quotas
// (checked 2026-11-26).

export const FUNCTION = "aws_lambda_function";
const ALIAS = "aws_lambda_alias";
const PERMISSION = "aws_lambda_permission";
const URL = "aws_lambda_function_url";
const INVOKE_CONFIG = "aws_lambda_function_event_invoke_config";
const LATEST = "$LATEST";
const ENVIRONMENT_BYTES = 4096;
const VARIABLE = /^[A-Za-z]\w*$/;
const RESERVED_VARIABLES = /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(?!LAMBDA_EXEC_WRAPPER).*|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;
/** Runtimes that CreateFunction takes no more. Source: AWS Lambda developer guide, deprecated runtimes (checked 2026-11-26). */
const BLOCKED_RUNTIMES =
  /^(nodejs(4\.3|6\.10|8\.10|10\.x|12\.x|14\.x|16\.x)?|python(2\.7|3\.[678])|go1\.x|java8|dotnetcore\d\.\d|dotnet6|ruby2\.\d|provided)$/;
/** What a new version is not made for: these only steer the provider or go by calls of their own. */
const APART = [
  "tags",
  "tags_all",
  "publish",
  "skip_destroy",
  "reserved_concurrent_executions",
  "version",
  "qualified_arn",
  "last_modified",
];

export const lambdaFunction = awsThing({
  type: FUNCTION,
  key: "arn",
  importBy: "function_name",
  unique: { by: "function_name", says: (name) => `ResourceConflictException: Function already exist: ${name}` },
  make: (change) => {
    const { planned, around } = change;
    const name = String(planned.function_name);
    const arn = arnOf("lambda", `function:${name}`, regionOf(change), around);
    return {
      id: name,
      arn,
      architectures: ["x86_64"],
      code_sha256: codeHash(change),
      invoke_arn: invocationOf(arn, regionOf(change)),
      last_modified: around.world.time(),
      logging_config: [{ application_log_level: "", log_format: "Text", log_group: `/aws/lambda/${name}`, system_log_level: "" }],
      ephemeral_storage: [{ size: 512 }],
      tracing_config: [{ mode: "PassThrough" }],
      signing_job_arn: "",
      signing_profile_version_arn: "",
      source_code_hash: codeHash(change),
      source_code_size: 1024,
      ...versionOf(arn, planned.publish === true ? 1 : 0, regionOf(change)),
      ...vpcIds(planned),
    };
  },
  remake: (change) => {
    const { planned, prior, around } = change;
    const next = Number(String(prior?.version ?? "0").replace(LATEST, "0")) + 1;
    const written = isWritten({ planned, prior });
    return {
      code_sha256: codeHash(change),
      last_modified: written ? around.world.time() : (prior?.last_modified ?? null),
      ...(written && planned.publish === true ? versionOf(String(prior?.arn), next, regionOf(change)) : {}),
      ...vpcIds(planned),
    };
  },
  refuse: (change) => {
    const { planned, around } = change;
    const variables = environmentOf(planned);
    const size = Object.entries(variables).reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${String(value)}`), 0);
    return [
      ...missing(
        planned.role,
        "aws_iam_role",
        around,
        (arn) => `InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda: ${arn}`,
      ),
      ...refusedTrust(planned.role, around),
      ...(BLOCKED_RUNTIMES.test(String(planned.runtime))
        ? [
            `InvalidParameterValueException: The runtime parameter of ${String(planned.runtime)} is no longer supported for creating or updating AWS Lambda functions.`,
          ]
        : []),
      ...Object.keys(variables)
        .filter((name) => !VARIABLE.test(name) || RESERVED_VARIABLES.test(name))
        .map(
          (name) => `InvalidParameterValueException: the environment variable ${name} is reserved or has characters that it may not have`,
        ),
      ...(size > ENVIRONMENT_BYTES ? [`InvalidParameterValueException: the environment variables exceed ${ENVIRONMENT_BYTES} bytes`] : []),
      ...refusedKey(planned.kms_key_arn, regionOf(change), around),
    ];
  },
  more: {
    notReturned: ["publish", "skip_destroy", "s3_bucket", "s3_key", "s3_object_version", "filename", "source_code_hash"],
    adjustPlan: (change) => ({ ...withRegionAndTags(change), ...newVersion(change) }),
    refusePlan: ({ config }) =>
      config.package_type !== "Image" && (config.handler === null || config.runtime === null)
        ? ["handler and runtime must be set when PackageType is Zip"]
        : [],
    remove: (object, { world }) => {
      if (object.attributes.skip_destroy !== true) world.remove(FUNCTION, object.id);
    },
  },
});

function isWritten({ planned, prior }: { readonly planned: ValueObject; readonly prior: ValueObject | null }): boolean {
  const changed = (name: string) => !equal(planned[name] ?? null, prior?.[name] ?? null);
  return prior !== null && Object.keys(planned).some((name) => !APART.includes(name) && changed(name));
}

/** Every write is seen in the function's stamp, and in its version where it publishes one. */
function newVersion({ planned, prior }: PlannedChange): ValueObject {
  if (!isWritten({ planned, prior })) return {};
  const published = { version: UNKNOWN, qualified_arn: UNKNOWN, qualified_invoke_arn: UNKNOWN };
  return { last_modified: UNKNOWN, ...(planned.publish === true ? published : {}) };
}

function versionOf(arn: string, number: number, region: string): PlainObject {
  const version = number === 0 ? LATEST : String(number);
  const qualified = `${arn}:${version}`;
  return { version, qualified_arn: qualified, qualified_invoke_arn: invocationOf(qualified, region) };
}

function invocationOf(arn: string, region: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

function codeHash({ planned }: Change): string {
  const code = [planned.s3_bucket, planned.s3_key, planned.s3_object_version, planned.filename, planned.image_uri].map(String).join("/");
  return Buffer.from(code).toString("base64");
}

function environmentOf({ environment }: PlainObject): Readonly<Record<string, Plain>> {
  const [first] = plainList(environment);
  return isPlainObject(first) && isPlainObject(first.variables) ? first.variables : {};
}

function vpcIds({ vpc_config: config }: PlainObject): PlainObject {
  const blocks = plainList(config);
  return blocks.length === 0
    ? {}
    : { vpc_config: blocks.map((each) => ({ ...(isPlainObject(each) ? each : {}), vpc_id: "vpc-00000000000000000" })) };
}

/** A role of this world must say that Lambda may assume it. */
function refusedTrust(arn: Plain | undefined, { world }: Surroundings): string[] {
  const role = world.objects("aws_iam_role").find(({ attributes }) => attributes.arn === arn);
  const trusts = role === undefined || String(role.attributes.assume_role_policy).includes("lambda.amazonaws.com");
  return trusts ? [] : ["InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."];
}

/** A function by name or ARN, with or without a qualifier. */
export function findFunction(name: unknown, { world }: Surroundings): StoredObject | undefined {
  return world
    .objects(FUNCTION)
    .find(({ attributes: { function_name: own, arn } }) => own === name || arn === name || String(name).startsWith(`${String(arn)}:`));
}

function refusedFunction(name: unknown, around: Surroundings): string[] {
  const account = String(name).startsWith("arn:") ? String(name).split(":")[4] : around.world.awsAccountId;
  return account !== around.world.awsAccountId || findFunction(name, around) !== undefined
    ? []
    : [`ResourceNotFoundException: Function not found: ${String(name)}`];
}

/** A qualifier is a version that was published, an alias, or the code as it is now. */
function refusedQualifier({ function_name: name, qualifier }: PlainObject, around: Surroundings): string[] {
  const found = findFunction(name, around);
  if (typeof qualifier !== "string" || qualifier === LATEST || found === undefined) return [];
  if (/^\d+$/.test(qualifier)) {
    return Number(qualifier) <= Number(String(found.attributes.version).replace(LATEST, "0"))
      ? []
      : [`ResourceNotFoundException: Function not found: ${String(found.attributes.arn)}:${qualifier}`];
  }
  const isAlias = around.world
    .objects(ALIAS)
    .some(({ attributes }) => attributes.name === qualifier && findFunction(attributes.function_name, around) === found);
  return isAlias ? [] : [`ResourceNotFoundException: Cannot find alias arn: ${String(found.attributes.arn)}:${qualifier}`];
}

export const lambdaAlias = awsThing({
  type: ALIAS,
  key: "arn",
  importBy: importByPair(ALIAS, ["function_name", "name"], "/"),
  make: (change) => {
    const { planned, around } = change;
    const name = String(findFunction(planned.function_name, around)?.attributes.function_name ?? planned.function_name);
    const arn = arnOf("lambda", `function:${name}:${String(planned.name)}`, regionOf(change), around);
    return { arn, id: arn, invoke_arn: invocationOf(arn, regionOf(change)) };
  },
  refuse: ({ action, planned, around }) => [
    ...refusedFunction(planned.function_name, around),
    ...refusedQualifier({ function_name: planned.function_name ?? null, qualifier: planned.function_version ?? null }, around),
    ...(/^[A-Za-z0-9_-]*[A-Za-z_-][A-Za-z0-9_-]*$/.test(String(planned.name))
      ? []
      : [`ValidationException: an alias is no number: ${String(planned.name)}`]),
    ...(action === "create" &&
    around.world
      .objects(ALIAS)
      .some(({ attributes }) => attributes.name === planned.name && attributes.function_name === planned.function_name)
      ? [`ResourceConflictException: Alias already exists: ${String(planned.name)}`]
      : []),
    ...(plainList(planned.routing_config).length > 0 && planned.function_version === LATEST
      ? ["InvalidParameterValueException: $LATEST is not supported for an alias pointing to more than 1 version"]
      : []),
  ],
});

export const lambdaPermission = awsThing({
  type: PERMISSION,
  key: "id",
  importBy: (importId, { world }) => {
    const [, name, qualifier, sid] = /^([^:/]+)(?::([^/]+))?\/(.+)$/.exec(importId) ?? [];
    const found = world
      .objects(PERMISSION)
      .find(
        ({ attributes: each }) => each.function_name === name && (each.qualifier ?? undefined) === qualifier && each.statement_id === sid,
      );
    return found ?? `Cannot import non-existent remote object: ${importId}`;
  },
  make: (change) => {
    const { planned, around } = change;
    const sid =
      typeof planned.statement_id === "string"
        ? planned.statement_id
        : `${String(planned.statement_id_prefix ?? "terraform-")}${around.world.newId(PERMISSION)}`;
    return { id: sid, statement_id: sid, statement_id_prefix: "" };
  },
  refuse: ({ planned, around }) => [
    ...refusedFunction(planned.function_name, around),
    ...refusedQualifier(planned, around),
    ...(permissionsOf(planned, around).some(({ statement_id: sid }) => sid === planned.statement_id)
      ? [
          `ResourceConflictException: The statement id (${String(planned.statement_id)}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        ]
      : []),
    ...(/^arn:|^\d{12}$|\.amazonaws\.com$|^\*$/.test(String(planned.principal))
      ? []
      : ["InvalidParameterValueException: The provided principal was invalid. Please check the principal and try again."]),
  ],
  more: {
    worldId: ({ region, function_name: name, qualifier, statement_id: sid }) => [region, name, qualifier, sid].map(String).join("/"),
  },
});

/** Statements in the policy of one function, or of one alias or version of it. */
export function permissionsOf({ function_name: name, qualifier }: PlainObject, { world }: Surroundings): PlainObject[] {
  return world
    .objects(PERMISSION)
    .map(({ attributes }) => attributes)
    .filter((each) => each.function_name === name && (each.qualifier ?? null) === (qualifier ?? null));
}

export const lambdaFunctionUrl = awsThing({
  type: URL,
  key: "function_arn",
  importBy: importByPair(URL, ["function_name", "qualifier"], "/"),
  make: (change) => {
    const { planned, around } = change;
    const urlId = around.world.newId(URL);
    const arn = String(findFunction(planned.function_name, around)?.attributes.arn);
    const qualifier = typeof planned.qualifier === "string" ? planned.qualifier : undefined;
    return {
      id: qualifier === undefined ? String(planned.function_name) : `${String(planned.function_name)}/${qualifier}`,
      function_arn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
      function_url: `https://${urlId}.lambda-url.${regionOf(change)}.on.aws/`,
      url_id: urlId,
    };
  },
  refuse: ({ planned, around }) => [
    ...refusedFunction(planned.function_name, around),
    ...refusedQualifier(planned, around),
    ...(typeof planned.qualifier === "string" && /^(\d+|\$LATEST)$/.test(planned.qualifier)
      ? [`ValidationException: a function URL is for the function or an alias: ${planned.qualifier}`]
      : []),
  ],
});

export const lambdaEventInvokeConfig = awsThing({
  type: INVOKE_CONFIG,
  key: "id",
  make: ({ planned }) => ({ id: [planned.function_name, planned.qualifier].filter((each) => typeof each === "string").join(":") }),
  refuse: ({ planned, around }) => [...refusedFunction(planned.function_name, around), ...refusedQualifier(planned, around)],
});
