export interface SecretSlotModel {
  readonly key: string;
  /** `<launch>/<environment>/<key>` in AWS Secrets Manager */
  readonly name: string;
  readonly arnPrefix: string;
  readonly description: string;
  readonly recoveryWindowDays: number;
  /** ARN of a key or of its alias; absent: the account's own, aws/secretsmanager. */
  readonly kmsKey?: string;
  /** Roles outside this launch that read it, by ARN; absent without any. */
  readonly readers?: readonly string[];
  /** Nobody but the readers reads it, whatever their own policies say. */
  readonly onlyReaders?: true;
  /** Absent: nobody rotates it. */
  readonly rotation?: SecretRotationModel;
  /** Variables of the target that hold it; absent in models from before they were listed. */
  readonly variables?: readonly string[];
}

export interface SecretRotationModel {
  /** Longest life of a value, in days. */
  readonly everyDays: number;
  /** ARN of the function that Secrets Manager runs; absent: a person puts a new value. */
  readonly functionArn?: string;
  readonly whenOverdue: "warn" | "refuse";
  /** What readers that look once, at start, do about a new value. */
  readonly onRotation?: "redeploy" | "reread";
}

/** What a secret manager says of a secret, without its values. */
export type SecretAnswer =
  | ({ readonly kind: "present" } & SecretFacts)
  /** Deleted, and to be had again until its window ends. */
  | { readonly kind: "scheduled"; readonly arn: string }
  | { readonly kind: "absent" };

export interface SecretFacts {
  readonly arn: string;
  readonly versions: readonly SecretVersion[];
  /** ARN of the function that rotates it; absent when none does. */
  readonly rotationFunction?: string;
}

export interface SecretVersion {
  readonly id: string;
  readonly createdAt: Date;
  /** Staging labels, `AWSCURRENT` among them. */
  readonly labels: readonly string[];
}
