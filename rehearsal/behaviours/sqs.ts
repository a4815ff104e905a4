import { isPlainObject, type Plain } from "../value.ts";
import { arnOf, nameOf, regionOf } from "./aws-names.ts";
import { refusedPolicy } from "./aws-policies.ts";
import { awsThing, missing } from "./aws-thing.ts";
import type { PlannedChange, Surroundings } from "./behaviour.ts";
import { refusedKey } from "./kms.ts";

// Source: Amazon SQS API reference, CreateQueue and SetQueueAttributes (checked 2026-11-26).

const QUEUE = "aws_sqs_queue";
const NAME = /^[\w-]{1,80}$/;
const FIFO_NAME = /^[\w-]{1,75}\.fifo$/;
const MOST_RECEIVES = 1000;
const KEY_REUSE_SECONDS = 300;

export const sqsQueue = awsThing({
  type: QUEUE,
  key: "url",
  unique: { by: "name", says: (name) => `QueueAlreadyExists: A queue already exists with the same name: ${name}` },
  make: (change) => {
    const { planned, around } = change;
    const region = regionOf(change);
    const name = nameOf(change, QUEUE);
    const url = `https://sqs.${region}.amazonaws.com/${around.world.awsAccountId}/${name}`;
    return {
      name,
      name_prefix: "",
      id: url,
      url,
      arn: arnOf("sqs", name, region, around),
      policy: "",
      redrive_policy: "",
      redrive_allow_policy: "",
      deduplication_scope: planned.fifo_queue === true ? "queue" : "",
      fifo_throughput_limit: planned.fifo_queue === true ? "perQueue" : "",
      kms_data_key_reuse_period_seconds: KEY_REUSE_SECONDS,
      sqs_managed_sse_enabled: typeof planned.kms_master_key_id !== "string",
    };
  },
  refuse: (change) => [
    ...refusedRedrive(change.planned.redrive_policy, change.around),
    ...refusedPolicy(change.planned.policy, "resource"),
    ...refusedKey(change.planned.kms_master_key_id, regionOf(change), change.around),
  ],
  more: { refusePlan, worldId: ({ url }) => String(url) },
});

function refusePlan({ config }: PlannedChange): string[] {
  const fifo = config.fifo_queue === true;
  const { name } = config;
  return [
    ...(typeof name === "string" && !(fifo ? FIFO_NAME : NAME).test(name) ? [`invalid queue name: ${name}`] : []),
    ...(config.content_based_deduplication === true && !fifo ? ["content-based deduplication can only be set for FIFO queue"] : []),
  ];
}

function refusedRedrive(text: unknown, around: Surroundings): string[] {
  if (typeof text !== "string" || text === "") return [];
  const policy: Plain = JSON.parse(text);
  const { deadLetterTargetArn: target, maxReceiveCount: count } = isPlainObject(policy) ? policy : {};
  return [
    ...(Number.isInteger(Number(count)) && Number(count) >= 1 && Number(count) <= MOST_RECEIVES
      ? []
      : [`InvalidParameterValue: maxReceiveCount of the RedrivePolicy must be 1 to ${MOST_RECEIVES}`]),
    ...(typeof target === "string" ? [] : ["InvalidParameterValue: the RedrivePolicy must have deadLetterTargetArn"]),
    ...missing(target, QUEUE, around, (arn) => `InvalidParameterValue: Dead letter target does not exist: ${arn}`),
  ];
}

export const sqsQueuePolicy = awsThing({
  type: "aws_sqs_queue_policy",
  key: "queue_url",
  make: ({ planned }) => ({ id: String(planned.queue_url) }),
  refuse: ({ planned, around }) => [...refusedQueue(planned.queue_url, around), ...refusedPolicy(planned.policy, "resource")],
});

export const sqsRedriveAllowPolicy = awsThing({
  type: "aws_sqs_queue_redrive_allow_policy",
  key: "queue_url",
  make: ({ planned }) => ({ id: String(planned.queue_url) }),
  refuse: ({ planned, around }) => {
    const policy: Plain = JSON.parse(String(planned.redrive_allow_policy));
    const permission = isPlainObject(policy) ? policy.redrivePermission : undefined;
    const sources = isPlainObject(policy) && Array.isArray(policy.sourceQueueArns) ? policy.sourceQueueArns.length : 0;
    return [
      ...refusedQueue(planned.queue_url, around),
      ...(["allowAll", "denyAll", "byQueue"].includes(String(permission))
        ? []
        : ["InvalidParameterValue: redrivePermission must be allowAll, denyAll or byQueue"]),
      ...((permission === "byQueue") === sources > 0
        ? []
        : ["InvalidParameterValue: sourceQueueArns goes with redrivePermission byQueue, and only with it"]),
    ];
  },
});

function refusedQueue(url: unknown, { world }: Surroundings): string[] {
  return world.find(QUEUE, String(url)) === undefined
    ? [`AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist: ${String(url)}`]
    : [];
}
