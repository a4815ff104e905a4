import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { HostModel, RedirectModel } from "../host-model.ts";
import type { EnvironmentModel, RecordModel } from "../model.ts";
import { environmentTarget, hostAddressKey, hostRecordKey, launchStackName, ownerName } from "../names.ts";
import { previewNames } from "../preview-name.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { CacheConfig } from "../schema/cache.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import type { Stage } from "../stage.ts";
import { accessOf } from "./access.ts";
import { alarmResiduals, serviceAlarmsOf } from "./alarms.ts";
import { apiOf, apiResiduals } from "./api.ts";
import { cacheRules } from "./cache-rules.ts";
import { corsOf, headerRules } from "./header-rules.ts";
import { headersOf } from "./headers.ts";
import { jobsOf } from "./jobs.ts";
import { resolveLimits } from "./limits.ts";
import { logsOf } from "./logs.ts";
import { serviceTokensOf, widgetsOf } from "./made-secrets.ts";
import { alertsOf, canaryPlaceOf, errorTrackerOf, monitorsOf, outageOf } from "./monitors.ts";
import { pathRedirectRules, pathRedirectsOf } from "./path-redirects.ts";
import { previewOf } from "./preview.ts";
import { inOrder } from "./record-order.ts";
import { AUTOMATIC_TTL, extraRecords, NO_ORIGIN } from "./records.ts";
import { cachingHosts, edgeResiduals } from "./residuals.ts";
import { foreignOriginBlocks, unknownPathBlocks } from "./route-rules.ts";
import { hostRedirects, httpsRedirect, internalBlocks, plainHttpBlock } from "./rules.ts";
import { secretResiduals, secretSlotsOf } from "./secrets.ts";
import { budgetsOf, spendResiduals } from "./spend.ts";
import { environmentValuesOf } from "./target.ts";
import { toolResiduals, toolRoleOf } from "./tools.ts";
import { hygieneBlock, ownRules } from "./waf-rules.ts";
import { servedRecord, workloadOf, workloadResiduals } from "./workload.ts";
import { zoneIdentity } from "./zone.ts";

export interface ResolvedEnvironment {
  readonly model: EnvironmentModel;
  /** What the zone's plan does not admit. */
  readonly errors: readonly SlipwayError[];
}

export function resolveEnvironment(
  declared: EnvironmentPlace,
  zone: ZoneConfig,
  account: AccountConfig,
  stage: Stage = "live",
): ResolvedEnvironment {
  if (stage === "slots") return { model: slotsModel(declared, zone, account), errors: [] };
  const environment = stage === "prepare" ? previewOf(declared) : declared;
  const previews = previewNames(declared.config);
  const closed = stage === "live" ? [...previews.values()].sort() : [];
  const { launch, name, config } = environment;
  const owner = ownerName(launch.name, name);
  const hosts = hostsOf(environment, account).map((host) => ({ ...host, ...everyNameOf(host, declared, previews) }));
  const redirects = redirectsOf(environment);
  const pathRedirects = pathRedirectsOf(environment);
  const isSingleHop = zone.redirects.http === "single-hop";
  const hostNames = new Map(hosts.map((host) => [host.key, host.name]));
  const routes = Object.entries(launch.routes).flatMap(([key, route]) => {
    const hostName = hostNames.get(route.host);
    return hostName === undefined ? [] : [{ ...route, key, hostName }];
  });
  const [widgets, serviceTokens] = [widgetsOf(environment), serviceTokensOf(environment)];
  const api = apiOf(environment, zone, hosts, routes);
  const monitors = monitorsOf(environment, hosts);
  const outage = outageOf(environment);
  const serviceAlarms = serviceAlarmsOf(environment, account);
  const [canaryPlace, errorTracker] = [canaryPlaceOf(environment, account), errorTrackerOf(environment)];
  const limits = resolveLimits(environment, owner, zone, routes);
  const jobs = jobsOf(environment, account);
  const workload = workloadOf(environment, { account, jobs, hosts, limits: limits.webAcl, stage });
  const budgets = budgetsOf(environment, account);
  const tools = toolRoleOf(environment, account);
  const keyOfHost = new Map(Object.entries(config.hosts).map(([key, host]) => [host.name, key]));
  return {
    errors: limits.errors,
    model: {
      ...identityOf(environment, zone, stage),
      ...(closed.length === 0 ? {} : { closedPreviews: closed }),
      hosts,
      redirects,
      ...(pathRedirects.length === 0 ? {} : { pathRedirects }),
      routes,
      ...(widgets.length === 0 ? {} : { turnstile: widgets }),
      ...(serviceTokens.length === 0 ? {} : { serviceTokens }),
      ...(api === undefined ? {} : { api }),
      ...(launch.session === undefined ? {} : { session: launch.session }),
      rateLimits: limits.rateLimits,
      records: inOrder([...recordsOf(environment, stage, hosts, redirects), ...extraRecords(config.records)]),
      secretSlots: secretSlotsOf(environment, account),
      environmentValues: environmentValuesOf(environment, jobs),
      ...(workload === undefined ? {} : { workload }),
      ...(jobs.length === 0 ? {} : { jobs }),
      logs: logsOf(config.logs),
      monitors,
      ...(canaryPlace === undefined ? {} : { canaryPlace }),
      ...(errorTracker === undefined ? {} : { errorTracker }),
      ...(budgets.length === 0 ? {} : { budgets }),
      ...(tools === undefined ? {} : { tools }),
      alerts: alertsOf(environment, account),
      ...(serviceAlarms.length === 0 ? {} : { serviceAlarms }),
      ...(outage === undefined ? {} : { outage }),
      contribution: {
        owner,
        domain: zone.domain,
        stage,
        rules: [
          ...httpsRedirect(owner, hosts, isSingleHop ? [] : redirects),
          ...hostRedirects(owner, redirects, keyOfHost, isSingleHop ? "any" : "https"),
          ...pathRedirectRules(owner, pathRedirects),
          ...plainHttpBlock(owner, hosts),
          ...internalBlocks(owner, hosts),
          ...hygieneBlock(owner, hosts, config.waf, closed),
          ...unknownPathBlocks(owner, hosts, routes),
          ...foreignOriginBlocks(owner, hosts, routes),
          ...ownRules(owner, hosts, config.waf),
          ...limits.rules,
          ...cacheRules(owner, hosts, routes, cachedFiles(environment)),
          ...headerRules(owner, hosts),
        ],
      },
      residuals: [
        ...limits.residuals,
        ...edgeResiduals(environment, hosts, routes),
        ...apiResiduals(environment, zone, hosts, routes),
        ...secretResiduals(environment),
        ...spendResiduals(environment),
        ...toolResiduals(environment),
        ...workloadResiduals(environment, workload),
        ...alarmResiduals(environment, account),
      ],
    },
  };
}

