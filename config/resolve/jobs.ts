import type { JobModel } from "../job-model.ts";
import { launchStackName, topicArn } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import { type JobConfig, MAX_VISIBILITY_SECONDS } from "../schema/jobs.ts";

const DAY_SECONDS = 86_400;

/** A batch may be tried again while an earlier one is still at work. Source: AWS Lambda developer guide, SQS event source, queue configuration (checked 2026-11-26). */
const FUNCTION_FACTOR = 6;

/** How long a job has to stay hidden, in seconds: a worker that is still at it must not be overtaken by another. */
export function leastVisibilitySeconds({ worker, timeoutSeconds }: Pick<JobConfig, "worker" | "timeoutSeconds">): number {
  return worker === "function" ? FUNCTION_FACTOR * timeoutSeconds : timeoutSeconds;
}

/** A worker that is not a function takes and gives back jobs itself, and needs a moment for it. */
const SLACK_SECONDS = 30;

export function queueName({ launch, name }: EnvironmentPlace, key: string): string {
  return `${launchStackName(launch.name, name)}-${key}`;
}

export function jobsOf(environment: EnvironmentPlace, account: AccountConfig): JobModel[] {
  const { aws, name } = account;
  return Object.entries(environment.launch.jobs).map(([key, job]) => {
    const queue = queueName(environment, key);
    const arn = `arn:aws:sqs:${aws.region}:${aws.accountId}:${queue}`;
    return {
      key,
      purpose: job.purpose,
      queueName: queue,
      deadName: `${queue}-dead`,
      queueUrl: `https://sqs.${aws.region}.amazonaws.com/${aws.accountId}/${queue}`,
      queueArn: arn,
      deadArn: `${arn}-dead`,
      variable: queueVariable(key),
      visibilitySeconds: job.visibilitySeconds ?? visibilityFor(job),
      attempts: job.attempts,
      keepSeconds: job.keepDays * DAY_SECONDS,
      alarmAfterSeconds: job.alarmAfterSeconds,
      topicArns: environment.config.alerts.channels.map((channel) => topicArn(aws.accountId, name, channel, aws.region)),
      isOwn: job.worker === "target",
    };
  });
}

function visibilityFor(job: JobConfig): number {
  const slack = job.worker === "function" ? 0 : SLACK_SECONDS;
  return Math.min(leastVisibilitySeconds(job) + slack, MAX_VISIBILITY_SECONDS);
}

/** `QUEUE_URL_<KEY>`. */
export function queueVariable(key: string): string {
  return `QUEUE_URL_${key.toUpperCase().replaceAll("-", "_")}`;
}

/** How the target finds its queues. */
export function queueVariables(jobs: readonly JobModel[]): { readonly variable: string; readonly value: string }[] {
  return jobs.map(({ variable, queueUrl }) => ({ variable, value: queueUrl }));
}
