/** How long an environment's logs are kept and what encrypts them. */
export interface LogModel {
  readonly retentionDays: number;
  /** Absent: encrypted with a key that CloudWatch Logs owns. */
  readonly kmsKeyArn?: string;
}
