import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { EnvironmentModel } from "../config/model.ts";
import { Canaries } from "./canaries.ts";
import { EndpointMonitors } from "./endpoint-monitors.ts";
import { OriginChecks } from "./origin-checks.ts";
import { OutageAlarms } from "./outage-alarms.ts";

export interface MonitorsProps {
  readonly model: Pick<EnvironmentModel, "zone" | "monitors" | "alerts" | "canaryPlace" | "outage">;
  /** Cloudflare account identifier, 32 hex digits. */
  readonly accountId: string;
  /** AWS provider of us-east-1, where Route 53 publishes its metrics and canaries run. */
  readonly metricsProvider: TerraformProvider;
}

/** Everything that watches an environment from outside, by the means that each monitor names. */
export class Monitors extends Construct {
  constructor(scope: Construct, id: string, { model, accountId, metricsProvider }: MonitorsProps) {
    super(scope, id);
    const { monitors, alerts, canaryPlace: place, outage, zone } = model;
    const shared = { alerts, metricsProvider };
    const endpoints = new EndpointMonitors(this, "endpoints", {
      ...shared,
      monitors: monitors.filter((monitor) => monitor.means === "route53"),
    });
    const canaries = monitors.filter((monitor) => monitor.means === "canary");
    const scripts = place === undefined ? undefined : new Canaries(this, "canaries", { ...shared, place, monitors: canaries });
    const reports = [...endpoints.reports, ...(scripts?.reports ?? [])];
    if (outage !== undefined) new OutageAlarms(this, "outage", { ...shared, outage, reports });
    const checks = monitors.filter((monitor) => monitor.means === "cloudflare");
    new OriginChecks(this, "origins", { accountId, zoneId: zone.zoneId, alerts, monitors: checks });
  }
}
