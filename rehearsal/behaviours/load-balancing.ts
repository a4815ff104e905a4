import { HEALTH_CHECKS } from "../../edge/product-limits.ts";
import { type Plain, type PlainObject, plainList } from "../value.ts";
import type { Surroundings } from "./behaviour.ts";
import { collection } from "./collection.ts";
import { isSet } from "./owner.ts";
import { liesIn, overQuota } from "./quota.ts";

// Health checks and load balancing. Documented, not measured. Load balancing is an add-on that the world does not know, so every zone has it.
// Source: developers.cloudflare.com/api, healthchecks and load_balancers (as generally known, not read again).

const POOL = "cloudflare_load_balancer_pool";
const MONITOR = "cloudflare_load_balancer_monitor";
const NAME = /^[A-Za-z0-9_-]+$/;
const HTTP = ["HTTP", "HTTPS"];

export const cloudflareHealthCheck = collection({
  type: "cloudflare_healthcheck",
  owner: "zone",
  importAs: "<healthcheck_id>",
  make: ({ planned }) => ({
    status: "unknown",
    failure_reason: "",
    http_config: HTTP.includes(String(planned.type)) ? HTTP_DEFAULTS : null,
    tcp_config: planned.type === "TCP" ? { method: "connection_established", port: 80 } : null,
  }),
  refuse: ({ planned }, { neighbours, zone }) => [
    ...overQuota(HEALTH_CHECKS, zone, neighbours.length + 1),
    ...(NAME.test(String(planned.name)) ? [] : [`name ${String(planned.name)} holds more than letters, digits, hyphens and underscores`]),
    ...([...HTTP, "TCP"].includes(String(planned.type)) ? [] : [`type ${String(planned.type)} is not one of HTTP, HTTPS, TCP`]),
    ...(planned.type === "TCP" && isSet(planned.http_config) ? ["http_config does not go with type TCP"] : []),
    ...(planned.type !== "TCP" && isSet(planned.tcp_config) ? ["tcp_config goes with type TCP only"] : []),
    ...(neighbours.some(({ name }) => name === planned.name) ? [`a health check ${String(planned.name)} already exists`] : []),
  ],
});

const HTTP_DEFAULTS = {
  allow_insecure: false,
  expected_body: "",
  expected_codes: ["200"],
  follow_redirects: false,
  header: null,
  method: "GET",
  path: "/",
  port: 80,
};

export const loadBalancerMonitor = collection({
  type: MONITOR,
  owner: "account",
  importAs: "<monitor_id>",
  make: ({ planned }) => (["http", "https"].includes(String(planned.type)) ? { method: "GET", path: "/" } : { method: "", path: "" }),
  refuse: ({ planned }) =>
    ["http", "https"].includes(String(planned.type)) && planned.expected_codes === ""
      ? ["expected_codes must be set for http and https"]
      : [],
  more: {
    refuseRemoval: (attributes, around) =>
      users(POOL, around, ({ monitor }) => monitor === attributes.id).map((name) => `monitor is in use by pool ${name}`),
  },
});

export const loadBalancerPool = collection({
  type: POOL,
  owner: "account",
  importAs: "<pool_id>",
  refuse: ({ planned, around }, { neighbours }) => [
    ...(NAME.test(String(planned.name)) ? [] : [`name ${String(planned.name)} holds more than letters, digits, hyphens and underscores`]),
    ...(neighbours.some(({ name }) => name === planned.name) ? [`1004: a pool ${String(planned.name)} already exists`] : []),
    ...(plainList(planned.origins).length === 0 ? ["a pool must have an origin"] : []),
    ...(isSet(planned.monitor) && around.world.find(MONITOR, String(planned.monitor)) === undefined
      ? [`1002: there is no monitor ${String(planned.monitor)}`]
      : []),
  ],
  more: {
    refuseRemoval: (attributes, around) =>
      users("cloudflare_load_balancer", around, (each) => poolsOf(each).includes(attributes.id ?? null)).map(
        (name) => `1005: pool is in use by load balancer ${name}`,
      ),
  },
});

export const loadBalancer = collection({
  type: "cloudflare_load_balancer",
  owner: "zone",
  importAs: "<load_balancer_id>",
  make: ({ planned, around }) => ({
    zone_name: around.world.zones.find(({ zoneId }) => zoneId === planned.zone_id)?.domain ?? null,
    description: "",
    ttl: planned.proxied === true ? null : 30,
  }),
  refuse: ({ planned, around }, { neighbours, zone }) => [
    ...(liesIn(String(planned.name), zone?.domain ?? "") ? [] : [`name ${String(planned.name)} does not lie in zone ${zone?.domain}`]),
    ...(neighbours.some(({ name }) => name === planned.name) ? [`1006: a load balancer ${String(planned.name)} already exists`] : []),
    ...(planned.proxied === true && isSet(planned.ttl) ? ["ttl goes with load balancers that are not proxied"] : []),
    ...poolsOf(planned)
      .filter((id) => around.world.find(POOL, String(id)) === undefined)
      .map((id) => `1002: there is no pool ${String(id)}`),
  ],
});

function poolsOf({ default_pools: pools, fallback_pool: fallback }: PlainObject): Plain[] {
  return [...plainList(pools), fallback ?? null];
}

function users(type: string, { world }: Surroundings, uses: (attributes: PlainObject) => boolean): string[] {
  return world
    .objects(type)
    .filter(({ attributes }) => uses(attributes))
    .map(({ attributes }) => String(attributes.name));
}
