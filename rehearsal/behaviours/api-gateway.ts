import { isPlainObject, type PlainObject, plainList } from "../value.ts";
import { arnOf, regionOf } from "./aws-names.ts";
import { awsThing, importByPair, missing, namedBy } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";

// Source: Amazon API Gateway V2 API reference, CreateApi, CreateIntegration, CreateRoute, CreateStage, CreateDomainName, CreateApiMapping;
// quotas of HTTP APIs (checked 2026-11-26).

const API = "aws_apigatewayv2_api";
const INTEGRATION = "aws_apigatewayv2_integration";
const ROUTE = "aws_apigatewayv2_route";
const STAGE = "aws_apigatewayv2_stage";
const DOMAIN = "aws_apigatewayv2_domain_name";
const MAPPING = "aws_apigatewayv2_api_mapping";
const CERTIFICATE = "aws_acm_certificate";
const ID_LENGTH = 10;
const HOSTED_ZONE = "Z1UJRXOUMOOFQ8";
const HTTP_KEY = /^(\$default|(ANY|GET|HEAD|OPTIONS|PATCH|POST|PUT|DELETE) \/\S*)$/;
const STAGE_NAME = /^(\$default|[\w-]{1,128})$/;
/** Milliseconds. */
const LONGEST_HTTP_WAIT = 30_000;
const LONGEST_WEBSOCKET_WAIT = 29_000;

export const gatewayApi = awsThing({
  type: API,
  key: "arn",
  importBy: "id",
  make: (change) => {
    const { planned, around } = change;
    const region = regionOf(change);
    const id = idOf(API, around);
    const scheme = planned.protocol_type === "WEBSOCKET" ? "wss" : "https";
    return {
      id,
      arn: `arn:aws:apigateway:${region}::/apis/${id}`,
      api_endpoint: `${scheme}://${id}.execute-api.${region}.amazonaws.com`,
      execution_arn: arnOf("execute-api", id, region, around),
      ip_address_type: "ipv4",
    };
  },
  more: { refusePlan: ({ config }) => (config.body === null ? [] : ["the rehearsal does not know APIs from an OpenAPI document"]) },
  refuse: ({ planned }) =>
    planned.protocol_type === "WEBSOCKET" && plainList(planned.cors_configuration).length > 0
      ? ["BadRequestException: CORS configuration is only supported for HTTP APIs"]
      : [],
});

export const gatewayIntegration = awsThing({
  type: INTEGRATION,
  key: "id",
  importBy: importByPair(INTEGRATION, ["api_id", "id"], "/"),
  make: ({ planned, around }) => ({
    id: idOf(INTEGRATION, around).slice(0, 7),
    integration_response_selection_expression: "",
    timeout_milliseconds: isHttp(planned.api_id, around) ? LONGEST_HTTP_WAIT : LONGEST_WEBSOCKET_WAIT,
  }),
  refuse: ({ planned, around }) => {
    const longest = isHttp(planned.api_id, around) ? LONGEST_HTTP_WAIT : LONGEST_WEBSOCKET_WAIT;
    const wait = planned.timeout_milliseconds;
    return [
      ...refusedApi(planned.api_id, around),
      ...(typeof wait === "number" && (wait < 50 || wait > longest)
        ? [`BadRequestException: Timeout should be between 50 ms and ${longest} ms`]
        : []),
      ...refusedFunctionUri(planned.integration_uri, around),
      ...(isHttp(planned.api_id, around) && !/^(AWS|HTTP)_PROXY$/.test(String(planned.integration_type))
        ? [`BadRequestException: an HTTP API takes AWS_PROXY and HTTP_PROXY integrations: ${String(planned.integration_type)}`]
        : []),
    ];
  },
  more: {
    refuseRemoval: ({ api_id: api, id }, { world }) =>
      world.objects(ROUTE).some(({ attributes }) => attributes.api_id === api && attributes.target === `integrations/${String(id)}`)
        ? [`ConflictException: Cannot delete Integration '${String(id)}' because it is referenced by a Route`]
        : [],
  },
});

