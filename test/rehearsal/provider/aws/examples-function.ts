import type { AwsExample } from "./aws-example.ts";

const role = "arn:aws:iam::999999999999:role/function";

/** A function, and the gateway in front of it. */
export const FUNCTION_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_lambda_function: {
    base: {
      function_name: "chatbot",
      role,
      runtime: "nodejs22.x",
      handler: "index.handler",
      s3_bucket: "artifacts-chatbot",
      s3_key: "chatbot/abc.zip",
      publish: true,
      timeout: 10,
      environment: [{ variables: { MODEL: "small" } }],
    },
    updated: { timeout: 15 },
    replaced: { function_name: "chatbot-2" },
    without: "timeout",
    drift: { timeout: 3 },
    importId: "{function_name}",
    writtenAgain: true,
  },
  aws_lambda_alias: {
    base: { name: "live", function_name: "${aws_lambda_function.it.function_name}", function_version: "1" },
    updated: { description: "what runs" },
    replaced: { name: "active" },
    drift: { description: "changed" },
    importId: "{function_name}/{name}",
  },
  aws_lambda_permission: {
    base: {
      statement_id: "gateway",
      action: "lambda:InvokeFunction",
      function_name: "${aws_lambda_function.it.function_name}",
      qualifier: "${aws_lambda_alias.it.name}",
      principal: "apigateway.amazonaws.com",
      source_arn: "${aws_apigatewayv2_api.it.execution_arn}/*/*",
    },
    replaced: { statement_id: "api-gateway" },
    importId: "{function_name}:{qualifier}/{statement_id}",
  },
  aws_lambda_function_url: {
    base: {
      function_name: "${aws_lambda_function.it.function_name}",
      qualifier: "${aws_lambda_alias.it.name}",
      authorization_type: "AWS_IAM",
    },
    updated: { invoke_mode: "RESPONSE_STREAM" },
    drift: { invoke_mode: "RESPONSE_STREAM" },
    importId: "{function_name}/{qualifier}",
  },
  aws_lambda_function_event_invoke_config: {
    base: {
      function_name: "${aws_lambda_function.it.function_name}",
      qualifier: "${aws_lambda_alias.it.name}",
      maximum_retry_attempts: 0,
    },
    updated: { maximum_retry_attempts: 1 },
    drift: { maximum_retry_attempts: 2 },
    importId: "{function_name}:{qualifier}",
  },
  aws_apigatewayv2_api: {
    base: { name: "chatbot", protocol_type: "HTTP", disable_execute_api_endpoint: true },
    updated: { description: "the chatbot's API" },
    replaced: { protocol_type: "WEBSOCKET", route_selection_expression: "$request.body.action" },
    drift: { description: "changed" },
    importId: "{id}",
  },
  aws_apigatewayv2_integration: {
    base: {
      api_id: "${aws_apigatewayv2_api.it.id}",
      integration_type: "AWS_PROXY",
      integration_uri: "${aws_lambda_alias.it.invoke_arn}",
      payload_format_version: "2.0",
      timeout_milliseconds: 10_000,
    },
    updated: { timeout_milliseconds: 20_000 },
    drift: { timeout_milliseconds: 5000 },
    importId: "{api_id}/{id}",
  },
  aws_apigatewayv2_route: {
    base: { api_id: "${aws_apigatewayv2_api.it.id}", route_key: "$default", target: "integrations/${aws_apigatewayv2_integration.it.id}" },
    updated: { route_key: "ANY /v1" },
    drift: { route_key: "ANY /v2" },
    importId: "{api_id}/{id}",
  },
  aws_apigatewayv2_stage: {
    base: {
      api_id: "${aws_apigatewayv2_api.it.id}",
      name: "$default",
      auto_deploy: true,
      default_route_settings: [{ throttling_burst_limit: 50, throttling_rate_limit: 100 }],
    },
    updated: { description: "live" },
    replaced: { name: "live" },
    drift: { description: "changed" },
    importId: "{api_id}/{name}",
  },
  aws_apigatewayv2_domain_name: {
    base: {
      domain_name: "api.example.net",
      domain_name_configuration: [
        {
          certificate_arn: "arn:aws:acm:eu-west-1:999999999999:certificate/00000000-0000-0000-0000-000000000000",
          endpoint_type: "REGIONAL",
          security_policy: "TLS_1_2",
        },
      ],
    },
    updated: { tags: { product: "chatbot" } },
    replaced: { domain_name: "app.example.net" },
    drift: {},
    importId: "{domain_name}",
  },
  aws_apigatewayv2_api_mapping: {
    base: {
      api_id: "${aws_apigatewayv2_api.it.id}",
      domain_name: "${aws_apigatewayv2_domain_name.it.id}",
      stage: "${aws_apigatewayv2_stage.it.id}",
    },
    updated: { api_mapping_key: "v1" },
    drift: { api_mapping_key: "v2" },
    importId: "{id}/{domain_name}",
  },
};
