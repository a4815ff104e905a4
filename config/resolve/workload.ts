import { CLOUDFLARE_ADDRESSES } from "../../edge/cloudflare-addresses.ts";
import type { HostModel } from "../host-model.ts";
import type { JobModel } from "../job-model.ts";
import type { RecordModel, Residual } from "../model.ts";
import { hostAddressKey, launchStackName, TARGET_ORIGIN } from "../names.ts";
import { FRONT_SECONDS } from "../rules/functions.ts";
import { type EnvironmentPlace, where } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { FunctionTargetConfig } from "../schema/function-target.ts";
import type { StaticTargetConfig } from "../schema/static-target.ts";
import type { TargetConfig } from "../schema/target.ts";
import type { WorkerTargetConfig } from "../schema/worker-target.ts";
import type { Stage } from "../stage.ts";
import type { WebAclLimitModel } from "../web-acl-model.ts";
import type { FunctionModel, PagesModel, ServedHost, SiteModel, TrafficModel, WorkerModel, WorkloadModel } from "../workload-model.ts";
import { containerOf, containerResiduals } from "./container.ts";
import { queueVariables } from "./jobs.ts";
import { NO_ORIGIN } from "./records.ts";

export interface WorkloadParts {
  readonly account: AccountConfig;
  readonly hosts: readonly HostModel[];
  readonly jobs: readonly JobModel[];
  /** What AWS WAF keeps in front of a container target. */
  readonly limits: readonly WebAclLimitModel[];
  readonly stage: Stage;
}

/** What the environment's target becomes; undefined where somebody else runs it. */
export function workloadOf(
  environment: EnvironmentPlace,
  { account, hosts, jobs, limits, stage }: WorkloadParts,
): WorkloadModel | undefined {
  const { launch, name, config, scripts } = environment;
  const { target } = config;
  const stack = launchStackName(launch.name, name);
  const served = hosts.filter(({ origin }) => origin === undefined).map((host) => servedHost(host, stage));
  switch (target.kind) {
    case "existing-origin":
      return undefined;
    case "function":
      return functionOf(target, stack, served, jobs);
    case "container":
      return containerOf(target, environment, { account, hosts: served, jobs, limits });
    case "static":
      return staticOf(target, stack, served, account);
    case "worker":
      // the rules refuse a script that is not there
      return workerOf(target, stack, served, scripts.get(target.script) ?? "");
  }
}

function functionOf(target: FunctionTargetConfig, name: string, hosts: readonly ServedHost[], jobs: readonly JobModel[]): FunctionModel {
  const { code, architecture, memoryMb, timeoutSeconds, reservedConcurrency, environment, traffic, front, onFailure } = target;
  return {
    kind: "function",
    name,
    code,
    architecture,
    memoryMb,
    timeoutSeconds,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    variables: [
      ...Object.entries(environment).map(([variable, source]) =>
        "secret" in source ? { variable, slot: source.secret } : { variable, value: source.value },
      ),
      ...queueVariables(jobs),
    ],
    traffic: trafficOf(traffic),
    front,
    frontTimeoutSeconds: FRONT_SECONDS[front.kind],
    keepsFailures: onFailure === "queue",
    hosts,
  };
}

function staticOf(
  { host }: StaticTargetConfig,
  name: string,
  hosts: readonly ServedHost[],
  { aws }: AccountConfig,
): SiteModel | PagesModel {
  if (host.kind === "pages") return { kind: "pages", name, productionBranch: host.productionBranch, hosts };
  const { index, unknownPaths, notFoundPage, cachedPaths } = host;
  return {
    kind: "site",
    name,
    bucket: `${name}-${aws.accountId}`,
    index,
    unknownPaths,
    ...(notFoundPage === undefined ? {} : { notFoundPage }),
    cachedPaths,
    edgeRanges: CLOUDFLARE_ADDRESSES.ipv4,
    hosts,
  };
}

