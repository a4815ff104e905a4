import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ServedHost, TrafficModel, WorkerModel } from "../config/workload-model.ts";
import { addressOf } from "./address.ts";
import { Worker, WorkersCustomDomain, WorkersDeployment, WorkersRoute, WorkerVersion } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface WorkerTargetProps {
  readonly target: WorkerModel;
  /** Cloudflare identifiers, 32 hex digits each. */
  readonly accountId: string;
  readonly zoneId: string;
}

/**
 * A worker whose every state is a version with an id, and the deployment that says who gets which.
 *
 * Versions stay at Cloudflare when Terraform forgets them, so going back is naming the earlier one. The script lies in the configuration
 * itself, so that a recorded configuration can be applied again without its files. It answers at the hosts only: no workers.dev address and
 * no preview URL, which no rule of the zone would apply to.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, worker, worker_version and workers_deployment (checked 2026-11-26).
 */
export class WorkerTarget extends Construct {
  /** By the host's address key: what has to be there before its record leads anybody here. */
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;

  constructor(scope: Construct, id: string, { target, accountId, zoneId }: WorkerTargetProps) {
    super(scope, id);
    const worker = new Worker(this, "worker", {
      accountId,
      name: lit(target.name),
      observability: {
        enabled: true,
        headSamplingRate: target.logSampling,
        logs: { enabled: true, headSamplingRate: target.logSampling, invocationLogs: true },
      },
      subdomain: { enabled: false, previewsEnabled: false },
    });
    worker.overrideLogicalId("worker");

    const bindings = [
      ...target.variables.map(({ variable, value }) => ({ name: variable, type: "plain_text", text: lit(value) })),
      ...target.storeSecrets.map(({ variable, storeId, name }) => ({
        name: variable,
        type: "secrets_store_secret",
        storeId,
        secretName: name,
      })),
    ];
    const version = new WorkerVersion(this, "version", {
      accountId,
      workerId: worker.id,
      compatibilityDate: target.compatibilityDate,
      mainModule: target.script.file,
      modules: [
        {
          name: target.script.file,
          contentType: "application/javascript+module",
          contentBase64: Buffer.from(target.script.content).toString("base64"),
        },
      ],
      ...(bindings.length === 0 ? {} : { bindings }),
    });
    version.overrideLogicalId("new");

    const deployment = new WorkersDeployment(this, "deployment", {
      accountId,
      scriptName: worker.name,
      strategy: "percentage",
      versions: percentages(target.traffic).map(([named, percentage]) => ({
        versionId: named === "new" ? version.id : named,
        percentage,
      })),
    });
    deployment.overrideLogicalId("live");

    const attach = (host: ServedHost): ITerraformDependable => {
      const shared = { zoneId, dependsOn: [deployment] };
      const made =
        target.attach === "route"
          ? new WorkersRoute(this, `route-${host.key}`, { ...shared, pattern: lit(`${host.name}/*`), script: worker.name })
          : new WorkersCustomDomain(this, `domain-${host.key}`, { ...shared, accountId, hostname: lit(host.name), service: worker.name });
      made.overrideLogicalId(addressOf(made.terraformResourceType, host.key));
      return made;
    };
    this.gates = new Map(target.hosts.map((host) => [host.key, [attach(host)]]));
  }
}

/** Hundredths of a per cent are the finest that the API takes. Source: provider cloudflare 5.22.0, workers_deployment, versions[].percentage. */
const DECIMALS = 2;

function percentages({ live, beside }: TrafficModel): [string, number][] {
  if (beside === undefined) return [[live, 100]];
  const part = Number((beside.share * 100).toFixed(DECIMALS));
  return [
    [live, Number((100 - part).toFixed(DECIMALS))],
    [beside.version, part],
  ];
}
