export interface HealthCheckModel {
  readonly key: string;
  readonly host: string;
  readonly path: string;
  readonly contains: string;
  readonly intervalSeconds: 10 | 30;
  readonly failuresBeforeAlarm: number;
  /** Computed from account, region and name, because stacks share plain strings, never outputs. */
  readonly alarmTopicArn: string;
  readonly alarmName: string;
}
