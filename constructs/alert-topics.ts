import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AccountModel } from "../config/model.ts";
import { addressOf } from "./address.ts";
import { SnsTopic, SnsTopicSubscription } from "./aws.ts";
import { lit } from "./lit.ts";

export interface AlertTopicsProps {
  readonly topics: AccountModel["topics"];
  /** AWS provider of the region where the alarms live: an alarm notifies topics of its own region only. */
  readonly alarmsProvider: TerraformProvider;
  /** ARN of a customer key there that alarms may use; without one, messages are not encrypted at rest. */
  readonly keyArn?: string | undefined;
}

/**
 * Where alarms go: one SNS topic with one e-mail subscription per alert channel. Nothing arrives until the mailbox has confirmed.
 *
 * Never encrypted with the default key, alias/aws/sns: CloudWatch cannot publish to such a topic.
 * Source: Amazon SNS developer guide, key management, compatibility with AWS services (checked 2026-11-22).
 */
export class AlertTopics extends Construct {
  constructor(scope: Construct, id: string, props: AlertTopicsProps) {
    super(scope, id);
    for (const topic of props.topics) {
      const name = addressOf("aws_sns_topic", topic.key);
      const sns = new SnsTopic(this, `topic-${name}`, {
        provider: props.alarmsProvider,
        name: lit(topic.name),
        ...(props.keyArn === undefined ? {} : { kmsMasterKeyId: props.keyArn }),
      });
      sns.overrideLogicalId(name);
      new SnsTopicSubscription(this, `subscription-${name}`, {
        provider: props.alarmsProvider,
        topicArn: sns.arn,
        protocol: "email",
        endpoint: lit(topic.address),
      }).overrideLogicalId(name);
    }
  }
}
