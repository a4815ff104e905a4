import type { BudgetModel } from "../account-model.ts";
import type { Residual } from "../model.ts";
import { environmentTarget, TARGET_TAG } from "../names.ts";
import { type EnvironmentPlace, where } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import { BUDGET_NOTIFICATIONS, dollars } from "./account.ts";

/** AWS's own models; anybody else's bill is not seen by AWS. */
export const OWN_PROVIDER = "bedrock";
/** As Cost Explorer calls it. Source: AWS Cost Management User Guide, budget filters (checked 2026-11-26). */
const BEDROCK_SERVICE = "Amazon Bedrock";

/** What AWS counts for one environment: what carries its tag, and its models where AWS serves them. */
export function budgetsOf({ launch, name, config }: EnvironmentPlace, { alertChannels }: AccountConfig): BudgetModel[] {
  const { spend } = config;
  const channel = spend === undefined || !Object.hasOwn(alertChannels, spend.channel) ? undefined : alertChannels[spend.channel];
  if (spend === undefined || channel === undefined) return []; // a rule says so
  const common = { address: channel.address, notifications: BUDGET_NOTIFICATIONS };
  const target = environmentTarget(launch.name, name);
  return [
    {
      ...common,
      key: "environment",
      name: `${launch.name}-${name}-monthly`,
      monthlyUsd: dollars(spend.monthlyUsd),
      // Source: AWS Budgets API reference, CostFilters, TagKeyValue (checked 2026-11-26)
      filters: { TagKeyValue: [`user:${TARGET_TAG}$${target}`] },
    },
    ...(spend.llm?.provider === OWN_PROVIDER
      ? [
          {
            ...common,
            key: "models",
            name: `${launch.name}-${name}-models`,
            monthlyUsd: dollars(spend.llm.monthlyCapUsd),
            filters: { Service: [BEDROCK_SERVICE] },
          },
        ]
      : []),
  ];
}

export function spendResiduals(environment: EnvironmentPlace): Residual[] {
  const { spend } = environment.config;
  if (spend === undefined) return [];
  const at = where(environment, ["spend"]);
  return [
    {
      where: at,
      wanted: `no more than $${spend.monthlyUsd} a month at AWS`,
      enforced: `a mail at 80 and 100 percent, some hours late, once ${TARGET_TAG} is active as a cost allocation tag`,
      remaining: `somebody switches the tag on under Billing, Cost allocation tags, and acts on the mail`,
    },
    ...modelResidual(at, spend.llm),
  ];
}

function modelResidual(at: string, llm: NonNullable<EnvironmentPlace["config"]["spend"]>["llm"]): Residual[] {
  if (llm === undefined) return [];
  const { provider, monthlyCapUsd, attested } = llm;
  const common = { where: `${at}.llm`, wanted: `models of ${provider} stop at $${monthlyCapUsd} a month` };
  if (provider === OWN_PROVIDER) {
    const enforced = "a mail at 80 and 100 percent of everything that the account spends on models";
    return [{ ...common, enforced, remaining: "quotas of the models, asked for at AWS, are the only stop" }];
  }
  return [
    {
      ...common,
      enforced: attested === undefined ? "nothing that anybody has vouched for" : `a cap that ${attested.by} saw on ${attested.on}`,
      remaining: `the cap stands in the console of ${provider}, where anybody with the right may raise it`,
    },
  ];
}
