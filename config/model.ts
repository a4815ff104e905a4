import type { CloudflareAddOn, CloudflarePlan } from "../edge/plan-tier.ts";
import type { EdgeRule, Phase } from "../edge/rule.ts";
import type { SendingService } from "../mail/senders/records.ts";
import type { ServiceTokenModel, WidgetModel } from "./access-model.ts";
import type { AccountParts, BudgetModel } from "./account-model.ts";
import type { ServiceAlarmModel } from "./alarm-model.ts";
import type { ApiModel } from "./api-model.ts";
import type { ZoneEdgeModel } from "./edge-model.ts";
import type { HostModel, RedirectModel } from "./host-model.ts";
import type { JobModel } from "./job-model.ts";
import type { LogModel } from "./log-model.ts";
import type { AlertsModel, CanaryPlaceModel, ErrorTrackerModel, MonitorModel, OutageModel } from "./monitor-model.ts";
import type { PathRedirectModel } from "./redirect-model.ts";
import type { AccountConfig } from "./schema/account.ts";
import type { People } from "./schema/common.ts";
import type { RecordType } from "./schema/records.ts";
import type { RouteConfig } from "./schema/routes.ts";
import type { SessionConfig } from "./schema/session.ts";
import type { SecretSlotModel } from "./secret-model.ts";
import type { Stage } from "./stage.ts";
import type { EnvironmentValueModel } from "./target-model.ts";
import type { ToolRoleModel } from "./tool-model.ts";
import type { WorkloadModel } from "./workload-model.ts";

// The model spells everything out. Constructs render it and decide nothing; probes are judged against it, never against a plan.

/** What a record or setting is for; reviews group by it. */
export type Concern =
  | "hosts"
  | "tls"
  | "redirects"
  | "access"
  | "rate-limits"
  | "headers"
  | "mail"
  | "secrets"
  | "environment"
  | "monitoring"
  | "alerting";

/** A DNS record in canonical form: FQDN in lower case without trailing dot, TXT content quoted in chunks of at most 255 bytes. */
export interface RecordModel {
  /** Stable identity, unique in the stack; becomes the resource address. Never made from a position. */
  readonly key: string;
  readonly concern: Concern;
  readonly name: string;
  readonly type: RecordType;
  /** The value as a zone file has it, or TARGET_ORIGIN. */
  readonly content: string;
  /** The value in fields, for the types that the provider takes in no other form; names as the provider has them. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** MX and URI only. */
  readonly priority?: number;
  /** 1 means automatic, which proxied records must use. */
  readonly ttlSeconds: number;
  readonly proxied: boolean;
  readonly comment?: string;
  /** Keys of the records in the same stack that it leads to. */
  readonly waitsFor?: readonly string[];
}

/** A zone setting, always written with an explicit value because deleting it does nothing at Cloudflare. */
export interface ZoneSettingModel {
  readonly settingId: (typeof SETTING_IDS)[number];
  readonly value: string | number | { readonly strict_transport_security: HstsValue };
}

/** Settings that Slipway writes. Source: registry.terraform.io/providers/cloudflare/cloudflare 5.22.0, zone_setting. */
export const SETTING_IDS = [
  "ssl",
  "min_tls_version",
  "tls_1_3",
  "always_use_https",
  "automatic_https_rewrites",
  "opportunistic_encryption",
  "0rtt",
  "tls_client_auth",
  "security_header",
  "http2",
  "http3",
  "ipv6",
  "websockets",
  "browser_check",
  "email_obfuscation",
  "security_level",
  "challenge_ttl",
  "polish",
  "webp",
  "true_client_ip_header",
] as const;

/** Cloudflare wants all five keys, always. */
export interface HstsValue {
  readonly enabled: boolean;
  readonly max_age: number;
  readonly include_subdomains: boolean;
  readonly nosniff: boolean;
  readonly preload: boolean;
}

export interface ZoneIdentity {
  readonly domain: string;
  readonly zoneId: string;
  readonly plan: CloudflarePlan;
  /** Absent when the zone has none. */
  readonly addOns?: readonly CloudflareAddOn[];
}

/** One ruleset for each zone and phase, always declared, even empty, so that a contribution never creates or deletes one. */
export interface RulesetModel {
  readonly phase: Phase;
  /** Rules that stood in the entry point before Slipway took it over: kept as they were, in front of all others. */
  readonly adopted?: readonly AdoptedRule["rule"][];
  readonly rules: readonly EdgeRule[];
}

/** A rule that somebody else wrote, in Terraform's words. */
export interface AdoptedRule {
  readonly phase: Phase;
  readonly rule: { readonly ref: string } & Readonly<Record<string, unknown>>;
}

