import {
  auditKeptLong,
  bucketNamesOwn,
  bucketNamesUsable,
  bucketsApart,
  budgetChannelKnown,
  budgetHeardElsewhere,
  planKeyOwn,
  stateInHomeRegion,
} from "./account.ts";
import { spendCapsPast, spendCapsProven, spendChannelsKnown, spendGuarded, spendWithinAccount } from "./spend.ts";
import {
  toolActionsHarmless,
  toolActionsNamed,
  toolActionsPlaced,
  toolApproversKnown,
  toolBoundaryOwn,
  toolEnvironmentsApart,
  toolResourcesHere,
  toolResourcesNamed,
  toolRolesFit,
} from "./tools.ts";
import type { Rule } from "./world.ts";

/** What the account makes, what it may cost and what tools may do in it. */
export const ACCOUNT_ERROR_RULES: readonly Rule[] = [
  budgetChannelKnown,
  bucketNamesUsable,
  bucketsApart,
  stateInHomeRegion,
  spendChannelsKnown,
  spendCapsPast,
  toolActionsNamed,
  toolActionsHarmless,
  toolResourcesNamed,
  toolActionsPlaced,
  toolApproversKnown,
  toolRolesFit,
  toolBoundaryOwn,
];

export const ACCOUNT_WARNING_RULES: readonly Rule[] = [
  budgetHeardElsewhere,
  bucketNamesOwn,
  planKeyOwn,
  auditKeptLong,
  spendGuarded,
  spendCapsProven,
  spendWithinAccount,
  toolEnvironmentsApart,
  toolResourcesHere,
];
