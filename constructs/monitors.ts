import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { EnvironmentModel } from "../config/model.ts";
import { Canaries } from "./canaries.ts";
import { EndpointMonitors } from "./endpoint-monitors.ts";
import { OriginChecks } from "./origin-checks.ts";

export interface MonitorsProps {
  readonly model: Pick<EnvironmentModel, "zone" | "monitors" | "alerts" | "canaryPlace">;
  /** Cloudflare account identifier, 32 hex digits. */
  readonly accountId: string;
  /** AWS provider of us-east-1, where Route 53 publishes its metrics and canaries run. */
  readonly metricsProvider: TerraformProvider;
}

/** Everything that watches an environment from outside, by the means that each monitor names. */
export class Monitors extends Construct {
  constructor(scope: Construct, id: string, { model, accountId, metricsProvider }: MonitorsProps) {
    super(scope, id);
    const { monitors, alerts, canaryPlace: place, zone } = model;
    const shared = { alerts, metricsProvider };
    new EndpointMonitors(this, "endpoints", { ...shared, monitors: monitors.filter((monitor) => monitor.means === "route53") });
    const canaries = monitors.filter((monitor) => monitor.means === "canary");
    if (place !== undefined) new Canaries(this, "canaries", { ...shared, place, monitors: canaries });
    const checks = monitors.filter((monitor) => monitor.means === "cloudflare");
    new OriginChecks(this, "origins", { accountId, zoneId: zone.zoneId, alerts, monitors: checks });
  }
}