/** What Terraform imports instead of creating it. */
export interface AdoptedImport {
  readonly address: string;
  readonly id: string;
  /** Configurable attributes as they were before the first run, in Terraform's words. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The host-scoped rules that one environment adds to its zone. `owner` is `<launch>--<environment>`. Plain JSON: it lies in the run store. */
export interface Contribution {
  readonly owner: string;
  readonly domain: string;
  /** How far its environment has come; absent in what was applied before there were stages, which is live. */
  readonly stage?: Stage;
  readonly rules: readonly EdgeRule[];
}

/** What the zone's owner decides: everything in the zone stack but the contributions. Plain JSON: the ledger keeps the applied one. */
export interface ZoneBase {
  readonly zone: ZoneIdentity;
  readonly settings: readonly ZoneSettingModel[];
  readonly records: readonly RecordModel[];
  readonly rules: readonly EdgeRule[];
  /** Absent in bases from before Slipway looked after it. */
  readonly edge?: ZoneEdgeModel;
  readonly adoptedRules?: readonly AdoptedRule[];
}

export interface ZoneModel {
  /** `zone/<domain>` */
  readonly target: string;
  /** `zone-<domain with hyphens>` */
  readonly stack: string;
  readonly base: ZoneBase;
  /** In the order of PHASES; each holds the base's rules, then the contributions' by owner. */
  readonly rulesets: readonly RulesetModel[];
  readonly mail: MailPromise;
  readonly imports?: readonly AdoptedImport[];
  /** What each service that sends as the domain needs; absent when nobody does. */
  readonly senders?: readonly SendingService[];
  readonly people: People;
}

/** What the domain's mail records must say, for the constructs and for the probes alike. */
export interface MailPromise {
  readonly domain: string;
  readonly spf: string;
  /** Records of return paths and sending subdomains. Absent in entries that were recorded before there were any. */
  readonly spfBelow?: readonly { readonly name: string; readonly spf: string }[];
  readonly dmarc: string;
  readonly dkim: readonly { readonly name: string; readonly type: "TXT" | "CNAME"; readonly value: string }[];
  readonly mx: readonly { readonly host: string; readonly priority: number }[];
  /** Absent: no policy. `record` is there once the policy is announced. */
  readonly mtaSts?: { readonly policy: string; readonly record?: string };
  readonly tlsRpt?: string;
}

/** A promise of the config that the edge cannot keep, and where it has to be kept instead. Reviews print every one. */
export interface Residual {
  readonly where: string;
  readonly wanted: string;
  readonly enforced: string;
  readonly remaining: string;
}

export interface RateLimitModel {
  readonly limitClass: string;
  readonly ref: string;
  readonly host: string;
  readonly requests: number;
  readonly periodSeconds: number;
}

export interface EnvironmentModel {
  /** `<launch>/<environment>` */
  readonly target: string;
  /** `<launch>-<environment>` */
  readonly stack: string;
  readonly launch: string;
  readonly environment: string;
  readonly product: string;
  readonly zone: ZoneIdentity;
  /** What of the launch is here: slots have no hosts, rules and monitors; a prepared one has hosts under their preview names. */
  readonly stage: Stage;
  /** Why it goes live in one run; absent where it goes through all stages. */
  readonly direct?: string;
  /** Names that served as previews and serve nobody any more; absent before it is live. */
  readonly closedPreviews?: readonly string[];
  readonly hosts: readonly HostModel[];
  readonly redirects: readonly RedirectModel[];
  /** Absent when no path has moved. */
  readonly pathRedirects?: readonly PathRedirectModel[];
  readonly routes: readonly (RouteConfig & { readonly key: string; readonly hostName: string })[];
  /** Absent without any, as the next. */
  readonly turnstile?: readonly WidgetModel[];
  readonly serviceTokens?: readonly ServiceTokenModel[];
  /** Absent where the zone does not use API Shield. */
  readonly api?: ApiModel;
  /** Absent when no route needs a session. */
  readonly session?: SessionConfig;
  readonly rateLimits: readonly RateLimitModel[];
  readonly records: readonly RecordModel[];
  readonly secretSlots: readonly SecretSlotModel[];
  readonly environmentValues: readonly EnvironmentValueModel[];
  /** What Slipway makes of the target; absent where the target exists already. */
  readonly workload?: WorkloadModel;
  /** Absent where nothing is queued. */
  readonly jobs?: readonly JobModel[];
  readonly logs: LogModel;
  /** Absent where nobody says what it may cost. */
  readonly budgets?: readonly BudgetModel[];
  /** Absent where a model runs no tools. */
  readonly tools?: ToolRoleModel;
  readonly monitors: readonly MonitorModel[];
  /** Absent without a canary. */
  readonly canaryPlace?: CanaryPlaceModel;
  /** Absent without one. */
  readonly errorTracker?: ErrorTrackerModel;
  readonly alerts: AlertsModel;
  /** Absent where fewer than two monitors could agree. */
  readonly outage?: OutageModel;
  /** In the home region, besides those of the monitors. Absent without any. */
  readonly serviceAlarms?: readonly ServiceAlarmModel[];
  readonly contribution: Contribution;
  readonly residuals: readonly Residual[];
  readonly imports?: readonly AdoptedImport[];
  readonly people: People;
}

export interface AccountModel {
  readonly target: "account";
  readonly stack: "account";
  readonly account: AccountConfig;
  readonly topics: readonly { readonly key: string; readonly name: string; readonly address: string }[];
  /** The same in the home region, for alarms there; absent where nobody has any, or the regions are one. */
  readonly homeTopics?: AccountModel["topics"];
  readonly parts: AccountParts;
  readonly people: People;
}

/** Everything the configs say. Lookups are by target. */
export interface Model {
  readonly account: AccountModel;
  readonly zones: ReadonlyMap<string, ZoneModel>;
  readonly environments: ReadonlyMap<string, EnvironmentModel>;
}
