import { Construct } from "constructs";
import { NotificationPolicy } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface TokenAlertProps {
  /** Cloudflare account identifier, 32 hex digits. */
  readonly accountId: string;
  /** Name of the organisation; part of the policy's name. */
  readonly account: string;
  readonly address: string;
}

/**
 * Tells somebody before an Access service token expires.
 * Source: developers.cloudflare.com/notifications/notification-available, expiring_service_token_alert (checked 2026-11-22).
 */
export class TokenAlert extends Construct {
  constructor(scope: Construct, id: string, { accountId, account, address }: TokenAlertProps) {
    super(scope, id);
    new NotificationPolicy(this, "policy", {
      accountId,
      name: lit(`${account}: Access service tokens that expire`),
      alertType: "expiring_service_token_alert",
      enabled: true,
      mechanisms: { email: [{ id: lit(address) }] },
    }).overrideLogicalId("service-tokens");
  }
}
