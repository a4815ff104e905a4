import canonicalize from "canonicalize";
import type { ApiModel, ApiSchemaModel } from "../api-model.ts";
import type { HostModel } from "../host-model.ts";
import type { EnvironmentModel, Residual } from "../model.ts";
import { launchStackName } from "../names.ts";
import { type EnvironmentPlace, where } from "../rules/world.ts";
import type { ZoneConfig } from "../schema/zone.ts";

type Routes = EnvironmentModel["routes"];

const OPENAPI_VERSION = "3.0.3";

/** The route inventory as API Shield takes it; undefined where the zone does not use it. */
export function apiOf(
  { launch, name }: EnvironmentPlace,
  zone: ZoneConfig,
  hosts: readonly HostModel[],
  routes: Routes,
): ApiModel | undefined {
  if (zone.apiShield === undefined) return undefined;
  const apis = hosts.filter(({ kind }) => kind === "api");
  const own = routes.filter(({ host }) => apis.some(({ key }) => key === host));
  return {
    operations: own.map(({ key, method, hostName, path }) => ({ key, method, host: hostName, endpoint: endpointOf(path) })),
    schemas: apis.flatMap((host) => schemaOf(`${launchStackName(launch.name, name)}-${host.key}`, host, own)),
  };
}

/** Source: Cloudflare API, API Gateway operations, endpoint: "all variables are named {varN}" (checked 2026-11-25). */
function endpointOf(path: string): string {
  let count = 0;
  return path.replace(/\{[^}]*\}/g, () => {
    count += 1;
    return `{var${count}}`;
  });
}

function schemaOf(name: string, { key, name: hostName }: HostModel, routes: Routes): ApiSchemaModel[] {
  const described = routes.filter(({ host, requestSchema }) => host === key && requestSchema !== undefined);
  if (described.length === 0) return [];
  const paths: Record<string, Record<string, object>> = {};
  for (const route of described) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  const document = { openapi: OPENAPI_VERSION, info: { title: name, version: "1" }, servers: [{ url: `https://${hostName}` }], paths };
  return [{ key, name, source: canonicalize(document) ?? "" }];
}

/** Source: OpenAPI Specification 3.0.3, sections 4.7.10 and 4.7.12: every variable of a path is declared. */
function operationOf({ key, path, requestSchema }: Routes[number]): object {
  const variables = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  return {
    operationId: key,
    ...(variables.length === 0 ? {} : { parameters: variables }),
    requestBody: { required: true, content: { "application/json": { schema: requestSchema } } },
    responses: { default: { description: "whatever the application answers" } },
  };
}

/** Bodies that were described, and that get through the edge all the same. */
export function apiResiduals(environment: EnvironmentPlace, zone: ZoneConfig, hosts: readonly HostModel[], routes: Routes): Residual[] {
  const kinds = new Map(hosts.map(({ key, kind }) => [key, kind]));
  return routes
    .filter(({ requestSchema }) => requestSchema !== undefined)
    .flatMap(({ key, host, method, hostName, path }) => {
      const enforced = enforcedBy(zone, kinds.get(host) === "api");
      if (enforced === undefined) return [];
      return [
        {
          where: where({ file: environment.file, path: ["routes", key, "requestSchema"] }),
          wanted: `only bodies of the declared form at ${method} ${hostName}${path}`,
          enforced,
          remaining: "the application refuses every other body",
        },
      ];
    });
}

/** Undefined: all of it. */
function enforcedBy({ apiShield }: ZoneConfig, isApi: boolean): string | undefined {
  if (apiShield === undefined) return "nothing: the zone does not use API Shield";
  if (!isApi) return "nothing: API Shield is told about api hosts only";
  if (apiShield.mitigation === "none") return "nothing yet: the zone's mitigation is none";
  return apiShield.mitigation === "log" ? "a note in the security events; the request goes through" : undefined;
}
