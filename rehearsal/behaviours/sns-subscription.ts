import { asUuid } from "../generated.ts";
import { own, type ValueObject } from "../value.ts";
import { findImported, regionOf } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import type { Behaviour, Change, PlannedChange } from "./behaviour.ts";

const TYPE = "aws_sns_topic_subscription";
/** Protocols whose receiver must confirm before anything arrives. */
const CONFIRMED_BY_RECEIVER = ["email", "email-json", "http", "https"];

const DEFAULT_SCOPE = "MessageAttributes";

/** What an endpoint of each protocol looks like; others are not known here. Source: Amazon SNS API reference, Subscribe (checked 2026-11-22). */
const ENDPOINTS: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  "email-json": /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  http: /^http:\/\/\S+$/,
  https: /^https:\/\/\S+$/,
  sqs: /^arn:aws:sqs:/,
  lambda: /^arn:aws:lambda:/,
};

/** Subscriptions. Source: Amazon SNS API reference, Subscribe; hashicorp/terraform-provider-aws 5.100.0, sns_topic_subscription (run on 2026-11-22). */
export const snsSubscription: Behaviour = {
  worldId: ({ arn }) => String(arn),
  notReturned: ["confirmation_timeout_in_minutes", "endpoint_auto_confirms"],
  adjustPlan: (change) => ({ ...withRegionAndTags(change), ...withScope(change) }),
  refusePlan: ({ config }) =>
    config.filter_policy_scope !== null && config.filter_policy === null
      ? ["filter_policy is required when filter_policy_scope is set"]
      : [],
  compute: ({ action, planned, prior, around }) => {
    if (action === "update") return prior ?? {};
    const arn = `${String(planned.topic_arn)}:${asUuid(around.world.newId(TYPE))}`;
    return {
      arn,
      id: arn,
      owner_id: around.world.awsAccountId,
      pending_confirmation: CONFIRMED_BY_RECEIVER.includes(String(planned.protocol)),
      confirmation_was_authenticated: false,
      filter_policy_scope: typeof planned.filter_policy === "string" ? DEFAULT_SCOPE : "",
    };
  },
  refuse,
  importObject: (importId, around) => findImported(TYPE, "arn", importId, around),
};

/** A filter without a scope goes by message attributes. */
function withScope({ config, prior }: PlannedChange): ValueObject {
  const filtered = config.filter_policy !== null && config.filter_policy_scope === null;
  return filtered && prior !== null ? { filter_policy_scope: DEFAULT_SCOPE } : {};
}

function refuse(change: Change): string[] {
  const { planned, around } = change;
  const topicArn = String(planned.topic_arn);
  const protocol = String(planned.protocol);
  const endpoint = own(ENDPOINTS, protocol);
  return [
    ...(topicArn.split(":")[3] === regionOf(change)
      ? []
      : [`InvalidParameter: Invalid parameter: TopicArn Reason: the topic ${topicArn} is not in ${regionOf(change)}`]),
    ...(around.world.find("aws_sns_topic", topicArn) === undefined ? [`NotFound: Topic does not exist: ${topicArn}`] : []),
    ...(endpoint === undefined ? [`the rehearsal does not know subscriptions of protocol ${protocol}`] : []),
    ...(endpoint !== undefined && !endpoint.test(String(planned.endpoint))
      ? [`InvalidParameter: Invalid parameter: Endpoint for protocol ${protocol}`]
      : []),
  ];
}
