import { refusedPolicy } from "./aws-policies.ts";
import { awsThing, missing } from "./aws-thing.ts";
import type { Surroundings } from "./behaviour.ts";
import { versionsOf } from "./secret-versions.ts";

// Source: AWS Secrets Manager API reference, PutResourcePolicy and RotateSecret (checked 2026-11-26).

const SECRET = "aws_secretsmanager_secret";

export const secretPolicy = awsThing({
  type: "aws_secretsmanager_secret_policy",
  key: "id",
  importBy: "secret_arn",
  make: ({ planned }) => ({ id: String(planned.secret_arn) }),
  refuse: ({ planned, around }) => [
    ...refusedSecret(planned.secret_arn, around),
    ...refusedPolicy(planned.policy, "resource").map((says) =>
      says.replace(/^MalformedPolicyDocument:/, "MalformedPolicyDocumentException:"),
    ),
  ],
  more: { notReturned: ["block_public_policy"] },
});

export const secretRotation = awsThing({
  type: "aws_secretsmanager_secret_rotation",
  key: "id",
  importBy: "secret_id",
  make: ({ planned }) => ({ id: String(planned.secret_id), rotation_enabled: true }),
  refuse: ({ planned, around }) => {
    const hasValue = versionsOf(around.world, String(planned.secret_id)).some(({ stages }) => stages.includes("AWSCURRENT"));
    return [
      ...refusedSecret(planned.secret_id, around),
      ...(typeof planned.rotation_lambda_arn === "string"
        ? []
        : ["InvalidRequestException: No Lambda rotation function ARN is associated with this secret."]),
      ...missing(
        planned.rotation_lambda_arn,
        "aws_lambda_function",
        around,
        (arn) => `ResourceNotFoundException: Secrets Manager cannot find the Lambda function ${arn}`,
      ),
      ...(planned.rotate_immediately === true && !hasValue
        ? ["ResourceNotFoundException: An error occurred when rotating the secret: it has no version with the staging label AWSCURRENT"]
        : []),
    ];
  },
  more: { notReturned: ["rotate_immediately"] },
});

function refusedSecret(arn: unknown, around: Surroundings): string[] {
  return around.world.find(SECRET, String(arn)) === undefined
    ? [`ResourceNotFoundException: Secrets Manager can't find the specified secret: ${String(arn)}`]
    : [];
}