/** The function behind an integration: by its own ARN, or by the ARN under which the gateway calls it. */
function refusedFunctionUri(uri: unknown, around: Surroundings): string[] {
  const arn = /:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(String(uri))?.[1] ?? String(uri);
  if (!arn.startsWith("arn:aws:lambda:")) return [];
  const [, , , , account] = arn.split(":");
  const isThere = ["aws_lambda_function", "aws_lambda_alias"]
    .flatMap((type) => around.world.objects(type))
    .some(({ attributes }) => attributes.arn === arn || attributes.qualified_arn === arn);
  return isThere || account !== around.world.awsAccountId ? [] : [`BadRequestException: Invalid function ARN: ${arn}`];
}

export const gatewayRoute = awsThing({
  type: ROUTE,
  key: "id",
  importBy: importByPair(ROUTE, ["api_id", "id"], "/"),
  make: ({ around }) => ({ id: idOf(ROUTE, around).slice(0, 7) }),
  refuse: ({ planned, prior, around }) => {
    const twin = around.world
      .objects(ROUTE)
      .some(({ attributes: each }) => each.api_id === planned.api_id && each.route_key === planned.route_key && each.id !== prior?.id);
    const target = String(planned.target ?? "").replace(/^integrations\//, "");
    const isThere = around.world.objects(INTEGRATION).some(({ attributes: each }) => each.api_id === planned.api_id && each.id === target);
    return [
      ...refusedApi(planned.api_id, around),
      ...(isHttp(planned.api_id, around) && !HTTP_KEY.test(String(planned.route_key))
        ? [`BadRequestException: The provided route key is not formatted properly for HTTP protocol: ${String(planned.route_key)}`]
        : []),
      ...(twin ? [`ConflictException: Route with key ${String(planned.route_key)} already exists for this API`] : []),
      ...(typeof planned.target === "string" && !isThere ? [`BadRequestException: Unable to find Integration ${planned.target}`] : []),
    ];
  },
});

export const gatewayStage = awsThing({
  type: STAGE,
  key: "arn",
  importBy: importByPair(STAGE, ["api_id", "name"], "/"),
  make: (change) => {
    const { planned, around } = change;
    const region = regionOf(change);
    const [api, name] = [String(planned.api_id), String(planned.name)];
    const path = name === "$default" ? "" : name;
    const scheme = isHttp(planned.api_id, around) ? "https" : "wss";
    return {
      id: name,
      arn: `arn:aws:apigateway:${region}::/apis/${api}/stages/${name}`,
      deployment_id: "",
      execution_arn: isHttp(planned.api_id, around) ? "" : `${arnOf("execute-api", api, region, around)}/${name}`,
      invoke_url: `${scheme}://${api}.execute-api.${region}.amazonaws.com/${path}`,
      default_route_settings: settings(planned.default_route_settings),
      route_settings: settings(planned.route_settings),
    };
  },
  remake: ({ planned }) => ({
    default_route_settings: settings(planned.default_route_settings),
    route_settings: settings(planned.route_settings),
  }),
  refuse: ({ action, planned, around }) => [
    ...refusedApi(planned.api_id, around),
    ...(STAGE_NAME.test(String(planned.name))
      ? []
      : [`BadRequestException: Stage name only allows a-zA-Z0-9_- and $default: ${String(planned.name)}`]),
    ...(action === "create" &&
    around.world.objects(STAGE).some(({ attributes: each }) => each.api_id === planned.api_id && each.name === planned.name)
      ? [`ConflictException: Stage already exists: ${String(planned.name)}`]
      : []),
    ...missing(
      logGroupOf(planned),
      "aws_cloudwatch_log_group",
      around,
      (arn) => `BadRequestException: Insufficient permissions to enable logging, or no log group ${arn}`,
    ),
  ],
  more: {
    refuseRemoval: ({ api_id: api, name }, { world }) =>
      world.objects(MAPPING).some(({ attributes: each }) => each.api_id === api && each.stage === name)
        ? [`ConflictException: Unable to delete stage ${String(name)}: it has API mappings`]
        : [],
  },
});

function logGroupOf({ access_log_settings: logs }: PlainObject): unknown {
  const [first] = plainList(logs);
  return isPlainObject(first) ? String(first.destination_arn).replace(/:\*$/, "") : null;
}

function settings(blocks: PlainObject[string] | undefined): readonly PlainObject[] {
  return plainList(blocks).map((each) => ({ ...(isPlainObject(each) ? each : {}), logging_level: "OFF" }));
}

export const gatewayDomain = awsThing({
  type: DOMAIN,
  key: "domain_name",
  unique: { by: "domain_name", says: (name) => `BadRequestException: The domain name you provided already exists: ${name}` },
  make: (change) => {
    const region = regionOf(change);
    const name = String(change.planned.domain_name);
    return {
      id: name,
      arn: `arn:aws:apigateway:${region}::/domainnames/${name}`,
      api_mapping_selection_expression: "$request.basepath",
      domain_name_configuration: configured(change),
    };
  },
  remake: (change) => ({ domain_name_configuration: configured(change) }),
  refuse: (change) => {
    const [configuration] = plainList(change.planned.domain_name_configuration);
    const arn = isPlainObject(configuration) ? configuration.certificate_arn : null;
    const certificate = namedBy(arn, CERTIFICATE, change.around);
    return [
      ...(String(arn).split(":")[3] === regionOf(change)
        ? []
        : [`BadRequestException: the certificate must be in ${regionOf(change)}: ${String(arn)}`]),
      ...(certificate === "nothing" ? [`BadRequestException: Certificate ${String(arn)} does not exist`] : []),
      ...(typeof certificate === "string" || certificate.attributes.status === "ISSUED"
        ? []
        : [`BadRequestException: Unsupported certificate status ${String(certificate.attributes.status)}: ${String(arn)}`]),
    ];
  },
  more: {
    refuseRemoval: ({ domain_name: name }, { world }) =>
      world.objects(MAPPING).some(({ attributes }) => attributes.domain_name === name)
        ? [`BadRequestException: ${String(name)} has API mappings`]
        : [],
  },
});

function configured({ planned, prior, around, ...change }: Change): readonly PlainObject[] {
  const region = regionOf({ planned, around });
  const before = plainList(prior?.domain_name_configuration)[0];
  const kept = change.action === "update" && isPlainObject(before) ? before.target_domain_name : undefined;
  return plainList(planned.domain_name_configuration).map((each) => ({
    ...(isPlainObject(each) ? each : {}),
    hosted_zone_id: HOSTED_ZONE,
    ip_address_type: "ipv4",
    ownership_verification_certificate_arn: "",
    target_domain_name: kept ?? `d-${idOf(DOMAIN, around)}.execute-api.${region}.amazonaws.com`,
  }));
}

export const gatewayMapping = awsThing({
  type: MAPPING,
  key: "id",
  importBy: importByPair(MAPPING, ["id", "domain_name"], "/"),
  make: ({ around }) => ({ id: idOf(MAPPING, around).slice(0, 6) }),
  refuse: ({ planned, prior, around }) => {
    const has = (type: string, wanted: PlainObject): boolean =>
      around.world.objects(type).some(({ attributes }) => Object.entries(wanted).every(([name, value]) => attributes[name] === value));
    const twin = around.world
      .objects(MAPPING)
      .some(
        ({ attributes: each }) =>
          each.domain_name === planned.domain_name &&
          (each.api_mapping_key ?? "") === (planned.api_mapping_key ?? "") &&
          each.id !== prior?.id,
      );
    return [
      ...refusedApi(planned.api_id, around),
      ...(has(DOMAIN, { domain_name: planned.domain_name ?? null })
        ? []
        : [`NotFoundException: Invalid domain name identifier specified: ${String(planned.domain_name)}`]),
      ...(has(STAGE, { api_id: planned.api_id ?? null, name: planned.stage ?? null })
        ? []
        : [`BadRequestException: Invalid stage identifier specified: ${String(planned.stage)}`]),
      ...(twin ? ["ConflictException: ApiMapping key already exists for this domain name"] : []),
    ];
  },
});

function refusedApi(id: unknown, { world }: Surroundings): string[] {
  return world.objects(API).some(({ attributes }) => attributes.id === id)
    ? []
    : [`NotFoundException: Invalid API identifier specified: ${String(id)}`];
}

function isHttp(id: unknown, { world }: Surroundings): boolean {
  return world.objects(API).find(({ attributes }) => attributes.id === id)?.attributes.protocol_type !== "WEBSOCKET";
}

function idOf(type: string, { world }: Surroundings): string {
  return world.newId(type).slice(0, ID_LENGTH);
}
