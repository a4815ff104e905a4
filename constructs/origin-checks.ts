import { Construct } from "constructs";
import type { AlertsModel, CloudflareMonitorModel } from "../config/monitor-model.ts";
import { addressOf } from "./address.ts";
import { Healthcheck, NotificationPolicy } from "./cloudflare.ts";
import { lit } from "./lit.ts";

/** Within one check; what counts is how many checks in a row fail. */
const RETRIES = 1;
const TIMEOUT_SECONDS = 5;

export interface OriginChecksProps {
  readonly accountId: string;
  readonly zoneId: string;
  readonly monitors: readonly CloudflareMonitorModel[];
  readonly alerts: AlertsModel;
}

/**
 * Cloudflare asks origins directly, past the edge, and writes a mail when one no longer answers 200. It watches from outside of AWS, so
 * that an outage there does not silence it. Times are in seconds.
 *
 * Written out in full, because what is left out is answered with defaults and shows as a difference in every plan.
 * Source: Cloudflare API, create a health check; notification type health_check_status_notification (checked 2026-11-26).
 */
export class OriginChecks extends Construct {
  constructor(scope: Construct, id: string, { accountId, zoneId, monitors, alerts }: OriginChecksProps) {
    super(scope, id);
    for (const monitor of monitors) {
      const name = addressOf("cloudflare_healthcheck", monitor.key);
      const check = new Healthcheck(this, `check-${name}`, {
        zoneId,
        name: lit(monitor.name),
        description: lit(`${monitor.kind} of ${monitor.host}, at its origin`),
        address: lit(monitor.origin),
        type: "HTTPS",
        interval: monitor.intervalSeconds,
        retries: RETRIES,
        timeout: TIMEOUT_SECONDS,
        consecutiveFails: monitor.failuresBeforeAlarm,
        consecutiveSuccesses: 1,
        suspended: false,
        checkRegions: ["WEU", "ENAM"],
        httpConfig: {
          method: "GET",
          path: lit(monitor.path),
          port: 443,
          expectedCodes: ["200"],
          expectedBody: lit(monitor.contains ?? ""),
          followRedirects: false,
          allowInsecure: false,
          header: { Host: [lit(monitor.host)] },
        },
      });
      check.overrideLogicalId(name);
      new NotificationPolicy(this, `alert-${name}`, {
        accountId,
        name: lit(monitor.name),
        description: lit(`${monitor.kind} of ${monitor.host} fails at its origin`),
        alertType: "health_check_status_notification",
        enabled: true,
        mechanisms: { email: alerts.addresses.map((address) => ({ id: lit(address) })) },
        filters: { healthCheckId: [check.id], status: ["Unhealthy"] },
      }).overrideLogicalId(name);
    }
  }
}
