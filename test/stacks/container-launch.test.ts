import { checkConfigs } from "../../config/check.ts";
import type { EnvironmentModel, Model } from "../../config/model.ts";
import type { Stage } from "../../config/stage.ts";
import { renderStack } from "../../stacks/render.ts";
import { changed } from "../config/change.ts";
import { inContainers } from "../fixtures/container.ts";

const JOBS = {
  "jobs.ingest": { purpose: "reads documents in", timeoutSeconds: 300 },
  "jobs.digest": { purpose: "sends the weekly digest", timeoutSeconds: 60, worker: "function" },
};

function modelAt(stage: Stage): Model {
  const { modelAt: at, errors } = checkConfigs(changed({ launch: { ...inContainers(), ...JOBS } }));
  const found = at?.(new Map([["chatbot/production", stage]]));
  if (found === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return found;
}

function resourceAt(stage: Stage) {
  const model = modelAt(stage);
  const environment: EnvironmentModel | undefined = model.environments.get("chatbot/production");
  if (environment === undefined) throw new Error("no such environment");
  return JSON.parse(renderStack({ kind: "launch", environment, account: model.account.account })).resource;
}

const live = resourceAt("live");

/** Everything that the stack makes besides records, secrets and monitors. What stands in here exists, somewhere, in a state: see addresses.test.ts. */
const ADDRESSES = [
  "aws_acm_certificate.admin",
  "aws_acm_certificate.api",
  "aws_acm_certificate.app",
  "aws_acm_certificate_validation.admin",
  "aws_acm_certificate_validation.api",
  "aws_acm_certificate_validation.app",
  "aws_cloudwatch_log_data_protection_policy.container",
  "aws_cloudwatch_log_group.container",
  "aws_cloudwatch_metric_alarm.deployment-errors",
  "aws_cloudwatch_metric_alarm.deployment-unhealthy",
  "aws_cloudwatch_metric_alarm.digest-age",
  "aws_cloudwatch_metric_alarm.digest-dead",
  "aws_cloudwatch_metric_alarm.ingest-age",
  "aws_cloudwatch_metric_alarm.ingest-dead",
  "aws_ecs_cluster.container",
  "aws_ecs_service.container",
  "aws_ecs_task_definition.container",
  "aws_iam_role.execution",
  "aws_iam_role.task",
  "aws_iam_role_policy.execution",
  "aws_iam_role_policy.task",
  "aws_lb.edge",
  "aws_lb_listener.edge",
  "aws_lb_listener_certificate.admin",
  "aws_lb_listener_certificate.api",
  "aws_lb_listener_rule.admin",
  "aws_lb_listener_rule.api",
  "aws_lb_listener_rule.app",
  "aws_lb_target_group.container",
  "aws_security_group.load-balancer",
  "aws_security_group.tasks",
  "aws_sqs_queue.digest",
  "aws_sqs_queue.digest-dead",
  "aws_sqs_queue.ingest",
  "aws_sqs_queue.ingest-dead",
  "aws_sqs_queue_policy.digest",
  "aws_sqs_queue_policy.digest-dead",
  "aws_sqs_queue_policy.ingest",
  "aws_sqs_queue_policy.ingest-dead",
  "aws_sqs_queue_redrive_allow_policy.digest",
  "aws_sqs_queue_redrive_allow_policy.ingest",
  "aws_vpc_security_group_egress_rule.load-balancer-to-tasks",
  "aws_wafv2_web_acl.edge",
  "aws_wafv2_web_acl_association.edge",
];

it("keeps the addresses of everything that a launch in containers has", () => {
  const addresses = Object.entries<object>(live)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .filter(
      (address) =>
        !/^(cloudflare_|aws_secretsmanager_|aws_route53_|aws_cloudwatch_metric_alarm\.(health|home|api|service--))/.test(address),
    );
  expect(addresses.sort()).toEqual(ADDRESSES);
});

it("leads hosts to the load balancer once it lets their requests through to tasks that are at rest", () => {
  expect(live.cloudflare_dns_record["host-api"]).toMatchObject({
    type: "CNAME",
    content: "${aws_lb.edge.dns_name}",
    proxied: true,
    depends_on: expect.arrayContaining(["aws_lb_listener_rule.api", "aws_ecs_service.container", "aws_wafv2_web_acl_association.edge"]),
  });
  expect(live.cloudflare_dns_record["host-apex"]).toMatchObject({ content: "site.opsdesk-origin.example" });
});

it("tells the application where its queues are, and lets it take its own jobs alone", () => {
  const [container] = JSON.parse(live.aws_ecs_task_definition.container.container_definitions);
  expect(container.environment.filter(({ name }: { name: string }) => name.startsWith("QUEUE_"))).toEqual([
    { name: "QUEUE_URL_DIGEST", value: expect.stringMatching(/^https:\/\/sqs\..*\/chatbot-production-digest$/) },
    { name: "QUEUE_URL_INGEST", value: expect.stringMatching(/\/chatbot-production-ingest$/) },
  ]);
  const statements: readonly { readonly Sid: string; readonly Resource: readonly string[] }[] = JSON.parse(
    live.aws_iam_role_policy.task.policy,
  ).Statement;
  expect(statements.map(({ Sid, Resource }) => [Sid, Resource.map((arn) => arn.split(":").at(-1))])).toEqual([
    ["TakeJobs", ["chatbot-production-ingest"]],
    ["PutJobs", ["chatbot-production-digest"]],
  ]);
});

it("publishes no parameter that nobody would read", () => {
  expect(live.aws_ssm_parameter).toBeUndefined();
});

it("has topics where the alarms of queues are, beside those of the monitors", () => {
  const account = JSON.parse(renderStack({ kind: "account", account: modelAt("live").account })).resource;
  const [home, metrics] = [account.aws_sns_topic["oncall-home"], account.aws_sns_topic.oncall];
  expect([home.name, home.provider, metrics.provider]).toEqual([metrics.name, "aws", "aws.us_east_1"]);
  const [action] = live.aws_cloudwatch_metric_alarm["ingest-age"].alarm_actions;
  expect(action).toMatch(/^arn:aws:sns:(?!us-east-1)[a-z0-9-]+:\d{12}:/);
});

it("is tried under preview names before it goes live, and has no target before its secrets have a place", () => {
  const prepared = resourceAt("prepare");
  expect(Object.keys(prepared.aws_lb_listener_rule)).toEqual(expect.arrayContaining(["preview-api"]));
  expect(prepared.aws_lb_listener_rule).not.toHaveProperty("api");
  expect(Object.keys(resourceAt("slots"))).toEqual(["aws_secretsmanager_secret"]);
});
