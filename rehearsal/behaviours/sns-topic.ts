import { arnOf, findImported, NO_TAGS, nameOf, regionOf } from "./aws-names.ts";
import { refusedPolicy } from "./aws-policies.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import { awsThing } from "./aws-thing.ts";
import type { Behaviour, PlannedChange } from "./behaviour.ts";

const TYPE = "aws_sns_topic";
/** Source: Amazon SNS API reference, CreateTopic (checked 2026-11-22). */
const NAME = /^[A-Za-z0-9_-]{1,256}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,251}\.fifo$/;
const MAX_DISPLAY_NAME = 100;

/** Topics. Creating a topic of a name that exists answers the one that is there. Source: Amazon SNS API reference, CreateTopic. */
export const snsTopic: Behaviour = {
  worldId: ({ arn }) => String(arn),
  adjustPlan: withRegionAndTags,
  refusePlan,
  compute: (change) => {
    const { action, prior, around } = change;
    if (action === "update") return { ...prior, ...NO_TAGS };
    const name = nameOf(change, TYPE);
    const arn = arnOf("sns", name, regionOf(change), around);
    return {
      ...NO_TAGS,
      arn,
      id: arn,
      name,
      name_prefix: "",
      owner: around.world.awsAccountId,
      policy: defaultPolicy(arn, around.world.awsAccountId),
      beginning_archive_time: "",
      fifo_throughput_scope: "",
      signature_version: 0,
      tracing_config: "",
    };
  },
  refuse: ({ planned }) =>
    typeof planned.display_name === "string" && planned.display_name.length > MAX_DISPLAY_NAME
      ? [`InvalidParameter: Invalid parameter: DisplayName is longer than ${MAX_DISPLAY_NAME} characters`]
      : [],
  importObject: (importId, around) => findImported(TYPE, "arn", importId, around),
};

/** A topic has one policy, which this overwrites. Source: Amazon SNS API reference, SetTopicAttributes (checked 2026-11-26). */
export const snsTopicPolicy = awsThing({
  type: "aws_sns_topic_policy",
  key: "arn",
  make: ({ planned, around }) => ({ id: String(planned.arn), owner: around.world.awsAccountId }),
  refuse: ({ planned, around }) => [
    ...(around.world.find(TYPE, String(planned.arn)) === undefined ? [`NotFound: Topic does not exist: ${String(planned.arn)}`] : []),
    ...refusedPolicy(planned.policy, "resource").map((says) =>
      says.replace(/^MalformedPolicyDocument:/, "InvalidParameter: Policy Error:"),
    ),
  ],
});

function refusePlan({ config }: PlannedChange): string[] {
  const fifo = config.fifo_topic === true;
  const { name } = config;
  return [
    ...(typeof name === "string" && !(fifo ? FIFO_NAME : NAME).test(name) ? [`invalid topic name: ${name}`] : []),
    ...(config.content_based_deduplication === true && !fifo ? ["content-based deduplication can only be set for FIFO topics"] : []),
  ];
}

function defaultPolicy(arn: string, accountId: string): string {
  const actions = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
  ];
  return JSON.stringify({
    Id: "__default_policy_ID",
    Statement: [
      {
        Action: actions.map((action) => `SNS:${action}`),
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
        Effect: "Allow",
        Principal: { AWS: "*" },
        Resource: arn,
        Sid: "__default_statement_ID",
      },
    ],
    Version: "2008-10-17",
  });
}
