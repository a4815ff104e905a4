import type { FunctionModel } from "../../config/workload-model.ts";
import { FunctionTarget } from "../../constructs/function-target.ts";
import { HttpApi } from "../../constructs/http-api.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const logs = { retentionDays: 30 };
const digest = "0a".repeat(32);

const target: FunctionModel = {
  kind: "function",
  name: "shop-production",
  code: {
    kind: "zip",
    bucket: "shop-artefacts",
    key: "api/${build}.zip",
    version: "b2dZ1sJ8kqTn0vXy",
    sha256: `${"00".repeat(31)}ff`,
    runtime: "nodejs22.x",
    handler: "index.handler",
  },
  architecture: "arm64",
  memoryMb: 512,
  timeoutSeconds: 15,
  variables: [
    { variable: "LOG_LEVEL", value: "info" },
    { variable: "LLM_API_KEY", slot: "llm-key" },
    { variable: "OLD_LLM_API_KEY", slot: "llm-key" },
  ],
  traffic: { live: "new" },
  front: { kind: "http-api", requestsPerSecond: 100, burst: 200 },
  frontTimeoutSeconds: 30,
  keepsFailures: false,
  hosts: [{ key: "api", name: "api.shop.example", certificates: [{ key: "api", name: "api.shop.example" }] }],
};

const secretArns = new Map([["llm-key", "arn:secret"]]);

function build(
  more: Partial<FunctionModel> = {},
  kmsKeys: readonly string[] = [],
): Record<string, Record<string, Record<string, unknown>>> {
  return Object(
    resourcesOf((stack) => {
      const made = { ...target, ...more };
      const { function: code, live } = new FunctionTarget(stack, "target", { target: made, logs, secretArns, kmsKeys, statements: [] });
      new HttpApi(stack, "front", {
        target: made,
        front: made.front,
        function: code,
        live,
        certificateArns: new Map([["api", "arn:certificate"]]),
        logs,
      });
    }),
  );
}

const at = (name: string, more?: Partial<FunctionModel>) => {
  const [type = "", key = ""] = name.split(".");
  return build(more)[type]?.[key];
};

it("publishes every state of the function under a number", () => {
  expect(at("aws_lambda_function.function")).toEqual({
    function_name: "shop-production",
    role: "${aws_iam_role.function.arn}",
    package_type: "Zip",
    s3_bucket: "shop-artefacts",
    s3_key: "api/$${build}.zip",
    s3_object_version: "b2dZ1sJ8kqTn0vXy",
    source_code_hash: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP8=",
    runtime: "nodejs22.x",
    handler: "index.handler",
    architectures: ["arm64"],
    memory_size: 512,
    timeout: 15,
    environment: { variables: { LOG_LEVEL: "info", LLM_API_KEY: "arn:secret", OLD_LLM_API_KEY: "arn:secret" } },
    logging_config: { log_format: "JSON", log_group: "${aws_cloudwatch_log_group.function.name}" },
    publish: true,
    depends_on: ["aws_iam_role_policy.function"],
  });
});

