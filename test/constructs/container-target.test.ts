import type { ContainerModel } from "../../config/container-model.ts";
import { ContainerTarget } from "../../constructs/container-target.ts";
import { CLOUDFLARE_ADDRESSES } from "../../edge/cloudflare-addresses.ts";
import { containerModel } from "../fixtures/container.ts";
import { resourcesOf } from "../fixtures/synth.ts";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const logs = { retentionDays: 90 } as const;

function synth(change: Partial<ContainerModel> = {}, statements: readonly object[] = [], kmsKeys: readonly string[] = []): Resources {
  return resourcesOf(
    (stack) =>
      new ContainerTarget(stack, "container", {
        target: { ...containerModel, ...change },
        logs,
        certificateArns: new Map([
          ["app", "arn:app"],
          ["api", "arn:api"],
        ]),
        kmsKeys,
        secretArns: new Map([["llm-key", "${aws_secretsmanager_secret.llm-key.arn}"]]),
        statements,
      }),
  ) as Resources; // the synthesized document is what the tests look into
}

function containerIn(resources: Resources): Readonly<Record<string, unknown>> {
  return JSON.parse(String(resources.aws_ecs_task_definition?.container?.container_definitions))[0];
}

function statementsOf(policy: unknown): readonly { readonly Action: unknown; readonly Resource: unknown }[] {
  return JSON.parse(String(policy)).Statement;
}

it("runs the image as it was pinned, without rights over its own host", () => {
  expect(containerIn(synth())).toEqual({
    name: "app",
    image: containerModel.image,
    essential: true,
    user: "65532",
    readonlyRootFilesystem: true,
    linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
    portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
    environment: [{ name: "LOG_LEVEL", value: "info" }],
    secrets: [{ name: "LLM_API_KEY", valueFrom: "${aws_secretsmanager_secret.llm-key.arn}" }],
    mountPoints: [],
    stopTimeout: 30,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "${aws_cloudwatch_log_group.container.name}",
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "app",
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    },
  });
});

it("keeps template signs in values as they are", () => {
  const variables = [{ variable: "GREETING", value: "${name} %{if}" }];
  expect(containerIn(synth({ variables }))).toMatchObject({ environment: [{ name: "GREETING", value: "$${name} %%{if}" }] });
});

it("gives writable folders volumes of their own, however alike their names are", () => {
  const resources = synth({ writablePaths: ["/tmp", "/var/cache", "/var_cache", "/var-cache"] });
  const volumes = resources.aws_ecs_task_definition?.container?.volume as readonly { readonly name: string }[];
  expect(new Set(volumes.map(({ name }) => name)).size).toBe(4);
  expect(volumes.every(({ name }) => /^[A-Za-z0-9_-]+$/.test(name))).toBe(true);
  expect(containerIn(resources)).toMatchObject({ mountPoints: [{ containerPath: "/tmp", readOnly: false }, {}, {}, {}] });
});

it("changes the task definition when the tasks shall start anew", () => {
  expect(containerIn(synth({ restart: "2026-11-26" }))).toMatchObject({ dockerLabels: { "slipway.restart": "2026-11-26" } });
});

it("rolls out task by task, goes back by itself, and waits until the service has come to rest", () => {
  expect(synth().aws_ecs_service?.container).toMatchObject({
    launch_type: "FARGATE",
    platform_version: "1.4.0",
    deployment_controller: { type: "ECS" },
    deployment_circuit_breaker: { enable: true, rollback: true },
    alarms: {
      enable: true,
      rollback: true,
      alarm_names: [
        "${aws_cloudwatch_metric_alarm.deployment-errors.alarm_name}",
        "${aws_cloudwatch_metric_alarm.deployment-unhealthy.alarm_name}",
      ],
    },
    wait_for_steady_state: true,
    enable_execute_command: false,
    desired_count: 2,
    network_configuration: { assign_public_ip: false, security_groups: ["${aws_security_group.tasks.id}"] },
    timeouts: { create: "20m", update: "20m", delete: "20m" },
    depends_on: expect.arrayContaining(["aws_lb_listener_rule.api", "aws_lb_listener_rule.app", "aws_iam_role_policy.execution"]),
  });
});

it("keeps earlier revisions, so that a deployment has somewhere to go back to", () => {
  expect(synth().aws_ecs_task_definition?.container).toMatchObject({
    skip_destroy: true,
    lifecycle: { create_before_destroy: true },
    requires_compatibilities: ["FARGATE"],
    network_mode: "awsvpc",
    runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "X86_64" },
  });
});

