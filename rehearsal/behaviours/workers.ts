import { createHash } from "node:crypto";
import { isList, isObject, isPlainObject, type Plain, type PlainObject, plainList, type ValueObject } from "../value.ts";
import type { PlannedChange, Surroundings } from "./behaviour.ts";
import { collection } from "./collection.ts";
import { isSet, sameOwner } from "./owner.ts";
import { liesIn } from "./quota.ts";

// Workers with versions and deployments. Documented, not measured.
// Source: developers.cloudflare.com/api, workers beta, versions, deployments and domains (checked 2026-11-26).

export const WORKER = "cloudflare_worker";
const VERSION = "cloudflare_worker_version";
const DEPLOYMENT = "cloudflare_workers_deployment";
const ROUTE = "cloudflare_workers_route";
const DOMAIN = "cloudflare_workers_custom_domain";
const NAME = /^[a-z0-9_][a-z0-9_-]{0,62}$/;
const NO_REFERENCES: PlainObject = {
  dispatch_namespace_outbounds: [],
  domains: [],
  durable_objects: [],
  queues: [],
  workers: [],
};

export const worker = collection({
  type: WORKER,
  owner: "account",
  importAs: "<worker_id>",
  make: () => ({ references: NO_REFERENCES }),
  refuse: ({ planned }, { neighbours }) => [
    ...(NAME.test(String(planned.name)) ? [] : [`10020: workers.api.error.invalid_script_name: ${String(planned.name)}`]),
    ...(neighbours.some(({ name }) => name === planned.name)
      ? [`10040: a worker with the name ${String(planned.name)} already exists`]
      : []),
  ],
  more: {
    refuseRemoval: ({ name }, { world }) =>
      world
        .objects(ROUTE)
        .filter(({ attributes }) => attributes.script === name)
        .map(({ attributes }) => `10064: script is in use by route ${String(attributes.pattern)}`),
  },
});

export const workerVersion = collection({
  type: VERSION,
  owner: "account",
  idForm: "uuid",
  names: ["worker_id", "id"],
  importAs: "<worker_id>/<version_id>",
  make: (_change, { neighbours }) => ({ number: neighbours.length + 1, source: "terraform", startup_time_ms: 1, urls: [] }),
  refuse: ({ planned, around }) => [
    ...(workersIn(planned, around).some(({ id }) => id === planned.worker_id)
      ? []
      : [`10007: workers.api.error.script_not_found: ${String(planned.worker_id)}`]),
    ...(isSet(planned.compatibility_date) ? [] : ["10021: compatibility_date must be set"]),
    ...(listOf(planned.modules).some(({ name }) => name === planned.main_module)
      ? []
      : [`10021: no module is called ${String(planned.main_module)}, as main_module is`]),
    ...twice(listOf(planned.bindings).map(({ name }) => String(name))).map((name) => `10021: two bindings are called ${name}`),
    ...listOf(planned.bindings).flatMap(refusedBinding),
  ],
  // a version lasts: only Terraform forgets it
  more: { remove: () => undefined, adjustPlan: withHashes },
});

/** What each kind of binding cannot do without. Others are not played. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  plain_text: ["text"],
  secrets_store_secret: ["store_id", "secret_name"],
};

function refusedBinding(binding: PlainObject): string[] {
  const needed = NEEDED[String(binding.type)];
  if (needed === undefined) return [`the rehearsal takes no bindings of type ${String(binding.type)}`];
  return needed.filter((name) => !isSet(binding[name])).map((name) => `10021: binding ${String(binding.name)} has no ${name}`);
}

/** The provider hashes each module when it plans. Source: cloudflare/terraform-provider-cloudflare v5.22.0, worker_version, ComputeSHA256HashOfContent. */
function withHashes({ planned }: PlannedChange): ValueObject {
  if (!isList(planned.modules)) return planned;
  const modules = planned.modules.map((module) => {
    if (!isObject(module) || typeof module.content_base64 !== "string") return module;
    return { ...module, content_sha256: createHash("sha256").update(Buffer.from(module.content_base64, "base64")).digest("hex") };
  });
  return { ...planned, modules };
}

export const workersDeployment = collection({
  type: DEPLOYMENT,
  owner: "account",
  idForm: "uuid",
  names: ["script_name", "id"],
  importAs: "<script_name>/<deployment_id>",
  make: () => ({ source: "terraform", author_email: "" }),
  refuse: ({ planned, around }) => {
    const target = workersIn(planned, around).find(({ name }) => name === planned.script_name);
    if (target === undefined) return [`10007: workers.api.error.script_not_found: ${String(planned.script_name)}`];
    const versions = listOf(planned.versions);
    const sum = versions.reduce((total, { percentage }) => total + Number(percentage), 0);
    const known = around.world.objects(VERSION).filter(({ attributes }) => attributes.worker_id === target.id);
    return [
      ...(versions.length === 1 || versions.length === 2 ? [] : [`10029: a deployment has one version or two, not ${versions.length}`]),
      ...(Math.abs(sum - 100) < 0.005 ? [] : [`10029: the percentages of a deployment make 100, not ${sum}`]),
      ...twice(versions.map(({ version_id }) => String(version_id))).map((id) => `10029: version ${id} stands twice`),
      ...versions
        .filter(({ version_id }) => !known.some(({ attributes }) => attributes.id === version_id))
        .map(({ version_id }) => `10097: version ${String(version_id)} of ${String(planned.script_name)} not found`),
    ];
  },
  more: { remove: () => undefined },
});

export const workersCustomDomain = collection({
  type: DOMAIN,
  owner: "account",
  importAs: "<domain_id>",
  make: ({ planned, around }) => ({
    environment: "production",
    cert_id: around.world.newId("cloudflare certificate"),
    ...zoneAround(planned, around),
  }),
  refuse: ({ planned, around }, { neighbours }) => {
    const hostname = String(planned.hostname);
    const zone = zoneAround(planned, around);
    const isTaken = around.world
      .objects("cloudflare_dns_record")
      .some(({ attributes: { name, type } }) => name === hostname && ["A", "AAAA", "CNAME"].includes(String(type)));
    return [
      ...(zone.zone_id === null ? [`100115: ${hostname} lies in no zone of the account`] : []),
      ...(isTaken ? [`100117: hostname ${hostname} already has externally managed DNS records`] : []),
      ...(neighbours.some((each) => each.hostname === hostname) ? [`100116: hostname ${hostname} is already in use`] : []),
      ...(hasScript(String(planned.service), around) ? [] : [`100119: service ${String(planned.service)} not found`]),
    ];
  },
});

function zoneAround({ zone_id: wanted, hostname }: PlainObject, { world }: Surroundings): { zone_id: Plain; zone_name: Plain } {
  const zone = world.zones.find(({ zoneId, domain }) => liesIn(String(hostname), domain) && (!isSet(wanted) || zoneId === wanted));
  return { zone_id: zone?.zoneId ?? null, zone_name: zone?.domain ?? null };
}

/** A script of either kind: routes and domains do not care which. */
export function hasScript(name: string, { world }: Surroundings): boolean {
  const named = [
    ...world.objects("cloudflare_workers_script").map(({ attributes }) => attributes.script_name),
    ...world.objects(WORKER).map(({ attributes }) => attributes.name),
  ];
  return named.includes(name);
}

function workersIn(owner: PlainObject, { world }: Surroundings): PlainObject[] {
  return world
    .objects(WORKER)
    .map(({ attributes }) => attributes)
    .filter((each) => sameOwner(each, owner));
}

function listOf(value: Plain | undefined): PlainObject[] {
  return plainList(value).filter(isPlainObject);
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
