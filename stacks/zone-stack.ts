import type { Construct } from "constructs";
import type { ZoneModel } from "../config/model.ts";
import type { AccountConfig } from "../config/schema/account.ts";
import { DnsRecords } from "../constructs/dns-records.ts";
import { ZoneRulesets } from "../constructs/zone-rulesets.ts";
import { ZoneSettings } from "../constructs/zone-settings.ts";
import { BaseStack } from "./base-stack.ts";

/** What every launch in a zone shares: its settings, its mail records and one ruleset per phase. The zone itself is never declared. */
export class ZoneStack extends BaseStack {
  constructor(scope: Construct, model: ZoneModel, account: AccountConfig) {
    super(scope, model.stack, { target: model.target, owner: model.people.owner, account });
    this.addCloudflare();
    const { zone, settings, records } = model.base;
    new ZoneSettings(this, "settings", { zoneId: zone.zoneId, settings });
    new DnsRecords(this, "records", { zoneId: zone.zoneId, records });
    new ZoneRulesets(this, "rulesets", { zoneId: zone.zoneId, rulesets: model.rulesets });
  }
}
