import type { PolicyDocument } from "../config/account-model.ts";
import { lit } from "./lit.ts";

/** A policy of plain values, as Terraform takes it. */
export function policyText(policy: PolicyDocument): string {
  return lit(JSON.stringify(policy));
}