it("runs an image by digest", () => {
  const uri = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${digest}`;
  expect(at("aws_lambda_function.function", { code: { kind: "image", image: uri } })).toMatchObject({
    package_type: "Image",
    image_uri: uri,
  });
});

it.each<readonly [FunctionModel["traffic"], object]>([
  [{ live: "new" }, { function_version: "${aws_lambda_function.function.version}" }],
  [{ live: "7" }, { function_version: "7" }],
  [
    { live: "new", beside: { version: "6", share: 0.9 } },
    { function_version: "${aws_lambda_function.function.version}", routing_config: { additional_version_weights: { 6: 0.9 } } },
  ],
])("sends visitors where the model says: %j", (traffic, expected) => {
  expect(at("aws_lambda_alias.live", { traffic })).toEqual({
    name: "live",
    function_name: "${aws_lambda_function.function.function_name}",
    ...expected,
  });
});

const statements = (more?: Partial<FunctionModel>): { Sid: string }[] =>
  JSON.parse(String(at("aws_iam_role_policy.function", more)?.policy)).Statement;

it("may read its own secrets and write its own logs, and nothing else", () => {
  expect(statements()).toEqual([
    {
      Effect: "Allow",
      Sid: "WriteLogs",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "${aws_cloudwatch_log_group.function.arn}:*",
    },
    { Effect: "Allow", Sid: "ReadSecrets", Action: "secretsmanager:GetSecretValue", Resource: ["arn:secret"] },
  ]);
  expect(statements({ variables: [] }).map(({ Sid }) => Sid)).toEqual(["WriteLogs"]);
});

it.each([
  ["arn:aws:kms:eu-west-1:111122223333:key/k", "arn:aws:kms:eu-west-1:111122223333:key/k", undefined],
  ["arn:aws:kms:eu-west-1:111122223333:alias/a", "arn:aws:kms:eu-west-1:111122223333:key/*", "alias/a"],
])("may use the key of its secrets, through Secrets Manager alone: %s", (key, resource, alias) => {
  const policy = String(build({}, [key]).aws_iam_role_policy?.function?.policy);
  expect(JSON.parse(policy).Statement).toContainEqual({
    Effect: "Allow",
    Sid: "DecryptSecrets",
    Action: "kms:Decrypt",
    Resource: resource,
    Condition: {
      StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
      ...(alias === undefined ? {} : { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } }),
    },
  });
});

it("keeps events that failed only when it is asked to", () => {
  expect(build().aws_sqs_queue).toBeUndefined();
  const kept = build({ keepsFailures: true });
  expect(kept.aws_sqs_queue).toEqual({
    failures: { name: "shop-production-failures", message_retention_seconds: 1_209_600, sqs_managed_sse_enabled: true },
  });
  expect(kept.aws_lambda_function_event_invoke_config?.live).toEqual({
    function_name: "${aws_lambda_function.function.function_name}",
    qualifier: "${aws_lambda_alias.live.name}",
    maximum_retry_attempts: 2,
    destination_config: { on_failure: { destination: "${aws_sqs_queue.failures.arn}" } },
  });
  expect(statements({ keepsFailures: true }).map(({ Sid }) => Sid)).toContain("KeepFailures");
});

it("answers under the hosts' names only, throttled, over the live alias", () => {
  const made = build();
  expect(made.aws_apigatewayv2_api?.api).toEqual({
    name: "shop-production",
    protocol_type: "HTTP",
    disable_execute_api_endpoint: true,
  });
  expect(made.aws_apigatewayv2_integration?.api).toMatchObject({
    integration_uri: "${aws_lambda_alias.live.invoke_arn}",
    timeout_milliseconds: 30_000,
  });
  expect(made.aws_lambda_permission?.api).toEqual({
    statement_id: "AllowHttpApi",
    action: "lambda:InvokeFunction",
    function_name: "${aws_lambda_function.function.function_name}",
    qualifier: "${aws_lambda_alias.live.name}",
    principal: "apigateway.amazonaws.com",
    source_arn: "${aws_apigatewayv2_api.api.execution_arn}/*/*",
  });
  expect(made.aws_apigatewayv2_stage?.default).toMatchObject({
    name: "$default",
    auto_deploy: true,
    default_route_settings: { throttling_rate_limit: 100, throttling_burst_limit: 200 },
  });
  expect(made.aws_apigatewayv2_domain_name?.api).toEqual({
    domain_name: "api.shop.example",
    domain_name_configuration: { certificate_arn: "arn:certificate", endpoint_type: "REGIONAL", security_policy: "TLS_1_2" },
  });
  expect(made.aws_apigatewayv2_api_mapping?.api).toEqual({
    api_id: "${aws_apigatewayv2_api.api.id}",
    domain_name: "${aws_apigatewayv2_domain_name.api.id}",
    stage: "${aws_apigatewayv2_stage.default.id}",
  });
});

it("logs no header, address or query of a request", () => {
  const format = Object(at("aws_apigatewayv2_stage.default")?.access_log_settings).format;
  expect(format).not.toMatch(/sourceIp|header|query|authorizer|identity/i);
});

it("asks for Cloudflare's certificate when there is an authority to check it against", () => {
  const clientCertificates = { bucket: "shop-trust", key: "origin-pull.pem", version: "v1" };
  expect(at("aws_apigatewayv2_domain_name.api", { front: { ...target.front, clientCertificates } })).toMatchObject({
    mutual_tls_authentication: { truststore_uri: "s3://shop-trust/origin-pull.pem", truststore_version: "v1" },
  });
});

it("does not make up a secret that nobody has a place for", () => {
  expect(() => build({ variables: [{ variable: "A_KEY", slot: "unknown" }] })).toThrow(/SYNTH_PART_MISSING/);
});