function workerOf(target: WorkerTargetConfig, name: string, hosts: readonly ServedHost[], content: string): WorkerModel {
  const { script, compatibilityDate, environment, storeSecrets, attach, traffic, logSampling } = target;
  return {
    kind: "worker",
    name,
    script: { file: script, content },
    compatibilityDate,
    variables: Object.entries(environment).flatMap(([variable, source]) => ("value" in source ? [{ variable, value: source.value }] : [])),
    storeSecrets: Object.entries(storeSecrets).map(([variable, secret]) => ({ variable, ...secret })),
    attach,
    traffic: trafficOf(traffic),
    logSampling,
    hosts,
  };
}

/** What a host's record leads to where the target serves it; undefined where Cloudflare keeps a record of its own. */
export function servedRecord(target: TargetConfig): Pick<RecordModel, "type" | "content"> | undefined {
  if (target.kind !== "worker") return { type: "CNAME", content: TARGET_ORIGIN };
  return target.attach === "route" ? { type: "AAAA", content: NO_ORIGIN } : undefined;
}

/**
 * The new version is the one that stays when it is among them, because what stands beside is named by a version that is known before an
 * apply; among earlier versions the one with most of the traffic stays.
 */
export function trafficOf(shares: Readonly<Record<string, number>>): TrafficModel {
  const [live = ["new", 1] as const, beside] = Object.entries(shares).toSorted(
    ([one, oneShare], [other, otherShare]) =>
      Number(other === "new") - Number(one === "new") || otherShare - oneShare || (one < other ? -1 : 1),
  );
  return { live: live[0], ...(beside === undefined ? {} : { beside: { version: beside[0], share: beside[1] } }) };
}

/** While it is tried, a host has the certificate of its public name too: going live must not wait for an authority. */
function servedHost({ key, name, certifiedNames = [] }: HostModel, stage: Stage): ServedHost {
  const own = { key: hostAddressKey(key, stage), name };
  const others = certifiedNames.filter((other) => other !== name).map((other) => ({ key: hostAddressKey(key, "live"), name: other }));
  return { ...own, certificates: stage === "prepare" ? [own, ...others] : [own] };
}

/** What a target cannot keep to the edge. */
export function workloadResiduals(environment: EnvironmentPlace, workload: WorkloadModel | undefined): Residual[] {
  if (workload === undefined || workload.kind === "worker") return [];
  if (workload.kind === "site" || workload.kind === "pages") return [staticResidual(environment, workload)];
  if (workload.kind === "container") return containerResiduals(environment, workload);
  const pulls = environment.zone?.config.tls.originPulls.kind;
  const isLocked = workload.front.clientCertificates !== undefined;
  if (isLocked && pulls === "zone") return [];
  return [
    {
      where: where(environment, ["target", "front"]),
      wanted: `nobody reaches ${workload.hosts.map(({ name }) => name).join(", ")} but through Cloudflare`,
      enforced: isLocked
        ? "API Gateway asks for Cloudflare's client certificate, and its own address does not answer"
        : "API Gateway's own address does not answer, and requests are throttled",
      remaining: isLocked
        ? "every Cloudflare customer's zone shows the same certificate; upload one of the zone's own"
        : "whoever names the host to API Gateway itself gets through: set clientCertificates, or check a signed header in the function",
    },
  ];
}

/** Files are public anyway; what is lost around the edge are its rules and its logs. */
function staticResidual(environment: EnvironmentPlace, { kind, name, hosts }: SiteModel | PagesModel): Residual {
  return {
    where: where(environment, ["target", "host"]),
    wanted: `nobody reads ${hosts.map((host) => host.name).join(", ")} but through this zone`,
    enforced:
      kind === "site"
        ? "only the distribution reads the bucket, and it answers Cloudflare's addresses alone"
        : "the zone's rules, for whoever comes by the host's name",
    remaining:
      kind === "site"
        ? "other customers of Cloudflare have the same addresses: keep nothing in the bucket that is not public"
        : `Pages answers at ${name}.pages.dev too, where no rule of the zone applies: keep nothing there that is not public`,
  };
}
