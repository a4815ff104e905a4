import { createHash } from "node:crypto";
import { isPlainObject, type PlainObject, plainList } from "../value.ts";
import { APPLICATION, missingPolicies } from "./access.ts";
import type { Change } from "./behaviour.ts";
import { collection, type Site } from "./collection.ts";
import { isSet } from "./owner.ts";
import { liesIn } from "./quota.ts";

/** Types that stand in front of host names. */
const HOSTED = ["self_hosted", "ssh", "vnc", "rdp"];

/**
 * Access applications. The API ties domain, destinations and self_hosted_domains together: what the configuration leaves out follows from
 * what it says. Documented, not measured. Source: developers.cloudflare.com/api, zero_trust access applications (as generally known, not read again).
 */
export const accessApplication = collection({
  type: APPLICATION,
  owner: "either",
  idForm: "uuid",
  importAs: "<app_id>",
  make: (change) => {
    const { action, planned, prior } = change;
    const hosts = hostsOf(planned);
    return {
      aud: action === "create" ? createHash("sha256").update(change.around.world.newId(APPLICATION)).digest("hex") : (prior?.aud ?? null),
      type: prior?.type ?? "self_hosted",
      domain: hosts[0] ?? null,
      self_hosted_domains: hosts,
      destinations: hosts.map((uri) => ({ ...NO_DESTINATION, type: "public", uri })),
      ...(HOSTED.includes(String(planned.type))
        ? { app_launcher_visible: true, http_only_cookie_attribute: true, session_duration: "24h" }
        : {}),
    };
  },
  refuse: (change, site) => [
    ...refuseHosts(change, site),
    ...missingPolicies(change.planned, change.around),
    ...refusePolicies(change.planned),
  ],
});

const NO_DESTINATION = Object.fromEntries(
  ["cidr", "hostname", "l4_protocol", "mcp_server_id", "port_range", "uri", "vnet_id"].map((name) => [name, null]),
);

function refuseHosts({ planned, around }: Change, { neighbours }: Site): string[] {
  if (!HOSTED.includes(String(planned.type))) return [];
  const hosts = hostsOf(planned);
  const taken = neighbours.flatMap(hostsOf);
  const domains = around.world.zones.map(({ domain }) => domain);
  return [
    ...(hosts.length === 0 && !hasPrivate(planned)
      ? ["access.api.error.invalid_request: the application has no domain and no destination"]
      : []),
    ...hosts
      .filter((host) => !domains.some((domain) => liesIn(host.split("/")[0] ?? "", domain)))
      .map((host) => `access.api.error.invalid_request: domain ${host} does not belong to a zone of the account`),
    ...hosts.filter((host) => taken.includes(host)).map((host) => `access.api.error.application_already_exists: ${host}`),
  ];
}

function refusePolicies({ policies }: PlainObject): string[] {
  const given = plainList(policies).filter(isPlainObject);
  const precedences = given.map(({ precedence }) => precedence).filter(isSet);
  return [
    ...(new Set(precedences).size === precedences.length
      ? []
      : ["access.api.error.invalid_request: two policies have the same precedence"]),
    // without one the API counts by position, which is a difference in every plan
    ...(precedences.length === given.length
      ? []
      : ["a policy without precedence gets one from the API, which is a difference in every plan; write it"]),
  ];
}

/** Public host names, with paths, that the application stands in front of. */
function hostsOf({ domain, destinations, self_hosted_domains: domains }: PlainObject): string[] {
  const uris = plainList(destinations).flatMap((each) => (isPlainObject(each) && typeof each.uri === "string" ? [each.uri] : []));
  return [...new Set([...(typeof domain === "string" ? [domain] : []), ...plainList(domains).map(String), ...uris])];
}

function hasPrivate({ destinations }: PlainObject): boolean {
  return plainList(destinations).some((each) => isPlainObject(each) && each.type === "private");
}
