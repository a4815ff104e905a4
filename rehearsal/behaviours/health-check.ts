import { asUuid } from "../generated.ts";
import { findImported, NO_TAGS } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import type { Behaviour, Change } from "./behaviour.ts";

const TYPE = "aws_route53_health_check";
const ENDPOINT_TYPES = ["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"];
const DEFAULT_FAILURES = 3;
/** Source: Route 53 API reference, HealthCheckConfig, Regions (checked 2026-11-22). */
const CHECKER_REGIONS = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
];

/** Health checks of endpoints. Source: Route 53 API reference, CreateHealthCheck and HealthCheckConfig (checked 2026-11-22). */
export const healthCheck: Behaviour = {
  worldId: ({ arn }) => String(arn),
  adjustPlan: withRegionAndTags,
  compute: ({ action, planned, prior, around }) => {
    if (action === "update") return { ...prior, ...NO_TAGS };
    const id = asUuid(around.world.newId(TYPE));
    return {
      id,
      arn: `arn:aws:route53:::healthcheck/${id}`,
      enable_sni: String(planned.type).startsWith("HTTPS"),
      failure_threshold: DEFAULT_FAILURES,
      triggers: {},
      ...NO_TAGS,
    };
  },
  refuse,
  importObject: (importId, around) => findImported(TYPE, "id", importId, around),
};

function refuse({ planned }: Change): string[] {
  const type = String(planned.type);
  if (!ENDPOINT_TYPES.includes(type)) return [`the rehearsal does not know health checks of type ${type}`];
  const given = (name: string) => planned[name] !== null && planned[name] !== undefined && planned[name] !== "";
  const matches = type.endsWith("_STR_MATCH");
  const regions = Array.isArray(planned.regions) ? planned.regions.map(String) : [];
  const refused = [
    ...(given("fqdn") || given("ip_address") ? [] : ["fqdn or ip_address must be set"]),
    ...(matches && !given("search_string") ? [`type ${type} must have search_string`] : []),
    ...(!matches && given("search_string") ? [`type ${type} has no search_string`] : []),
    ...(type === "TCP" && given("resource_path") ? ["type TCP has no resource_path"] : []),
    // without these two the API fills in its own and every later plan replaces the check
    ...(given("request_interval") ? [] : ["request_interval must be set"]),
    ...(given("port") ? [] : ["port must be set"]),
    ...(given("child_healthchecks") || given("child_health_threshold") ? [`type ${type} has no children`] : []),
    ...regions.filter((region) => !CHECKER_REGIONS.includes(region)).map((region) => `no health checkers in ${region}`),
  ];
  return refused.map((says) => `InvalidInput: Invalid parameter: ${says}`);
}
