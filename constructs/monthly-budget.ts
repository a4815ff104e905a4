import { Construct } from "constructs";
import type { BudgetModel } from "../config/account-model.ts";
import { addressOf } from "./address.ts";
import { BudgetsBudget } from "./aws.ts";
import { lit } from "./lit.ts";

/**
 * An amount of US dollars a month, and who hears of it in time. It tells and does not stop anything; AWS counts some hours late.
 * Source: AWS Cost Management User Guide, managing your costs with AWS Budgets (checked 2026-11-26).
 */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { budget }: { readonly budget: BudgetModel }) {
    super(scope, id);
    const filters = Object.entries(budget.filters);
    new BudgetsBudget(this, "budget", {
      name: lit(budget.name),
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: budget.monthlyUsd,
      limitUnit: "USD",
      ...(filters.length === 0 ? {} : { costFilter: filters.map(([name, values]) => ({ name: lit(name), values: values.map(lit) })) }),
      notification: budget.notifications.map(({ percent, of }) => ({
        comparisonOperator: "GREATER_THAN",
        threshold: percent,
        thresholdType: "PERCENTAGE",
        notificationType: of,
        subscriberEmailAddresses: [lit(budget.address)],
      })),
    }).overrideLogicalId(addressOf("aws_budgets_budget", budget.key));
  }
}
