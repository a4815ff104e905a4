import type { AccountParts, BucketModel, BudgetModel, KeyModel, TrailModel } from "../account-model.ts";
import type { AccountModel, Residual } from "../model.ts";
import { METRICS_REGION, topicName, trailName } from "../names.ts";
import type { AccountConfig } from "../schema/account.ts";
import { onlyOverTls, onlyWithItsKey, trailWritesTo } from "./bucket-policies.ts";
import { document, keyModel } from "./key-policies.ts";

/** How long an overwritten state or record can be brought back, in days. */
const OLD_RECORDS_DAYS = 365;
/** A state that is written rarely keeps its last versions however old. */
const OLD_RECORDS_KEPT = 20;
/** Nothing overwrites a trail's files; what is old was deleted. */
const OLD_TRAIL_DAYS = 90;

/** Said of every amount: in time to act, when it is spent, and when it will be. */
export const BUDGET_NOTIFICATIONS: BudgetModel["notifications"] = [
  { percent: 80, of: "ACTUAL" },
  { percent: 100, of: "ACTUAL" },
  { percent: 100, of: "FORECASTED" },
];

/** @param alarmsAtHome some launch has alarms in the account's home region */
export function accountModel(account: AccountConfig, alarmsAtHome = false): AccountModel {
  const topics = Object.entries(account.alertChannels).map(([key, { address }]) => ({ key, name: topicName(account.name, key), address }));
  const homeTopics = topics.map((topic) => ({ ...topic, key: `${topic.key}-home` }));
  return {
    target: "account",
    stack: "account",
    account,
    topics,
    ...(alarmsAtHome && account.aws.region !== METRICS_REGION ? { homeTopics } : {}),
    parts: partsOf(account),
    people: account.people,
  };
}

function partsOf(account: AccountConfig): AccountParts {
  const stateBucket = stateBucketOf(account);
  const trail = trailOf(account);
  const budget = budgetOf(account);
  const uses: KeyModel["key"][] = [
    ...(stateBucket === undefined ? [] : ["state" as const]),
    ...(trail === undefined ? [] : ["audit" as const]),
    ...(account.keys ?? []),
  ];
  return {
    keys: uses.map((use) => keyModel(use, account)),
    ...(stateBucket === undefined ? {} : { stateBucket }),
    ...(trail === undefined ? {} : { trail }),
    ...(budget === undefined ? {} : { budget }),
    residuals: auditResiduals(account),
  };
}

function stateBucketOf({ state }: AccountConfig): BucketModel | undefined {
  if (state.kind === "local" || !state.managed) return undefined;
  return {
    key: "state",
    name: state.bucket,
    encryptedWith: "state",
    policy: document(onlyOverTls(state.bucket), ...onlyWithItsKey(state.bucket)),
    lifecycle: { oldVersionsDays: OLD_RECORDS_DAYS, oldVersionsKept: OLD_RECORDS_KEPT },
  };
}

function trailOf(account: AccountConfig): TrailModel | undefined {
  const { audit, name } = account;
  if (audit?.kind !== "trail") return undefined;
  const { bucket, retentionDays } = audit;
  return {
    name: trailName(name),
    bucket: {
      key: "audit",
      name: bucket,
      encryptedWith: "audit",
      policy: document(onlyOverTls(bucket), ...trailWritesTo(bucket, account)),
      lifecycle: { expireDays: retentionDays, oldVersionsDays: OLD_TRAIL_DAYS },
    },
  };
}

function budgetOf({ budget, alertChannels, name }: AccountConfig): BudgetModel | undefined {
  const channel = budget === undefined || !Object.hasOwn(alertChannels, budget.channel) ? undefined : alertChannels[budget.channel];
  if (budget === undefined || channel === undefined) return undefined; // a rule says so
  return {
    key: "account",
    name: `${name}-monthly`,
    monthlyUsd: dollars(budget.monthlyUsd),
    address: channel.address,
    filters: {},
    notifications: BUDGET_NOTIFICATIONS,
  };
}

/** As AWS Budgets keeps it, so that a second plan finds no difference. */
export function dollars(amount: number): string {
  return String(amount);
}

function auditResiduals({ audit, cloudflare }: AccountConfig): Residual[] {
  if (audit?.kind !== "trail") return [];
  return [
    {
      where: "config/account.ts: audit",
      wanted: "who changed what at Cloudflare, as long as the trail is kept",
      enforced: "what Cloudflare keeps by itself, 18 months",
      remaining: `a scheduled job copies GET /accounts/${cloudflare.accountId}/audit_logs into the bucket; Logpush of audit_logs needs an Enterprise plan`,
    },
  ];
}
