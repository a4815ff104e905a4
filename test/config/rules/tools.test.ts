import { dangerousForTools, neverForTools } from "../../../config/rules/tool-actions.ts";
import { testRules } from "./table.ts";

const ACCOUNT = "111122223333";
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders-{environment}`;
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:refunds-{environment}`;
const lookUp = { purpose: "finds a customer's orders", actions: ["dynamodb:GetItem", "dynamodb:Query"], resources: [TABLE] };
const refund = { purpose: "pays money back, which nobody gives again", approver: "ana@opsdesk.example" };
const tools = (more: object = {}) => ({ launch: { tools: { runsIn: "container", allow: { orders: lookUp }, ...more } } });
const allowed = (more: object) => tools({ allow: { orders: { ...lookUp, ...more } } });
const confirmed = (more: object = {}) => tools({ dangerous: { refund: { ...refund, ...more } } });
const ALLOWED = "tools.allow.orders";
const CONFIRMED = "tools.dangerous.refund";

testRules("errors", [
  ...["*", "dynamodb:*", "dynamodb:Put*", "dynamodb:Get?tem", "*:GetItem"].map((action) => ({
    why: `the pattern ${action} as an action`,
    bad: allowed({ actions: [action] }),
    found: action === "*:GetItem" ? [`CONFIG_VALUE ${ALLOWED}.actions.0`] : [`TOOL_ACTION_WILDCARD ${ALLOWED}.actions.0`],
    good: allowed({ actions: ["dynamodb:PutItem"] }),
  })),
  ...[
    "iam:PassRole",
    "iam:GetRole",
    "sts:AssumeRole",
    "organizations:ListAccounts",
    "kms:ScheduleKeyDeletion",
    "kms:PutKeyPolicy",
    "cloudtrail:StopLogging",
    "s3:PutBucketPolicy",
    "sqs:AddPermission",
    "lambda:UpdateFunctionCode",
    "ssm:SendCommand",
    "ec2:RunInstances",
    "cloudformation:CreateStack",
  ].flatMap((action) =>
    // not even a person's word makes it a tool
    [
      {
        why: `a tool that may do ${action}`,
        bad: allowed({ actions: [action] }),
        found: [`TOOL_ACTION_FORBIDDEN ${ALLOWED}.actions.0`],
        good: allowed({ actions: ["dynamodb:UpdateItem"] }),
      },
      {
        why: `a tool that may do ${action} when somebody confirms`,
        bad: confirmed({ actions: [action], resources: [TABLE] }),
        found: [`TOOL_ACTION_FORBIDDEN ${CONFIRMED}.actions.0`],
        good: confirmed({ actions: ["dynamodb:DeleteItem"], resources: [TABLE] }),
      },
    ],
  ),
  ...[
    "dynamodb:DeleteItem",
    "dynamodb:BatchDeleteItem",
    "sqs:PurgeQueue",
    "ec2:TerminateInstances",
    "ses:SendEmail",
    "sns:Publish",
    "secretsmanager:GetSecretValue",
    "ssm:GetParametersByPath",
    "kms:Decrypt",
    "lambda:InvokeFunction",
    "rds-data:ExecuteStatement",
    "states:StartExecution",
  ].map((action) => ({
    why: `${action} without a person who confirms it`,
    bad: allowed({ actions: [action] }),
    found: [`TOOL_ACTION_DANGEROUS ${ALLOWED}.actions.0`],
    good: confirmed({ actions: [action], resources: [TABLE] }),
  })),
  ...[
    "*",
    "arn:aws:s3:::*",
    "arn:aws:dynamodb:eu-west-1:*:table/orders-{environment}",
    `arn:aws:dynamodb:*:${ACCOUNT}:table/orders-{environment}`,
    `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:*`,
    `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/*-{environment}`,
    `arn:*:dynamodb:eu-west-1:${ACCOUNT}:table/orders-{environment}`,
    `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:/*`,
  ].map((resource) => ({
    why: `a tool on ${resource}`,
    bad: allowed({ resources: [resource] }),
    found: [`TOOL_RESOURCE_OPEN ${ALLOWED}.resources.0`],
    good: allowed({ resources: [`${TABLE}/index/*`] }),
  })),
  {
    why: "anything for a service that knows resources, beside one that knows none",
    bad: allowed({ actions: ["translate:TranslateText", "dynamodb:GetItem"], resources: ["*"] }),
    found: [`TOOL_RESOURCE_OPEN ${ALLOWED}.resources.0`],
    good: allowed({ actions: ["translate:TranslateText", "cloudwatch:PutMetricData"], resources: ["*"] }),
  },
  {
    why: "a dangerous action without a resource",
    bad: confirmed({ actions: ["dynamodb:DeleteItem"] }),
    found: [`TOOL_GRANT_HALF ${CONFIRMED}.resources`],
    good: confirmed(),
  },
  {
    why: "a resource that nothing may be done to",
    bad: confirmed({ resources: [QUEUE] }),
    found: [`TOOL_GRANT_HALF ${CONFIRMED}.actions`],
    good: confirmed({ actions: ["sqs:DeleteMessage"], resources: [QUEUE] }),
  },
  {
    why: "a tool that may do nothing",
    bad: allowed({ actions: [] }),
    found: [`CONFIG_VALUE ${ALLOWED}.actions`],
    good: tools({ allow: {} }),
  },
  {
    why: "a stranger who confirms",
    bad: confirmed({ approver: "mallory@example.net" }),
    found: [`TOOL_APPROVER_UNKNOWN ${CONFIRMED}.approver`],
    good: confirmed({ approver: "Ben@opsdesk.example" }),
  },
  {
    why: "nobody who confirms",
    bad: confirmed({ approver: undefined }),
    found: [`CONFIG_MISSING ${CONFIRMED}.approver`],
    good: confirmed(),
  },
  {
    why: "more than a policy holds",
    bad: allowed({ resources: Array.from({ length: 150 }, (_, index) => `${TABLE}/index/${"i".repeat(20)}${index}`) }),
    found: ["TOOL_ROLE_TOO_LARGE tools", "TOOL_ROLE_TOO_LARGE tools"],
    good: allowed({ resources: Array.from({ length: 50 }, (_, index) => `${TABLE}/index/${"i".repeat(20)}${index}`) }),
  },
  {
    why: "a boundary in another account",
    bad: tools({ permissionsBoundary: "arn:aws:iam::999988887777:policy/bound" }),
    found: ["TOOL_BOUNDARY_FOREIGN tools.permissionsBoundary"],
    good: tools({ permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/teams/bound` }),
  },
  {
    why: "something that is no boundary",
    bad: tools({ permissionsBoundary: `arn:aws:iam::${ACCOUNT}:role/bound` }),
    found: ["CONFIG_VALUE tools.permissionsBoundary"],
    good: tools({ permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
  },
]);

testRules("warnings", [
  {
    why: "tools of staging on production's table",
    bad: allowed({ resources: [TABLE.replace("-{environment}", "")] }),
    found: [`TOOL_RESOURCE_SHARED ${ALLOWED}.resources.0`],
    good: allowed({}),
  },
  {
    why: "a tool on another account's table",
    bad: allowed({ resources: [TABLE.replace(ACCOUNT, "999988887777")] }),
    found: [`TOOL_RESOURCE_ELSEWHERE ${ALLOWED}.resources.0`],
    good: allowed({ resources: ["arn:aws:s3:::opsdesk-files-{environment}/public/*"] }),
  },
  {
    why: "a tool on a table in another region",
    bad: allowed({ resources: [TABLE.replace("eu-west-1", "eu-central-1")] }),
    found: [`TOOL_RESOURCE_ELSEWHERE ${ALLOWED}.resources.0`],
    good: allowed({}),
  },
]);

it.each([
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "s3:GetObject",
  "s3:PutObject",
  "sqs:SendMessage",
  "bedrock:InvokeModel",
  "kms:Encrypt",
  "logs:PutLogEvents",
  "constructor:toString",
])("lets a tool do %s by itself", (action) => {
  expect([neverForTools(action), dangerousForTools(action)]).toEqual([undefined, undefined]);
});
