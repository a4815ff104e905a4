import type { Change } from "../config/change.ts";
import { type LaunchGround, launchGround } from "./launch-ground.ts";

const P = "environments.staging";
const HOST = "api-staging.opsdesk.example";
const PATH = "/healthz";

let ground: LaunchGround;
beforeAll(async () => {
  ground = await launchGround("chatbot/staging");
});
afterAll(() => ground.close());

function served(build: string, more: object = {}): Change {
  const code = {
    kind: "zip",
    bucket: "opsdesk-artefacts",
    key: "chatbot/api.zip",
    version: `b2dZ1sJ8kqTn0vXy${build}`,
    sha256: build.repeat(64).slice(0, 64),
    runtime: "nodejs22.x",
    handler: "index.handler",
  };
  const variables = { LOG_LEVEL: { value: "debug" }, LLM_API_KEY: { secret: "llm-key" } };
  return {
    launch: {
      [`${P}.hosts.api.origin`]: undefined,
      [`${P}.target`]: { kind: "function", code, environment: variables, ...more },
    },
  };
}

const only = (type: string) => ground.rehearsal.world.objects(type).at(0)?.attributes;

// each test goes on from the one before
describe("a host served by a function", () => {
  it("answers through edge and gateway once it is applied, and has nothing left to do", async () => {
    expect(await ground.ask(HOST, PATH)).toBe(409);
    expect(await ground.apply(served("a"))).toMatchObject({ errors: [] });
    expect(await ground.plan()).toEqual({});
    expect(await ground.ask(HOST, PATH)).toBe(200);
    expect(only("aws_lambda_alias")).toMatchObject({ function_version: "1" });
  });

  it("gives the function its secret by ARN, and the role no other", async () => {
    const secret = ground.rehearsal.world
      .objects("aws_secretsmanager_secret")
      .find(({ attributes }) => attributes.name === "chatbot/staging/llm-key");
    const arn = String(secret?.attributes.arn);
    expect(only("aws_lambda_function")).toMatchObject({ environment: [{ variables: { LOG_LEVEL: "debug", LLM_API_KEY: arn } }] });
    const { Statement } = JSON.parse(String(only("aws_iam_role_policy")?.policy));
    expect(Statement).toContainEqual(expect.objectContaining({ Action: "secretsmanager:GetSecretValue", Resource: [arn] }));
  });

  it("publishes another version for other code, and the alias moves to it", async () => {
    expect(await ground.apply(served("b"))).toEqual({
      errors: [],
      changes: { "aws_lambda_function.function": "update", "aws_lambda_alias.live": "update" },
    });
    expect(only("aws_lambda_alias")).toMatchObject({ function_version: "2" });
    expect(await ground.plan()).toEqual({});
  });

  it("sends a part of the requests to the version before", async () => {
    expect(await ground.apply(served("b", { traffic: { 1: 0.9, new: 0.1 } }))).toEqual({
      errors: [],
      changes: { "aws_lambda_alias.live": "update" },
    });
    expect(only("aws_lambda_alias")).toMatchObject({
      function_version: "2",
      routing_config: [{ additional_version_weights: { 1: 0.9 } }],
    });
    expect(await ground.plan()).toEqual({});
  });

  it("goes back by naming the earlier version", async () => {
    expect(await ground.apply(served("b", { traffic: { 1: 1 } }))).toMatchObject({ errors: [] });
    expect(only("aws_lambda_alias")).toMatchObject({ function_version: "1", routing_config: [] });
    expect(await ground.plan()).toEqual({});
    expect(await ground.ask(HOST, PATH)).toBe(200);
  });

  it("keeps events that failed when it is asked to", async () => {
    expect(await ground.apply(served("b", { onFailure: "queue" }))).toMatchObject({ errors: [] });
    expect(only("aws_sqs_queue")).toMatchObject({ name: "chatbot-staging-failures" });
    expect(await ground.plan()).toEqual({});
  });
});
