import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { LogModel } from "../config/log-model.ts";
import type { FunctionModel } from "../config/workload-model.ts";
import { addressOf } from "./address.ts";
import {
  Apigatewayv2Api,
  Apigatewayv2ApiMapping,
  Apigatewayv2DomainName,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2Stage,
  type LambdaAlias,
  type LambdaFunction,
  LambdaPermission,
} from "./aws.ts";
import { lit } from "./lit.ts";
import { LogGroup } from "./log-group.ts";
import { partFor } from "./part.ts";
import type { AlarmSubjects } from "./service-alarms.ts";

export interface HttpApiProps {
  readonly target: FunctionModel;
  readonly front: Extract<FunctionModel["front"], { kind: "http-api" }>;
  readonly function: LambdaFunction;
  readonly live: LambdaAlias;
  /** Certificate of each host, by host key. */
  readonly certificateArns: ReadonlyMap<string, string>;
  readonly logs: LogModel;
}

/** What the access log says of a request: no header, no address and no query, where tokens and people are. */
const ACCESS_LOG = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  host: "$context.domainName",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  error: "$context.integrationErrorMessage",
});

/**
 * API Gateway in front of a function's live alias, under the hosts' own names only: the address that AWS gives every API is turned off, so
 * that nobody comes around the edge by it.
 */
export class HttpApi extends Construct {
  /** By host key: the name that the host's record points at. */
  readonly origins: ReadonlyMap<string, string>;
  /** By host key: what has to be there before the record leads anybody here. */
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;

  readonly subjects: AlarmSubjects;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { target, front, logs } = props;
    const api = new Apigatewayv2Api(this, "api", { name: lit(target.name), protocolType: "HTTP", disableExecuteApiEndpoint: true });
    api.overrideLogicalId("api");
    const integration = new Apigatewayv2Integration(this, "integration", {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationMethod: "POST",
      integrationUri: props.live.invokeArn,
      payloadFormatVersion: "2.0",
      timeoutMilliseconds: target.frontTimeoutSeconds * 1000,
    });
    integration.overrideLogicalId("api");
    const route = new Apigatewayv2Route(this, "route", {
      apiId: api.id,
      routeKey: "$default",
      target: `integrations/${integration.id}`,
    });
    route.overrideLogicalId("default");
    const permission = new LambdaPermission(this, "permission", {
      statementId: "AllowHttpApi",
      action: "lambda:InvokeFunction",
      functionName: props.function.functionName,
      qualifier: props.live.name,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.executionArn}/*/*`,
    });
    permission.overrideLogicalId("api");
    const accessLogs = new LogGroup(this, "logs", { key: "api", name: `/aws/vendedlogs/${target.name}-api`, logs });
    const stage = new Apigatewayv2Stage(this, "stage", {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: {
        detailedMetricsEnabled: true,
        throttlingRateLimit: front.requestsPerSecond,
        throttlingBurstLimit: front.burst,
      },
      accessLogSettings: { destinationArn: accessLogs.groupArn, format: ACCESS_LOG },
      dependsOn: [route],
    });
    stage.overrideLogicalId("default");

    const served = target.hosts.map(({ key, name }) => {
      const address = addressOf("aws_apigatewayv2_domain_name", key);
      const domain = new Apigatewayv2DomainName(this, `domain-${key}`, {
        domainName: lit(name),
        domainNameConfiguration: {
          certificateArn: partFor(props.certificateArns, key, "certificate"),
          endpointType: "REGIONAL",
          securityPolicy: "TLS_1_2",
        },
        ...(front.clientCertificates === undefined ? {} : { mutualTlsAuthentication: trustStore(front.clientCertificates) }),
      });
      domain.overrideLogicalId(address);
      const mapping = new Apigatewayv2ApiMapping(this, `mapping-${key}`, { apiId: api.id, domainName: domain.id, stage: stage.id });
      mapping.overrideLogicalId(address);
      return { key, origin: domain.domainNameConfiguration.targetDomainName, gates: [mapping, permission] };
    });
    this.subjects = new Map([["api", { ApiId: api.id }]]);
    this.origins = new Map(served.map(({ key, origin }) => [key, origin]));
    this.gates = new Map(served.map(({ key, gates }) => [key, gates]));
  }
}

type TrustStore = NonNullable<HttpApiProps["front"]["clientCertificates"]>;

function trustStore({ bucket, key, version }: TrustStore): { readonly truststoreUri: string; readonly truststoreVersion?: string } {
  return { truststoreUri: lit(`s3://${bucket}/${key}`), ...(version === undefined ? {} : { truststoreVersion: lit(version) }) };
}
