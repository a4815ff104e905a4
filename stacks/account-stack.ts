import type { Construct } from "constructs";
import type { BucketModel } from "../config/account-model.ts";
import type { AccountModel } from "../config/model.ts";
import { AlertTopics } from "../constructs/alert-topics.ts";
import { AuditTrail } from "../constructs/audit-trail.ts";
import { KmsKeys } from "../constructs/kms-keys.ts";
import { MonthlyBudget } from "../constructs/monthly-budget.ts";
import { policyText } from "../constructs/policy-text.ts";
import { PrivateBucket } from "../constructs/private-bucket.ts";
import { TokenAlert } from "../constructs/token-alert.ts";
import { BaseStack } from "./base-stack.ts";

/** What every launch of the account shares: where states and records lie, who changed what, what it may cost, and where alarms go. */
export class AccountStack extends BaseStack {
  constructor(scope: Construct, model: AccountModel) {
    const props = { target: model.target, owner: model.people.owner, account: model.account };
    super(scope, model.stack, props);
    const aws = this.addAws(props);
    const { name, alertChannels, cloudflare } = model.account;
    const channel = cloudflare.tokenAlert === undefined ? undefined : alertChannels[cloudflare.tokenAlert];
    if (channel !== undefined) {
      this.addCloudflare();
      new TokenAlert(this, "token-alert", { accountId: cloudflare.accountId, account: name, address: channel.address });
    }
    const { keys, stateBucket, trail, budget } = model.parts;
    const { arns } = new KmsKeys(this, "keys", { keys, providers: aws });
    const keyOf = (bucket: BucketModel): string => arns.get(bucket.encryptedWith) ?? "";
    if (stateBucket !== undefined)
      new PrivateBucket(this, "state", { bucket: stateBucket, keyArn: keyOf(stateBucket), policy: policyText(stateBucket.policy) });
    if (trail !== undefined) new AuditTrail(this, "audit", { trail, keyArn: keyOf(trail.bucket) });
    if (budget !== undefined) new MonthlyBudget(this, "budget", { budget });
    if (model.homeTopics !== undefined) new AlertTopics(this, "home-topics", { topics: model.homeTopics, alarmsProvider: aws.home });
    new AlertTopics(this, "alert-topics", { topics: model.topics, alarmsProvider: aws.metrics, keyArn: arns.get("alerts") });
  }
}