function identityOf({ launch, name, config: { stages } }: EnvironmentPlace, zone: ZoneConfig, stage: Stage) {
  return {
    target: environmentTarget(launch.name, name),
    stack: launchStackName(launch.name, name),
    launch: launch.name,
    environment: name,
    product: launch.product,
    zone: zoneIdentity(zone),
    stage,
    ...(stages.direct === undefined ? {} : { direct: stages.direct }),
    people: launch.people,
  };
}

/** Places for secrets, so that they can be put there before anything asks for them. */
function slotsModel(environment: EnvironmentPlace, zone: ZoneConfig, account: AccountConfig): EnvironmentModel {
  const { launch, name, config } = environment;
  return {
    ...identityOf(environment, zone, "slots"),
    hosts: [],
    redirects: [],
    routes: [],
    rateLimits: [],
    records: [],
    secretSlots: secretSlotsOf(environment, account),
    environmentValues: [],
    logs: logsOf(config.logs),
    monitors: [],
    alerts: alertsOf(environment, account),
    contribution: { owner: ownerName(launch.name, name), domain: zone.domain, stage: "slots", rules: [] },
    residuals: [],
  };
}

/** A certificate that covers both of a host's names need not be changed when the host goes live. */
function everyNameOf(
  { key }: HostModel,
  { config }: EnvironmentPlace,
  previews: ReadonlyMap<string, string>,
): Pick<HostModel, "certifiedNames"> {
  const [name, preview] = [config.hosts[key]?.name, previews.get(key)];
  return name === undefined || preview === undefined ? {} : { certifiedNames: [name, preview] };
}

function hostsOf(environment: EnvironmentPlace, account: AccountConfig): HostModel[] {
  const { config, launch } = environment;
  const caching = cachingHosts(launch);
  return Object.entries(config.hosts).flatMap(([key, host]) =>
    host.kind === "redirect"
      ? []
      : [
          {
            key,
            name: host.name,
            kind: host.kind,
            ...(host.origin === undefined ? {} : { origin: host.origin }),
            headers: headersOf(host, caching.has(key)),
            allowFrom: host.kind === "internal" ? (host.allowFrom ?? []) : [],
            ...(host.kind === "internal" && host.access !== undefined ? { access: accessOf(environment, key, host.access, account) } : {}),
            ...(host.cors === undefined
              ? {}
              : {
                  cors: corsOf(
                    host.cors,
                    Object.values(launch.routes).filter((route) => route.host === key),
                  ),
                }),
            ...(host.kind === "api" ? { unknownPaths: host.unknownPaths } : {}),
          },
        ],
  );
}

function cachedFiles({ config }: EnvironmentPlace): ReadonlyMap<string, CacheConfig> {
  return new Map(
    Object.entries(config.hosts).flatMap(([key, host]) => (host.kind === "web" && host.cache !== undefined ? [[key, host.cache]] : [])),
  );
}

function redirectsOf({ config }: EnvironmentPlace): RedirectModel[] {
  return Object.entries(config.hosts).flatMap(([key, host]) => {
    if (host.kind !== "redirect") return [];
    const to = config.hosts[host.to]?.name ?? host.to; // the rules refuse a target that is not there
    return [{ key, from: host.name, to, statusCode: host.permanent ? 301 : 302 }];
  });
}

function recordsOf(
  { launch, name: environment, config }: EnvironmentPlace,
  stage: Stage,
  hosts: readonly HostModel[],
  redirects: readonly RedirectModel[],
): RecordModel[] {
  const shared = { ttlSeconds: AUTOMATIC_TTL, proxied: true, comment: `slipway ${environmentTarget(launch.name, environment)}` };
  const served = servedRecord(config.target);
  return [
    ...hosts.flatMap(({ key, name, origin }): RecordModel[] => {
      const leads = origin === undefined ? served : { type: "CNAME" as const, content: origin };
      return leads === undefined ? [] : [{ key: hostRecordKey(hostAddressKey(key, stage)), concern: "hosts", name, ...leads, ...shared }];
    }),
    ...redirects.map(
      ({ key, from }): RecordModel => ({
        key: hostRecordKey(hostAddressKey(key, stage)),
        concern: "redirects",
        name: from,
        type: "AAAA",
        content: NO_ORIGIN,
        ...shared,
      }),
    ),
  ];
}
