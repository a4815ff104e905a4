import type { Residual } from "./model.ts";

/** A statement or a whole policy in AWS's own words. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** A customer key in AWS KMS with its alias. */
export interface KeyModel {
  readonly key: "state" | "audit" | "secrets" | "logs" | "alerts";
  /** With `alias/`. */
  readonly alias: string;
  readonly description: string;
  readonly policy: PolicyDocument;
  /** `metrics`: where the alarms of health checks and their topics live. */
  readonly place: "home" | "metrics";
}

/** A private, versioned bucket, encrypted with a key of this stack. */
export interface BucketModel {
  readonly key: "state" | "audit";
  readonly name: string;
  readonly encryptedWith: KeyModel["key"];
  readonly policy: PolicyDocument;
  readonly lifecycle: {
    /** Objects go after so many days; absent: never. */
    readonly expireDays?: number;
    /** What was overwritten or deleted goes after so many days, but for the newest few. */
    readonly oldVersionsDays: number;
    readonly oldVersionsKept?: number;
  };
}

export interface TrailModel {
  readonly name: string;
  readonly bucket: BucketModel;
}

export interface BudgetModel {
  readonly key: string;
  readonly name: string;
  /** In US dollars, as AWS wants it: a decimal text. */
  readonly monthlyUsd: string;
  readonly address: string;
  /** AWS's cost filters by name; empty: everything in the account. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly notifications: readonly { readonly percent: number; readonly of: "ACTUAL" | "FORECASTED" }[];
}

/** What the account stack makes besides the alert topics. */
export interface AccountParts {
  readonly keys: readonly KeyModel[];
  readonly stateBucket?: BucketModel;
  readonly trail?: TrailModel;
  readonly budget?: BudgetModel;
  readonly residuals: readonly Residual[];
}
