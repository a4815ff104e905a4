import { Construct } from "constructs";
import type { LogModel } from "../config/log-model.ts";
import type { FunctionModel } from "../config/workload-model.ts";
import { IamRole, IamRolePolicy, LambdaAlias, LambdaFunction, LambdaFunctionEventInvokeConfig, SqsQueue } from "./aws.ts";
import { lit } from "./lit.ts";
import { LogGroup } from "./log-group.ts";
import { partFor } from "./part.ts";
import { decryption } from "./secret-decryption.ts";
import { type AlarmSubjects, LOG_GROUP } from "./service-alarms.ts";

export interface FunctionTargetProps {
  readonly target: FunctionModel;
  readonly logs: LogModel;
  /** ARNs of the secrets that the function may read, by slot key. */
  readonly secretArns: ReadonlyMap<string, string>;
  /** ARNs of the keys, or of their aliases, that encrypt them; none where it is the account's own. */
  readonly kmsKeys: readonly string[];
  /** What else its role may do, such as taking jobs. */
  readonly statements: readonly object[];
}

/** Fourteen days, the longest that SQS keeps a message. Source: Amazon SQS API reference, MessageRetentionPeriod (checked 2026-11-26). */
const FAILURES_KEPT_SECONDS = 1_209_600;
/** Source: AWS Lambda API reference, PutFunctionEventInvokeConfig, MaximumRetryAttempts; also its own default (checked 2026-11-26). */
const RETRIES = 2;

/**
 * A Lambda function whose every state has a number, and the alias `live` that says which of them visitors get.
 *
 * Versions stay when the next one is published, so going back is naming the earlier one. Secrets come as ARNs; the role may read exactly
 * those, and write to its own log group.
 */
export class FunctionTarget extends Construct {
  readonly function: LambdaFunction;
  readonly live: LambdaAlias;
  readonly subjects: AlarmSubjects;

  constructor(scope: Construct, id: string, { target, logs, secretArns, kmsKeys, statements }: FunctionTargetProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "logs", { key: "function", name: `/aws/lambda/${target.name}`, logs });
    this.subjects = new Map([["log", { [LOG_GROUP]: logGroup.groupName }]]);
    const failures = target.keepsFailures ? this.failureQueue(target.name) : undefined;
    const secrets = target.variables.flatMap((each) => ("slot" in each ? [each.slot] : []));
    const { role, policy } = this.role(target.name, [
      { Sid: "WriteLogs", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroup.groupArn}:*` },
      ...(secrets.length === 0
        ? []
        : [
            {
              Sid: "ReadSecrets",
              Action: "secretsmanager:GetSecretValue",
              Resource: [...new Set(secrets)].map((slot) => partFor(secretArns, slot, "secret")),
            },
          ]),
      ...kmsKeys.map(decryption),
      ...(failures === undefined ? [] : [{ Sid: "KeepFailures", Action: "sqs:SendMessage", Resource: failures.arn }]),
      ...statements,
    ]);

    this.function = new LambdaFunction(this, "function", {
      functionName: lit(target.name),
      role: role.arn,
      ...codeOf(target.code),
      architectures: [target.architecture],
      memorySize: target.memoryMb,
      timeout: target.timeoutSeconds,
      ...(target.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: target.reservedConcurrency }),
      ...(target.variables.length === 0 ? {} : { environment: { variables: variablesOf(target, secretArns) } }),
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.groupName },
      publish: true,
      dependsOn: [policy],
    });
    this.function.overrideLogicalId("function");

    const { live, beside } = target.traffic;
    this.live = new LambdaAlias(this, "live", {
      name: "live",
      functionName: this.function.functionName,
      functionVersion: live === "new" ? this.function.version : live,
      ...(beside === undefined ? {} : { routingConfig: { additionalVersionWeights: { [beside.version]: beside.share } } }),
    });
    this.live.overrideLogicalId("live");

    if (failures !== undefined) {
      new LambdaFunctionEventInvokeConfig(this, "events", {
        functionName: this.function.functionName,
        qualifier: this.live.name,
        maximumRetryAttempts: RETRIES,
        destinationConfig: { onFailure: { destination: failures.arn } },
      }).overrideLogicalId("live");
    }
  }

  private role(name: string, statements: readonly object[]): { readonly role: IamRole; readonly policy: IamRolePolicy } {
    const role = new IamRole(this, "role", {
      name: lit(name),
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
      }),
    });
    role.overrideLogicalId("function");
    const policy = new IamRolePolicy(this, "policy", {
      name: "least-privilege",
      role: role.name,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statements.map((each) => ({ Effect: "Allow", ...each })) }),
    });
    policy.overrideLogicalId("function");
    return { role, policy };
  }

  private failureQueue(name: string): SqsQueue {
    const queue = new SqsQueue(this, "failures", {
      name: lit(`${name}-failures`),
      messageRetentionSeconds: FAILURES_KEPT_SECONDS,
      sqsManagedSseEnabled: true,
    });
    queue.overrideLogicalId("failures");
    return queue;
  }
}

function codeOf(code: FunctionModel["code"]): Partial<LambdaFunction> & object {
  if (code.kind === "image") return { packageType: "Image", imageUri: lit(code.image) };
  return {
    packageType: "Zip",
    s3Bucket: lit(code.bucket),
    s3Key: lit(code.key),
    s3ObjectVersion: lit(code.version),
    sourceCodeHash: hashOf(code.sha256),
    runtime: code.runtime,
    handler: lit(code.handler),
  };
}

/** As Lambda writes a hash. Source: AWS Lambda API reference, FunctionConfiguration, CodeSha256 (checked 2026-11-26). */
function hashOf(sha256: string): string {
  return Buffer.from(sha256, "hex").toString("base64");
}

function variablesOf({ variables }: FunctionModel, secretArns: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    variables.map((each) => [each.variable, "slot" in each ? partFor(secretArns, each.slot, "secret") : lit(each.value)]),
  );
}
