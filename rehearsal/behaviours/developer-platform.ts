import { createHash } from "node:crypto";
import { asUuid } from "../generated.ts";
import type { ValueObject } from "../value.ts";
import type { PlannedChange } from "./behaviour.ts";
import { collection } from "./collection.ts";
import { isSet, sameOwner } from "./owner.ts";
import { liesIn } from "./quota.ts";
import { hasScript } from "./workers.ts";

// Workers, Pages and R2, as far as a launch touches them. Documented, not measured.
// Source: developers.cloudflare.com/api, workers, pages, r2 (as generally known, not read again).

const SCRIPT = "cloudflare_workers_script";
const PROJECT = "cloudflare_pages_project";
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const PROJECT_NAME = /^[a-z0-9][a-z0-9-]{0,57}$/;
const SCRIPT_NAME = /^[a-z0-9_][a-z0-9_-]{0,62}$/;

export const workersScript = collection({
  type: SCRIPT,
  owner: "account",
  ids: [],
  names: ["script_name"],
  importAs: "<script_name>",
  make: ({ planned }) => ({
    id: planned.script_name ?? null,
    etag: createHash("sha256").update(String(planned.content)).digest("hex"),
    handlers: ["fetch"],
    has_assets: false,
    has_modules: isSet(planned.main_module),
    startup_time_ms: 1,
    compatibility_flags: [],
    last_deployed_from: "terraform",
  }),
  refuse: ({ planned }) => [
    ...(SCRIPT_NAME.test(String(planned.script_name))
      ? []
      : [`10020: workers.api.error.invalid_script_name: ${String(planned.script_name)}`]),
    ...(isSet(planned.content) ? [] : ["the rehearsal reads no files: content must be set"]),
    ...(isSet(planned.assets) ? ["the rehearsal takes no assets"] : []),
    ...(isSet(planned.main_module) === isSet(planned.body_part) ? ["10021: exactly one of main_module and body_part must be set"] : []),
  ],
  more: {
    refuseRemoval: (attributes, { world }) =>
      world
        .objects("cloudflare_workers_route")
        .filter((route) => route.attributes.script === attributes.script_name)
        .map((route) => `10064: script is in use by route ${String(route.attributes.pattern)}`),
  },
});

export const workersRoute = collection({
  type: "cloudflare_workers_route",
  owner: "zone",
  importAs: "<route_id>",
  refuse: ({ planned, around }, { neighbours, zone }) => {
    const pattern = String(planned.pattern);
    const host = pattern.replace(/^https?:\/\//, "").split("/")[0] ?? "";
    return [
      ...(liesIn(host, zone?.domain ?? "") ? [] : [`10022: pattern ${pattern} does not lie in zone ${zone?.domain}`]),
      ...(/^(https?:\/\/)?\*?[^*?]*\*?$/.test(pattern)
        ? []
        : [`10022: pattern ${pattern} may have a wildcard at its start and its end only`]),
      ...(neighbours.some((each) => each.pattern === pattern) ? [`10020: a route with the pattern ${pattern} already exists`] : []),
      ...(isSet(planned.script) && !hasScript(String(planned.script), around)
        ? [`10019: workers.api.error.script_not_found: ${String(planned.script)}`]
        : []),
    ];
  },
});

export const pagesProject = collection({
  type: PROJECT,
  owner: "account",
  ids: [],
  names: ["name"],
  importAs: "<project_name>",
  make: ({ planned }) => {
    const subdomain = `${String(planned.name)}.pages.dev`;
    return { id: planned.name ?? null, subdomain, domains: [subdomain], framework: "", framework_version: "", uses_functions: false };
  },
  refuse: ({ planned }) => [
    ...(PROJECT_NAME.test(String(planned.name))
      ? []
      : [`8000012: project name ${String(planned.name)} is not 1 to 58 lower-case letters, digits and hyphens`]),
    ...(isSet(planned.source) ? ["8000011: the rehearsal knows no git installation of the account"] : []),
  ],
});

export const pagesDomain = collection({
  type: "cloudflare_pages_domain",
  owner: "account",
  names: ["project_name", "name"],
  importAs: "<project_name>/<domain_name>",
  make: ({ planned, around }) => ({
    domain_id: asUuid(around.world.newId("cloudflare pages domain")),
    status: "initializing",
    certificate_authority: "google",
    validation_data: { status: "initializing", method: "http", error_message: null, txt_name: null, txt_value: null },
    verification_data: { status: "pending", error_message: null },
    zone_tag: around.world.zones.find(({ domain }) => liesIn(String(planned.name), domain))?.zoneId ?? null,
  }),
  refuse: ({ planned, around }) =>
    around.world.objects(PROJECT).some(({ attributes }) => attributes.name === planned.project_name && sameOwner(attributes, planned))
      ? []
      : [`8000007: project not found: ${String(planned.project_name)}`],
});

export const r2Bucket = collection({
  type: "cloudflare_r2_bucket",
  owner: "account",
  ids: [],
  names: ["name", "jurisdiction"],
  importAs: "<bucket_name>/<jurisdiction>",
  make: ({ planned, prior }) => ({ id: planned.name ?? null, location: prior?.location ?? "enam" }),
  refuse: ({ planned: { name } }) => (BUCKET_NAME.test(String(name)) ? [] : [`10005: bucket name ${String(name)} is not valid`]),
  more: { adjustPlan: keepLocation },
});

/** The location is a hint for the day a bucket is made: later changes are ignored. Source: cloudflare/terraform-provider-cloudflare, r2_bucket/schema.go. */
function keepLocation({ planned, prior }: PlannedChange): ValueObject {
  const present = prior?.location ?? null;
  return typeof planned.location === "string" && present !== null ? { ...planned, location: present } : planned;
}
