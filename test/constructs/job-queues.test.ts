import type { JobModel } from "../../config/job-model.ts";
import { JobQueues } from "../../constructs/job-queues.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const ARN = "arn:aws:sqs:eu-west-1:111122223333:shop-production-ingest";
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:shop-alerts-oncall";

const ingest: JobModel = {
  key: "ingest",
  purpose: "reads documents in",
  queueName: "shop-production-ingest",
  deadName: "shop-production-ingest-dead",
  queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/shop-production-ingest",
  queueArn: ARN,
  deadArn: `${ARN}-dead`,
  variable: "QUEUE_URL_INGEST",
  visibilitySeconds: 330,
  attempts: 5,
  keepSeconds: 345_600,
  alarmAfterSeconds: 900,
  topicArns: [TOPIC],
  isOwn: true,
};

const built = resourcesOf((stack) => new JobQueues(stack, "jobs", { jobs: [ingest] }));

it("keeps what nobody could do apart, for as long as SQS keeps anything, and lets no other queue put its own there", () => {
  expect(built).toMatchObject({
    aws_sqs_queue: {
      ingest: {
        name: "shop-production-ingest",
        visibility_timeout_seconds: 330,
        message_retention_seconds: 345_600,
        sqs_managed_sse_enabled: true,
        redrive_policy: JSON.stringify({ deadLetterTargetArn: "${aws_sqs_queue.ingest-dead.arn}", maxReceiveCount: 5 }),
      },
      "ingest-dead": { name: "shop-production-ingest-dead", message_retention_seconds: 1_209_600, sqs_managed_sse_enabled: true },
    },
    aws_sqs_queue_redrive_allow_policy: {
      ingest: {
        queue_url: "${aws_sqs_queue.ingest-dead.url}",
        redrive_allow_policy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: ["${aws_sqs_queue.ingest.arn}"] }),
      },
    },
    aws_sqs_queue_policy: { ingest: { policy: expect.stringContaining('"aws:SecureTransport":"false"') }, "ingest-dead": {} },
  });
});

it("pages when jobs wait too long, and when some have failed for good", () => {
  expect(built).toMatchObject({
    aws_cloudwatch_metric_alarm: {
      "ingest-age": {
        metric_name: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: "${aws_sqs_queue.ingest.name}" },
        statistic: "Maximum",
        threshold: 900,
        treat_missing_data: "notBreaching",
        alarm_actions: [TOPIC],
      },
      "ingest-dead": {
        metric_name: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "${aws_sqs_queue.ingest-dead.name}" },
        threshold: 0,
        alarm_actions: [TOPIC],
      },
    },
  });
});
