// Every name that two rooms must spell the same way. Stacks share plain strings, so a name here is a contract.

import { boundedName } from "./bounded-name.ts";
import type { Stage } from "./stage.ts";

export function zoneTarget(domain: string): string {
  return `zone/${domain}`;
}

export function zoneStackName(domain: string): string {
  return `zone-${domain.replaceAll(".", "-")}`;
}

export function environmentTarget(launch: string, environment: string): string {
  return `${launch}/${environment}`;
}

export function launchStackName(launch: string, environment: string): string {
  return `${launch}-${environment}`;
}

/** Owner of a contribution; a double hyphen, because no slug holds one. */
export function ownerName(launch: string, environment: string): string {
  return `${launch}--${environment}`;
}

/** SNS topic of an alert channel. */
export function topicName(account: string, channel: string): string {
  return `${account}-alerts-${channel}`;
}

/**
 * Route 53 publishes its metrics in this region only, so alarms and their topics live there.
 * Source: docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html (checked 2026-11-22).
 */
export const METRICS_REGION = "us-east-1";

/** Alarms notify topics of their own region only. */
export function topicArn(awsAccountId: string, account: string, channel: string, region: string = METRICS_REGION): string {
  return `arn:aws:sns:${region}:${awsAccountId}:${topicName(account, channel)}`;
}

/** Key of what belongs to a host in its stack: what serves a preview never turns into what serves the public. */
export function hostAddressKey(hostKey: string, stage: Stage): string {
  return stage === "prepare" ? `preview-${hostKey}` : hostKey;
}

/** Key of a host's own record in its stack. */
export function hostRecordKey(addressKey: string): string {
  return `host-${addressKey}`;
}

/** Content of a host's record where the environment's target serves it: the name is known after the target's first apply. No host name has an @. */
export const TARGET_ORIGIN = "@target";

/** Bucket names are taken by the whole world, and have 63 characters at most. Source: Amazon S3 user guide, bucket naming rules (checked 2026-11-26). */
export function canaryBucketName(stack: string, awsAccountId: string): string {
  return boundedName(`${stack}-canaries-${awsAccountId}`, 63);
}

/** Source: IAM API reference, CreateRole, RoleName: at most 64 characters (checked 2026-11-26). */
export function canaryRoleName(stack: string): string {
  return boundedName(`${stack}-canaries`, 64);
}

/** A secret slot in AWS Secrets Manager. */
export function secretName(launch: string, environment: string, key: string): string {
  return `${launch}/${environment}/${key}`;
}

/** Tag that says which target a resource belongs to; bills can be read by it. */
export const TARGET_TAG = "slipway:target";

/** What a launch's tools run with. */
export function toolRoleName(launch: string, environment: string): string {
  return `${launch}-${environment}-tools`;
}

/** A customer key of the account, by what it is for. */
export function keyAlias(account: string, use: string): string {
  return `alias/${account}-${use}`;
}

export function trailName(account: string): string {
  return `${account}-trail`;
}

export function trailArn(awsAccountId: string, region: string, account: string): string {
  return `arn:aws:cloudtrail:${region}:${awsAccountId}:trail/${trailName(account)}`;
}

/** The region that an ARN names. */
export function regionOfArn(arn: string): string {
  return arn.split(":")[3] ?? "";
}
