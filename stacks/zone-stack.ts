import type { Construct } from "constructs";
import type { ZoneEdgeModel } from "../config/edge-model.ts";
import type { ZoneModel } from "../config/model.ts";
import type { AccountConfig } from "../config/schema/account.ts";
import { BotProtection } from "../constructs/bot-protection.ts";
import { DdosOverride } from "../constructs/ddos-override.ts";
import { DnsRecords } from "../constructs/dns-records.ts";
import { Dnssec } from "../constructs/dnssec.ts";
import { EdgeCertificates } from "../constructs/edge-certificates.ts";
import { ErrorPages } from "../constructs/error-pages.ts";
import { HeaderTransforms } from "../constructs/header-transforms.ts";
import { LeakedCredentials } from "../constructs/leaked-credentials.ts";
import { OriginPulls } from "../constructs/origin-pulls.ts";
import { SchemaValidation } from "../constructs/schema-validation.ts";
import { UpperTierCache } from "../constructs/upper-tier-cache.ts";
import { UrlNormalization } from "../constructs/url-normalization.ts";
import { ZoneRulesets } from "../constructs/zone-rulesets.ts";
import { ZoneSettings } from "../constructs/zone-settings.ts";
import { BaseStack } from "./base-stack.ts";

/** What every launch in a zone shares: its settings, its mail records and one ruleset per phase. The zone itself is never declared. */
export class ZoneStack extends BaseStack {
  constructor(scope: Construct, model: ZoneModel, account: AccountConfig) {
    super(scope, model.stack, { target: model.target, owner: model.people.owner, account });
    this.addCloudflare();
    const { zone, settings, records, edge } = model.base;
    new ZoneSettings(this, "settings", { zoneId: zone.zoneId, settings });
    new DnsRecords(this, "records", { zoneId: zone.zoneId, records });
    new ZoneRulesets(this, "rulesets", { zoneId: zone.zoneId, rulesets: model.rulesets });
    if (edge !== undefined) this.addEdge(zone.zoneId, edge);
    this.adopt(model.imports);
  }

  private addEdge(zoneId: string, edge: ZoneEdgeModel): void {
    new EdgeCertificates(this, "certificates", { zoneId, ...edge });
    new OriginPulls(this, "origin-pulls", { zoneId, enabled: edge.zoneOriginPulls });
    if (edge.dnssec !== undefined) new Dnssec(this, "dnssec", { zoneId, status: edge.dnssec });
    new BotProtection(this, "bots", { zoneId, bots: edge.bots });
    new LeakedCredentials(this, "leaked-credentials", { zoneId, enabled: edge.leakedCredentialCheck });
    new UrlNormalization(this, "url-normalization", { zoneId, normalization: edge.urlNormalization });
    new UpperTierCache(this, "tiered-cache", { zoneId, enabled: edge.tieredCache });
    new ErrorPages(this, "error-pages", { zoneId, pages: edge.errorPages });
    if (edge.managedTransforms !== undefined) new HeaderTransforms(this, "transforms", { zoneId, transforms: edge.managedTransforms });
    if (edge.apiMitigation !== undefined) new SchemaValidation(this, "schema-validation", { zoneId, mitigation: edge.apiMitigation });
    if (edge.ddosSensitivity !== undefined) new DdosOverride(this, "ddos", { zoneId, sensitivity: edge.ddosSensitivity });
  }
}
