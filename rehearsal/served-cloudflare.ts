import { accessGroup, accessPolicy, serviceToken } from "./behaviours/access.ts";
import { accessApplication } from "./behaviours/access-application.ts";
import { list, notificationPolicy, notificationWebhook, turnstileWidget } from "./behaviours/account-products.ts";
import { apiShieldOperation, validationSchema, validationSettings } from "./behaviours/api-shield.ts";
import type { Behaviour } from "./behaviours/behaviour.ts";
import { botManagement } from "./behaviours/bot-management.ts";
import { pagesDomain, pagesProject, r2Bucket, workersRoute, workersScript } from "./behaviours/developer-platform.ts";
import { dnsRecord } from "./behaviours/dns-record.ts";
import { cloudflareHealthCheck, loadBalancer, loadBalancerMonitor, loadBalancerPool } from "./behaviours/load-balancing.ts";
import { ruleset } from "./behaviours/ruleset.ts";
import { certificatePack, originPullsSettings, totalTls, universalSsl, zoneDnssec } from "./behaviours/tls.ts";
import { worker, workersCustomDomain, workersDeployment, workerVersion } from "./behaviours/workers.ts";
import {
  customPages,
  leakedCredentialCheck,
  leakedCredentialRule,
  managedTransforms,
  pageShieldPolicy,
  tieredCache,
  urlNormalization,
  zoneLockdown,
} from "./behaviours/zone-products.ts";
import { zoneSetting } from "./behaviours/zone-setting.ts";
import { ACCESS_RULES } from "./rules/access.ts";
import { ACCESS_APPLICATION_RULES } from "./rules/access-application.ts";
import { ACCOUNT_PRODUCT_RULES } from "./rules/account-products.ts";
import { API_SHIELD_RULES } from "./rules/api-shield.ts";
import { DEVELOPER_PLATFORM_RULES } from "./rules/developer-platform.ts";
import { DNS_RECORD_RULES } from "./rules/dns-record.ts";
import { LOAD_BALANCING_RULES } from "./rules/load-balancing.ts";
import type { Rules } from "./rules/rule.ts";
import { RULESET_RULES } from "./rules/ruleset.ts";
import { TLS_RULES } from "./rules/tls.ts";
import { WORKER_RULES } from "./rules/workers.ts";
import { ZONE_PRODUCT_RULES } from "./rules/zone-products.ts";
import { ZONE_SETTING_RULES } from "./rules/zone-setting.ts";

/** What the provider enforces on each Cloudflare type that is served, beyond its schema. */
export const CLOUDFLARE_RULES: Readonly<Record<string, Rules>> = {
  cloudflare_dns_record: DNS_RECORD_RULES,
  cloudflare_ruleset: RULESET_RULES,
  cloudflare_zone_setting: ZONE_SETTING_RULES,
  ...ACCESS_APPLICATION_RULES,
  ...ACCESS_RULES,
  ...ACCOUNT_PRODUCT_RULES,
  ...API_SHIELD_RULES,
  ...DEVELOPER_PLATFORM_RULES,
  ...LOAD_BALANCING_RULES,
  ...TLS_RULES,
  ...WORKER_RULES,
  ...ZONE_PRODUCT_RULES,
};

/** What Cloudflare does with each type beyond what the provider enforces. */
export const CLOUDFLARE_BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  cloudflare_api_shield_operation: apiShieldOperation,
  cloudflare_authenticated_origin_pulls_settings: originPullsSettings,
  cloudflare_bot_management: botManagement,
  cloudflare_certificate_pack: certificatePack,
  cloudflare_custom_pages: customPages,
  cloudflare_dns_record: dnsRecord,
  cloudflare_healthcheck: cloudflareHealthCheck,
  cloudflare_leaked_credential_check: leakedCredentialCheck,
  cloudflare_leaked_credential_check_rule: leakedCredentialRule,
  cloudflare_list: list,
  cloudflare_load_balancer: loadBalancer,
  cloudflare_load_balancer_monitor: loadBalancerMonitor,
  cloudflare_load_balancer_pool: loadBalancerPool,
  cloudflare_managed_transforms: managedTransforms,
  cloudflare_notification_policy: notificationPolicy,
  cloudflare_notification_policy_webhooks: notificationWebhook,
  cloudflare_page_shield_policy: pageShieldPolicy,
  cloudflare_pages_domain: pagesDomain,
  cloudflare_pages_project: pagesProject,
  cloudflare_r2_bucket: r2Bucket,
  cloudflare_ruleset: ruleset,
  cloudflare_schema_validation_schemas: validationSchema,
  cloudflare_schema_validation_settings: validationSettings,
  cloudflare_tiered_cache: tieredCache,
  cloudflare_total_tls: totalTls,
  cloudflare_turnstile_widget: turnstileWidget,
  cloudflare_universal_ssl_setting: universalSsl,
  cloudflare_url_normalization_settings: urlNormalization,
  cloudflare_worker: worker,
  cloudflare_worker_version: workerVersion,
  cloudflare_workers_custom_domain: workersCustomDomain,
  cloudflare_workers_deployment: workersDeployment,
  cloudflare_workers_route: workersRoute,
  cloudflare_workers_script: workersScript,
  cloudflare_zero_trust_access_application: accessApplication,
  cloudflare_zero_trust_access_group: accessGroup,
  cloudflare_zero_trust_access_policy: accessPolicy,
  cloudflare_zero_trust_access_service_token: serviceToken,
  cloudflare_zone_dnssec: zoneDnssec,
  cloudflare_zone_lockdown: zoneLockdown,
  cloudflare_zone_setting: zoneSetting,
};
