export interface SecretSlotModel {
  readonly key: string;
  /** `<launch>/<environment>/<key>` in AWS Secrets Manager */
  readonly name: string;
  readonly arnPrefix: string;
  readonly description: string;
  readonly recoveryWindowDays: number;
}
