import type { LogModel } from "../log-model.ts";
import type { LogsConfig } from "../schema/logs.ts";

export function logsOf({ retentionDays, kmsKeyArn }: LogsConfig): LogModel {
  return { retentionDays, ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }) };
}
