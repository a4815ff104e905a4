// biome-ignore-all lint/performance/noBarrelFile: naming the provider package in one place is what this file is for
// The only file that names the Cloudflare bindings. Deep imports: the package root costs over a second and 170 MB at start.
export { ApiShieldOperation } from "@cdktf/provider-cloudflare/lib/api-shield-operation";
export { AuthenticatedOriginPullsSettings } from "@cdktf/provider-cloudflare/lib/authenticated-origin-pulls-settings";
export { BotManagement } from "@cdktf/provider-cloudflare/lib/bot-management";
export { CertificatePack } from "@cdktf/provider-cloudflare/lib/certificate-pack";
export { CustomPages } from "@cdktf/provider-cloudflare/lib/custom-pages";
export { DnsRecord, type DnsRecordData } from "@cdktf/provider-cloudflare/lib/dns-record";
export { Healthcheck } from "@cdktf/provider-cloudflare/lib/healthcheck";
export { LeakedCredentialCheck } from "@cdktf/provider-cloudflare/lib/leaked-credential-check";
export { ManagedTransforms } from "@cdktf/provider-cloudflare/lib/managed-transforms";
export { NotificationPolicy } from "@cdktf/provider-cloudflare/lib/notification-policy";
export { PagesDomain } from "@cdktf/provider-cloudflare/lib/pages-domain";
export { PagesProject } from "@cdktf/provider-cloudflare/lib/pages-project";
export { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
export {
  Ruleset,
  type RulesetRules,
  type RulesetRulesActionParameters,
  type RulesetRulesActionParametersHeaders,
  rulesetRulesToTerraform,
} from "@cdktf/provider-cloudflare/lib/ruleset";
export { SchemaValidationSchemas } from "@cdktf/provider-cloudflare/lib/schema-validation-schemas";
export { SchemaValidationSettings } from "@cdktf/provider-cloudflare/lib/schema-validation-settings";
export { TieredCache } from "@cdktf/provider-cloudflare/lib/tiered-cache";
export { TotalTls } from "@cdktf/provider-cloudflare/lib/total-tls";
export { UniversalSslSetting } from "@cdktf/provider-cloudflare/lib/universal-ssl-setting";
export { UrlNormalizationSettings } from "@cdktf/provider-cloudflare/lib/url-normalization-settings";
export { Worker } from "@cdktf/provider-cloudflare/lib/worker";
export { WorkerVersion } from "@cdktf/provider-cloudflare/lib/worker-version";
export { WorkersCustomDomain } from "@cdktf/provider-cloudflare/lib/workers-custom-domain";
export { WorkersDeployment } from "@cdktf/provider-cloudflare/lib/workers-deployment";
export { WorkersRoute } from "@cdktf/provider-cloudflare/lib/workers-route";
export { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
export { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
export { ZoneDnssec } from "@cdktf/provider-cloudflare/lib/zone-dnssec";
export { ZoneSetting } from "@cdktf/provider-cloudflare/lib/zone-setting";
