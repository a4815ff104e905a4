import type { HealthCheckModel } from "../monitor-model.ts";
import { launchStackName, topicArn } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";

export function healthCheckOf(
  { launch, name, config: { health } }: EnvironmentPlace,
  hostNames: ReadonlyMap<string, string>,
  account: AccountConfig,
): HealthCheckModel {
  return {
    key: "health",
    host: hostNames.get(health.host) ?? health.host,
    path: health.path,
    contains: health.contains,
    intervalSeconds: health.intervalSeconds,
    failuresBeforeAlarm: health.failuresBeforeAlarm,
    alarmTopicArn: topicArn(account.aws.accountId, account.name, health.alertChannel),
    alarmName: `${launchStackName(launch.name, name)}-health`,
  };
}