describe("the lock", () => {
  it("lets Cloudflare's addresses connect to the load balancer, and nobody else", () => {
    const group = synth().aws_security_group?.["load-balancer"];
    expect(group?.ingress).toEqual([
      {
        description: "Cloudflare",
        protocol: "tcp",
        from_port: 443,
        to_port: 443,
        cidr_blocks: CLOUDFLARE_ADDRESSES.ipv4,
        ipv6_cidr_blocks: CLOUDFLARE_ADDRESSES.ipv6,
        prefix_list_ids: null,
        security_groups: null,
        self: null,
      },
    ]);
    expect(JSON.stringify(group)).not.toContain("0.0.0.0/0");
  });

  it("lets the load balancer connect to the tasks' port, and nobody else", () => {
    expect(synth().aws_security_group?.tasks?.ingress).toMatchObject([
      { from_port: 8080, to_port: 8080, security_groups: ["${aws_security_group.load-balancer.id}"], cidr_blocks: null },
    ]);
  });

  it("answers 403 to whoever asks for no declared host, over TLS 1.2 or 1.3 only", () => {
    const resources = synth();
    expect(resources.aws_lb_listener?.edge).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificate_arn: "arn:app",
      default_action: [{ type: "fixed-response", fixed_response: { status_code: "403" } }],
    });
    expect(resources.aws_lb_listener?.edge).not.toHaveProperty("mutual_authentication");
    expect(Object.keys(resources.aws_lb_listener ?? {})).toEqual(["edge"]);
    expect(resources.aws_lb_listener_rule).toMatchObject({
      app: { condition: [{ host_header: { values: ["app.shop.example"] } }], action: [{ type: "forward" }] },
      api: { condition: [{ host_header: { values: ["api.shop.example"] } }] },
    });
    expect(Object.keys(resources.aws_lb_listener_certificate ?? {})).toEqual(["api"]);
  });

  it("asks for the zone's certificate where the config names its authority", () => {
    const resources = synth({ clientCertificates: { bucket: "shop-trust", key: "edge.pem" } });
    expect(resources.aws_lb_trust_store?.edge).toMatchObject({
      ca_certificates_bundle_s3_bucket: "shop-trust",
      ca_certificates_bundle_s3_key: "edge.pem",
    });
    expect(resources.aws_lb_listener?.edge?.mutual_authentication).toEqual({
      mode: "verify",
      trust_store_arn: "${aws_lb_trust_store.edge.arn}",
      ignore_client_certificate_expiry: false,
    });
  });

  it("protects the load balancer of a live environment from deletion, and drops headers that no server may take", () => {
    expect(synth().aws_lb?.edge).toMatchObject({
      internal: false,
      enable_deletion_protection: true,
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "strictest",
      idle_timeout: 60,
    });
    expect(synth({ isProtected: false }).aws_lb?.edge?.enable_deletion_protection).toBe(false);
  });
});

describe("rights", () => {
  it("name what they are for, but for the one that AWS ties to nothing", () => {
    const policies = synth().aws_iam_role_policy ?? {};
    const open = statementsOf(policies.execution?.policy).filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'));
    expect(open).toEqual([{ Effect: "Allow", Sid: "LogInToRegistry", Action: "ecr:GetAuthorizationToken", Resource: "*" }]);
    expect(statementsOf(policies.execution?.policy).find(({ Action }) => Action === "secretsmanager:GetSecretValue")?.Resource).toEqual([
      "${aws_secretsmanager_secret.llm-key.arn}",
    ]);
    expect(policies).not.toHaveProperty("task");
  });

  it("leave the registry out where the image does not lie in ECR, and secrets where there are none", () => {
    const { repositoryArn: _, ...elsewhere } = containerModel;
    const resources = synth({ ...elsewhere, variables: [] });
    // the base has one, and undefined is not absent
    expect(JSON.stringify(synth({ variables: [] }).aws_iam_role_policy)).not.toContain("secretsmanager");
    expect(JSON.stringify(resources.aws_iam_role_policy)).toContain("logs:PutLogEvents");
  });

  it("are the application's own for what the config lists", () => {
    const permissions = [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-files/${x}"] }];
    const { task } = synth({ permissions }, [{ Action: "sqs:SendMessage", Resource: "arn" }]).aws_iam_role_policy ?? {};
    expect(statementsOf(task?.policy)).toEqual([
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::shop-files/$${x}"] },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn" },
    ]);
  });

  it("reach the keys of the secrets, and no other", () => {
    const key = "arn:aws:kms:eu-west-1:111122223333:key/0f0f0f0f";
    const statements = statementsOf(synth({}, [], [key]).aws_iam_role_policy?.execution?.policy);
    expect(statements.filter(({ Action }) => Action === "kms:Decrypt").map(({ Resource }) => Resource)).toEqual([key]);
  });

  it("are nobody's of another account", () => {
    for (const role of Object.values(synth().aws_iam_role ?? {}))
      expect(JSON.parse(String(role.assume_role_policy)).Statement[0].Condition).toEqual({
        StringEquals: { "aws:SourceAccount": "111122223333" },
      });
  });
});

it("takes a deployment back on the share of errors, and on tasks that fail their health check", () => {
  const { "deployment-errors": errors, "deployment-unhealthy": unhealthy } = synth().aws_cloudwatch_metric_alarm ?? {};
  expect(errors).toMatchObject({ threshold: 5, comparison_operator: "GreaterThanThreshold", treat_missing_data: "notBreaching" });
  expect(JSON.stringify(errors?.metric_query)).toContain("FILL(balancer, 0)");
  expect(unhealthy).toMatchObject({ metric_name: "UnHealthyHostCount", threshold: 0, treat_missing_data: "notBreaching" });
});
