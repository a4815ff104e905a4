import { Construct } from "constructs";
import type { JobModel } from "../config/job-model.ts";
import { addressOf } from "./address.ts";
import { CloudwatchMetricAlarm, SqsQueue, SqsQueuePolicy, SqsQueueRedriveAllowPolicy } from "./aws.ts";
import { lit } from "./lit.ts";

export interface JobQueuesProps {
  readonly jobs: readonly JobModel[];
}

/** As long as SQS keeps anything. Source: Amazon SQS API reference, MessageRetentionPeriod (checked 2026-11-26). */
const DEAD_KEPT_SECONDS = 1_209_600;
const PERIOD_SECONDS = 60;
/** SQS reports about a queue once a minute. Two in a row, so that one slow minute pages nobody. */
const PERIODS = 2;

/**
 * A queue for each job, with a second one for what nobody could do, both encrypted and reachable over TLS only.
 *
 * Two alarms a job: the oldest job has waited too long, which is what a visitor notices, and something lies among the dead letters. A queue
 * that nobody has used for a while reports nothing, and that is no failure.
 * Source: Amazon SQS developer guide, dead-letter queues; available CloudWatch metrics (checked 2026-11-26).
 */
export class JobQueues extends Construct {
  constructor(scope: Construct, id: string, { jobs }: JobQueuesProps) {
    super(scope, id);
    for (const job of jobs) this.add(job);
  }

  private add(job: JobModel): void {
    const name = addressOf("aws_sqs_queue", job.key);
    const dead = new SqsQueue(this, `dead-${name}`, {
      name: lit(job.deadName),
      messageRetentionSeconds: DEAD_KEPT_SECONDS,
      sqsManagedSseEnabled: true,
    });
    dead.overrideLogicalId(`${name}-dead`);
    const queue = new SqsQueue(this, `queue-${name}`, {
      name: lit(job.queueName),
      visibilityTimeoutSeconds: job.visibilitySeconds,
      messageRetentionSeconds: job.keepSeconds,
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: job.attempts }),
    });
    queue.overrideLogicalId(name);
    new SqsQueueRedriveAllowPolicy(this, `redrive-${name}`, {
      queueUrl: dead.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
    }).overrideLogicalId(name);
    for (const [address, each] of [
      [name, queue],
      [`${name}-dead`, dead],
    ] as const) {
      new SqsQueuePolicy(this, `policy-${address}`, { queueUrl: each.url, policy: tlsOnly(each.arn) }).overrideLogicalId(address);
    }
    this.alarm(`${name}-age`, job, {
      alarmName: lit(`${job.queueName}-age`),
      alarmDescription: lit(`The oldest job has waited for more than ${job.alarmAfterSeconds} s: ${job.purpose}`),
      metricName: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: queue.name },
      threshold: job.alarmAfterSeconds,
    });
    this.alarm(`${name}-dead`, job, {
      alarmName: lit(`${job.deadName}-letters`),
      alarmDescription: lit(`Jobs failed ${job.attempts} times and wait for somebody to look: ${job.purpose}`),
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: dead.name },
      threshold: 0,
    });
  }

  private alarm(
    address: string,
    { topicArns }: JobModel,
    watched: {
      readonly alarmName: string;
      readonly alarmDescription: string;
      readonly metricName: string;
      readonly dimensions: Record<string, string>;
      readonly threshold: number;
    },
  ): void {
    new CloudwatchMetricAlarm(this, `alarm-${address}`, {
      ...watched,
      namespace: "AWS/SQS",
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      period: PERIOD_SECONDS,
      evaluationPeriods: PERIODS,
      datapointsToAlarm: PERIODS,
      treatMissingData: "notBreaching",
      alarmActions: topicArns.map(lit),
      okActions: topicArns.map(lit),
    }).overrideLogicalId(address);
  }
}

function tlsOnly(queueArn: string): string {
  const statement = {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "sqs:*",
    Resource: queueArn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
