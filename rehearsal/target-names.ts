import { bare } from "./net/edge-state.ts";
import { scriptHost } from "./net/edge-workers.ts";

type Attributes = Readonly<Record<string, unknown>>;
type World = (type: string) => readonly Attributes[];

/** Who answers at which names, by kind of target: a name counts only once whatever has to be behind it is there too. */
const NAMES: readonly ((attributesOf: World) => readonly unknown[])[] = [
  (attributesOf) => attributesOf("aws_lb").map(({ dns_name }) => dns_name),
  (attributesOf) =>
    attributesOf("aws_cloudfront_distribution").flatMap(({ enabled, domain_name }) => (enabled === true ? [domain_name] : [])),
  // a custom domain of API Gateway leads nowhere before it is mapped to a stage
  (attributesOf) => {
    const mapped = new Set(attributesOf("aws_apigatewayv2_api_mapping").map(({ domain_name }) => domain_name));
    return attributesOf("aws_apigatewayv2_domain_name").flatMap(({ domain_name, domain_name_configuration: parts }) =>
      mapped.has(domain_name) && Array.isArray(parts) ? parts.map((part: Attributes) => part.target_domain_name) : [],
    );
  },
  // Pages answers for names that it knows
  (attributesOf) => {
    const known = new Set(attributesOf("cloudflare_pages_domain").map(({ project_name }) => project_name));
    return attributesOf("cloudflare_pages_project").flatMap(({ name, subdomain }) => (known.has(name) ? [subdomain] : []));
  },
  (attributesOf) => attributesOf("cloudflare_workers_deployment").map(({ script_name }) => scriptHost(String(script_name))),
  (attributesOf) => attributesOf("cloudflare_workers_script").map(({ script_name }) => scriptHost(String(script_name))),
];

/** The names of everything applied that can stand behind the edge. */
export function targetNames(attributesOf: World): ReadonlySet<string> {
  const names = NAMES.flatMap((namesOf) => namesOf(attributesOf));
  return new Set(names.flatMap((name) => (typeof name === "string" ? [bare(name)] : [])));
}
