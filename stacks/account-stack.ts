import type { Construct } from "constructs";
import type { AccountModel } from "../config/model.ts";
import { AlertTopics } from "../constructs/alert-topics.ts";
import { TokenAlert } from "../constructs/token-alert.ts";
import { BaseStack } from "./base-stack.ts";

/** What every launch of the account shares: where alarms go. */
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
    new AlertTopics(this, "alert-topics", { topics: model.topics, alarmsProvider: aws.metrics });
  }
}
