import { checkConfigs } from "../../config/check.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import { type Change, changed } from "./change.ts";

const body = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };

function production(change: Change): EnvironmentModel | undefined {
  const { model, errors } = checkConfigs(changed(change));
  expect(errors.map(({ message }) => message)).toEqual([]);
  return model?.environments.get("chatbot/production");
}

const onBlock = { apiShield: { mitigation: "block" } };

it("tells API Shield nothing unless the zone says so", () => {
  expect(production({ zone: { apiShield: undefined } })?.api).toBeUndefined();
});

it("makes an operation of every route of an api host, its variables in the API's own names", () => {
  const operations = production({ zone: onBlock })?.api?.operations ?? [];
  expect(operations.map(({ key }) => key)).toEqual(["health", "login", "reset-password", "chat", "conversations", "upload", "webhook"]);
  expect(operations.find(({ key }) => key === "conversations")).toEqual({
    key: "conversations",
    method: "GET",
    host: "api.opsdesk.example",
    endpoint: "/v1/conversations/{var1}",
  });
});

it("describes bodies in one OpenAPI document for each host, in the same bytes whatever the order of the config", () => {
  const schemas = (requestSchema: object) =>
    production({ zone: onBlock, launch: { "routes.chat.requestSchema": requestSchema } })?.api?.schemas ?? [];
  const [schema, ...others] = schemas(body);
  expect(others).toEqual([]);
  expect(schema).toMatchObject({ key: "api", name: "chatbot-production-api" });
  expect(JSON.parse(schema?.source ?? "")).toEqual({
    openapi: "3.0.3",
    info: { title: "chatbot-production-api", version: "1" },
    servers: [{ url: "https://api.opsdesk.example" }],
    paths: {
      "/v1/chat": {
        post: {
          operationId: "chat",
          requestBody: { required: true, content: { "application/json": { schema: { ...body, additionalProperties: false } } } },
          responses: { default: { description: "whatever the application answers" } },
        },
      },
    },
  });
  expect(schemas({ required: ["text"], properties: { text: { type: "string" } }, type: "object" })).toEqual([schema]);
});

it.each<readonly [string, object, string | undefined]>([
  ["no API Shield", { apiShield: undefined }, "nothing: the zone does not use API Shield"],
  ["none", { apiShield: { mitigation: "none" } }, "nothing yet: the zone's mitigation is none"],
  ["log", { plan: "enterprise", apiShield: { mitigation: "log" } }, "a note in the security events; the request goes through"],
  ["block", onBlock, undefined],
])("says what is left to the application with %s", (_, zone, enforced) => {
  const residuals = production({ zone: { ...zone }, launch: { "routes.chat.requestSchema": body } })?.residuals ?? [];
  expect(residuals.filter(({ where }) => where.includes("requestSchema")).map((each) => each.enforced)).toEqual(
    enforced === undefined ? [] : [enforced],
  );
});
