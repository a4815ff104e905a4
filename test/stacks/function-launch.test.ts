import { checkConfigs } from "../../config/check.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import type { Stage } from "../../config/stage.ts";
import { renderStack } from "../../stacks/render.ts";
import { changed } from "../config/change.ts";
import { accountConfig } from "../fixtures/models.ts";

const P = "environments.production";

function environment(stage: Stage = "live"): EnvironmentModel {
  const { modelAt, errors } = checkConfigs(
    changed({
      launch: {
        [`${P}.hosts.api.origin`]: undefined,
        [`${P}.target.kind`]: "function",
        [`${P}.target.traffic`]: { 6: 0.9, new: 0.1 },
        [`${P}.target.code`]: {
          kind: "zip",
          bucket: "opsdesk-artefacts",
          key: "chatbot/api.zip",
          version: "b2dZ1sJ8kqTn0vXyR4wLp7cHfAeGmUoQ",
          sha256: "4f".repeat(32),
          runtime: "nodejs22.x",
          handler: "index.handler",
        },
      },
    }),
  );
  const found = modelAt?.(new Map([["chatbot/production", stage]])).environments.get("chatbot/production");
  if (found === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return found;
}

describe("the stack of a launch whose API is a function", () => {
  const model = environment();
  const { resource } = JSON.parse(renderStack({ kind: "launch", environment: model, account: accountConfig }));

  it("leads the host to the gateway once the gateway knows the host", () => {
    expect(resource.cloudflare_dns_record["host-api"]).toMatchObject({
      type: "CNAME",
      content: "${aws_apigatewayv2_domain_name.api.domain_name_configuration[0].target_domain_name}",
      proxied: true,
      depends_on: expect.arrayContaining(["aws_apigatewayv2_api_mapping.api"]),
    });
    expect(resource.cloudflare_dns_record["host-app"]).toMatchObject({ content: "app.opsdesk-origin.example" });
  });

  it("gives the function its secrets by ARN, and publishes no parameter that nobody would read", () => {
    expect(resource.aws_lambda_function.function.environment.variables).toMatchObject({
      LOG_LEVEL: "info",
      LLM_API_KEY: "${aws_secretsmanager_secret.llm-key.arn}",
    });
    expect(resource.aws_ssm_parameter).toBeUndefined();
  });

  it("orders certificates for the hosts that the function serves alone", () => {
    expect(Object.keys(resource.aws_acm_certificate)).toEqual(["api"]);
  });

  it("sends the new version the share that the config says", () => {
    expect(resource.aws_lambda_alias.live).toMatchObject({
      function_version: "${aws_lambda_function.function.version}",
      routing_config: { additional_version_weights: { 6: 0.9 } },
    });
  });

  it("is tried under a preview name, while the public name's certificate is on its way already", () => {
    const prepared = JSON.parse(renderStack({ kind: "launch", environment: environment("prepare"), account: accountConfig })).resource;
    const names = Object.fromEntries(
      Object.entries<{ domain_name: string }>(prepared.aws_acm_certificate).map(([key, { domain_name }]) => [key, domain_name]),
    );
    expect(names).toEqual({ "preview-api": "preview-api.opsdesk.example", api: "api.opsdesk.example" });
    expect(Object.keys(prepared.aws_apigatewayv2_domain_name)).toEqual(["preview-api"]);
    expect(prepared.cloudflare_dns_record["host-preview-api"].content).toContain("aws_apigatewayv2_domain_name.preview-api");
  });

  it("has no target before its secrets have a place", () => {
    const slots = JSON.parse(renderStack({ kind: "launch", environment: environment("slots"), account: accountConfig })).resource;
    expect(Object.keys(slots)).toEqual(["aws_secretsmanager_secret"]);
  });

  it("says what stays open", () => {
    expect(model.residuals.filter(({ where }) => where.includes("target.front"))).toEqual([
      expect.objectContaining({ remaining: expect.stringMatching(/clientCertificates/) }),
    ]);
  });
});
