import { checkConfigs } from "../../config/check.ts";
import { renderStack } from "../../stacks/render.ts";
import { changed } from "../config/change.ts";

const table = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-{environment}";
const tools = {
  runsIn: "container",
  allow: { orders: { purpose: "finds a customer's orders", actions: ["dynamodb:GetItem"], resources: [table] } },
  dangerous: {
    forget: { purpose: "deletes an order for good", approver: "ana@opsdesk.example", actions: ["dynamodb:DeleteItem"], resources: [table] },
    refund: { purpose: "pays money back for good", approver: "ben@opsdesk.example" },
  },
};
const spend = { monthlyUsd: 400, channel: "oncall", llm: { provider: "bedrock", monthlyCapUsd: 299.9 } };

const modelOf = (change: Readonly<Record<string, unknown>>) => {
  const { model, errors } = checkConfigs(changed({ launch: change }));
  if (model === undefined) throw new Error(String(errors));
  return model;
};
const environmentOf = (change: Readonly<Record<string, unknown>>, target: string) => {
  const model = modelOf(change);
  const environment = model.environments.get(target);
  if (environment === undefined) throw new Error(target);
  return { environment, resources: JSON.parse(renderStack({ kind: "launch", environment, account: model.account.account })).resource };
};

it.each(["production", "staging"])("gives the tools of %s a role of their own, on its own table", (name) => {
  const { resources } = environmentOf({ tools }, `chatbot/${name}`);
  expect(resources.aws_iam_role.tools).toMatchObject({ name: `chatbot-${name}-tools`, max_session_duration: 3600 });
  expect(resources.aws_iam_role.tools).not.toHaveProperty("permissions_boundary");
  expect(JSON.parse(resources.aws_iam_role.tools.assume_role_policy).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
  ]);
  const mine = table.replace("{environment}", name);
  expect(JSON.parse(resources.aws_iam_role_policy.tools.policy).Statement).toEqual([
    { Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: [mine] },
    { Effect: "Allow", Action: ["dynamodb:DeleteItem"], Resource: [mine] },
  ]);
});

it("bounds the role, and makes no policy for tools that do nothing at AWS", () => {
  const permissionsBoundary = "arn:aws:iam::111122223333:policy/bound";
  const { resources } = environmentOf({ tools: { runsIn: "function", permissionsBoundary } }, "chatbot/production");
  expect(resources.aws_iam_role.tools.permissions_boundary).toBe(permissionsBoundary);
  expect(JSON.parse(resources.aws_iam_role.tools.assume_role_policy).Statement[0].Principal).toEqual({ Service: "lambda.amazonaws.com" });
  expect(resources).not.toHaveProperty("aws_iam_role_policy");
});

it("tells the reviewer who has to confirm what", () => {
  const { residuals } = environmentOf({ tools }, "chatbot/production").environment;
  expect(residuals.filter(({ where }) => where.includes("tools"))).toMatchObject([
    {
      wanted: "ana@opsdesk.example confirms each time: deletes an order for good",
      enforced: expect.stringContaining("dynamodb:DeleteItem"),
    },
    { wanted: expect.stringContaining("ben@opsdesk.example"), enforced: "nothing at AWS" },
  ]);
});

it("has neither role nor budget where nothing is said", () => {
  const { resources } = environmentOf({ "environments.production.spend": undefined }, "chatbot/production");
  expect(resources).not.toHaveProperty("aws_iam_role");
  expect(resources).not.toHaveProperty("aws_budgets_budget");
});

it("counts what an environment spends by its tag, and models that AWS serves by their service", () => {
  const { resources, environment } = environmentOf({ "environments.production.spend": spend }, "chatbot/production");
  expect(resources.aws_budgets_budget).toMatchObject({
    environment: {
      name: "chatbot-production-monthly",
      limit_amount: "400",
      cost_filter: [{ name: "TagKeyValue", values: ["user:slipway:target$chatbot/production"] }],
    },
    models: { name: "chatbot-production-models", limit_amount: "299.9", cost_filter: [{ name: "Service", values: ["Amazon Bedrock"] }] },
  });
  expect(environment.residuals.filter(({ where }) => where.includes("spend"))).toMatchObject([
    { remaining: expect.stringContaining("Cost allocation tags") },
    { enforced: expect.stringContaining("everything that the account spends on models") },
  ]);
});
