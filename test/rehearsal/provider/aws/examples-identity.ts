import type { AwsExample } from "./aws-example.ts";

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
const allowTask = (action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:role/task" }, Action: action, Resource: "*" }],
  });
const allow = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

/** Roles and policies, keys, and what hangs on a secret. */
export const IDENTITY_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_iam_role: {
    base: { name: "chatbot-task", description: "runs the task", assume_role_policy: trust("ecs-tasks.amazonaws.com") },
    updated: { description: "runs tasks" },
    replaced: { name: "chatbot-task-2" },
    without: "description",
    drift: { description: "changed in the console" },
    importId: "{name}",
  },
  aws_iam_role_policy: {
    base: { name: "read-secrets", role: "${aws_iam_role.it.name}", policy: allow("secretsmanager:GetSecretValue") },
    updated: { policy: allow("secretsmanager:DescribeSecret") },
    replaced: { name: "read-other-secrets" },
    drift: { policy: allow("*") },
    importId: "{role}:{name}",
  },
  aws_iam_policy: {
    base: { name: "deployer", policy: allow("ecs:UpdateService"), tags: { purpose: "deploy" } },
    updated: { policy: allow("ecs:DescribeServices") },
    replaced: { name: "deployer-2" },
    without: "tags",
    drift: { policy: allow("*") },
    importId: "{arn}",
  },
  aws_iam_role_policy_attachment: {
    base: { role: "${aws_iam_role.it.name}", policy_arn: "${aws_iam_policy.it.arn}" },
    replaced: { policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
    importId: "{role}/{policy_arn}",
  },
  aws_kms_key: {
    base: { description: "logs", enable_key_rotation: true, deletion_window_in_days: 7 },
    updated: { description: "logs and topics", rotation_period_in_days: 180 },
    replaced: {
      bypass_policy_lockout_safety_check: true,
      customer_master_key_spec: "HMAC_256",
      enable_key_rotation: false,
      key_usage: "GENERATE_VERIFY_MAC",
    },
    without: "deletion_window_in_days",
    drift: { description: "changed in the console" },
    importId: "{key_id}",
    writtenAgain: true,
  },
  aws_kms_alias: {
    base: { name: "alias/chatbot/logs", target_key_id: "${aws_kms_key.it.key_id}" },
    replaced: { name: "alias/chatbot/other" },
    importId: "{name}",
  },
  aws_secretsmanager_secret: { base: { name: "chatbot/key", recovery_window_in_days: 7 }, importId: "{arn}", writtenAgain: true },
  aws_secretsmanager_secret_policy: {
    base: { secret_arn: "${aws_secretsmanager_secret.it.arn}", policy: allowTask("secretsmanager:GetSecretValue") },
    updated: { policy: allowTask("secretsmanager:DescribeSecret") },
    drift: { policy: allowTask("*") },
    importId: "{secret_arn}",
  },
  aws_secretsmanager_secret_rotation: {
    base: {
      secret_id: "${aws_secretsmanager_secret.it.id}",
      rotation_lambda_arn: "arn:aws:lambda:eu-west-1:999999999999:function:rotate",
      rotate_immediately: false,
      rotation_rules: [{ automatically_after_days: 30 }],
    },
    updated: { rotation_rules: [{ schedule_expression: "rate(30 days)" }] },
    drift: {},
    importId: "{secret_id}",
    writtenAgain: true,
  },
};
