import { checkConfigs } from "../../config/check.ts";
import type { ContainerModel } from "../../config/container-model.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import { inContainers } from "../fixtures/container.ts";
import { type Change, changed } from "./change.ts";

const TARGET = "environments.production.target";
const LIMITS = "environments.production.limits";

function environmentOf(change: Change["launch"] = {}, zone: Change["zone"] = {}): EnvironmentModel {
  const { model, errors } = checkConfigs(changed({ launch: { ...inContainers(), ...change }, zone }));
  expect(errors.map(({ message }) => message)).toEqual([]);
  const found = [...(model?.environments.values() ?? [])].find(({ environment }) => environment === "production");
  if (found === undefined) throw new Error("no such environment");
  return found;
}

function containerOf(change: Change["launch"] = {}, zone: Change["zone"] = {}): ContainerModel {
  const { workload } = environmentOf(change, zone);
  if (workload?.kind !== "container") throw new Error("no container");
  return workload;
}

const limitsOf = (container: ContainerModel) => container.webAcl.limits.map(({ key, by }) => [key, by]);

it("serves the hosts that leave their origin out", () => {
  expect(containerOf().hosts.map(({ key, name }) => `${key} ${name}`)).toEqual([
    "app app.opsdesk.example",
    "api api.opsdesk.example",
    "admin admin.opsdesk.example",
  ]);
  const { records } = environmentOf({ "environments.production.hosts.app.origin": "app.opsdesk-origin.example" });
  expect(records.filter(({ content }) => content === "@target").map(({ key }) => key)).toEqual(["host-api", "host-admin"]);
});

it("runs in private subnets where there are some, and has addresses of its own elsewhere", () => {
  expect(containerOf().network).toMatchObject({
    tasksHaveAddresses: false,
    taskSubnetIds: [expect.stringMatching(/3$/), expect.anything()],
  });
  expect(containerOf({ [`${TARGET}.network.privateSubnetIds`]: undefined }).network).toMatchObject({
    tasksHaveAddresses: true,
    taskSubnetIds: [expect.stringMatching(/1$/), expect.anything()],
  });
});

it("names the image's repository where it lies in ECR, whatever tag stands before the digest", () => {
  expect(containerOf().repositoryArn).toBe("arn:aws:ecr:eu-west-1:111122223333:repository/opsdesk/chatbot");
  const tagged = { [`${TARGET}.image`]: `111122223333.dkr.ecr.us-east-1.amazonaws.com/a/b:1.2@sha256:${"0f".repeat(32)}` };
  expect(containerOf(tagged).repositoryArn).toBe("arn:aws:ecr:us-east-1:111122223333:repository/a/b");
  expect(containerOf({ [`${TARGET}.image`]: `ghcr.io/a/b@sha256:${"0f".repeat(32)}` })).not.toHaveProperty("repositoryArn");
});

it("gives the target group another name when it has to be replaced, and only then", () => {
  const name = containerOf().targetGroupName;
  expect(containerOf({ [`${TARGET}.image`]: `a@sha256:${"1e".repeat(32)}` }).targetGroupName).toBe(name);
  expect(containerOf({ [`${TARGET}.port`]: 9090 }).targetGroupName).not.toBe(name);
  expect(containerOf({ [`${TARGET}.network.vpcId`]: "vpc-00000001" }).targetGroupName).not.toBe(name);
  expect(name).toMatch(/^chatbot-production-[0-9a-f]{8}$/);
});

it("keeps names of load balancers within 32 characters, and long ones apart", () => {
  const named = (launch: string) => containerOf({ name: launch }).loadBalancerName;
  const names = ["a-rather-long-name-for-a-chatbot", "a-rather-long-name-for-a-chatbox"].map(named);
  expect(new Set(names).size).toBe(2);
  expect(names.every((name) => name.length <= 32 && /^[a-z][a-z0-9-]*[a-z0-9]$/.test(name))).toBe(true);
});

it("protects the load balancer of a live environment", () => {
  expect(containerOf().isProtected).toBe(true);
});

it("owns up to Cloudflare's other customers, unless the zone has a certificate of its own", () => {
  const residual = ({ residuals }: EnvironmentModel) =>
    residuals.find(({ wanted }) => wanted.startsWith("only this zone's requests reach"));
  const pem = { [`${TARGET}.clientCertificates`]: { bucket: "opsdesk-trust", key: "edge.pem" } };
  expect(residual(environmentOf())?.enforced).toBe("connections from Cloudflare's addresses, for these host names");
  expect(residual(environmentOf(pem, { "tls.originPulls": { kind: "shared" } }))?.enforced).toContain("with Cloudflare's own certificate");
  expect(residual(environmentOf(pem, { "tls.originPulls": { kind: "zone" } }))).toBeUndefined();
});

describe("limits", () => {
  it("that mean users go to AWS WAF, where the edge could count addresses only", () => {
    const container = containerOf();
    // chat is limited for each user; its routes need a session
    expect(limitsOf(container)).toEqual([["chat-api", { cookie: "__Host-session" }]]);
    expect(environmentOf().rateLimits.map(({ limitClass }) => limitClass)).toEqual(["login", "reset", "webhook"]);
    expect(container.webAcl.limits[0]).toMatchObject({ host: "api.opsdesk.example", requests: 60, windowSeconds: 60 });
  });

  it("stay at the edge where it can tell users apart", () => {
    const enterprise = { plan: "enterprise", addOns: ["advanced-rate-limiting"] };
    const { workload, rateLimits } = environmentOf({ "routes.chat.auth": "token" }, enterprise);
    expect(workload).toMatchObject({ webAcl: { limits: [] } });
    expect(rateLimits.map(({ limitClass }) => limitClass)).toContain("chat");
  });

  it("leave the edge in the order in which they hurt least, when it runs out of slots", () => {
    const perAddress = { [`${LIMITS}.chat.per`]: "ip", [`${LIMITS}.webhook.requests`]: 300 };
    const container = containerOf(
      {
        ...perAddress,
        [`${LIMITS}.reset.periodSeconds`]: 60,
        "environments.staging": undefined,
      },
      { plan: "pro" },
    );
    expect(limitsOf(container).map(([key]) => key)).toEqual(["chat-api", "webhook-api"]);
  });

  it("leave the edge when its plan has no such window", () => {
    const container = containerOf(
      {
        [`${LIMITS}.reset`]: undefined,
        "routes.reset-password.limit": "login",
        [`${LIMITS}.login.periodSeconds`]: 300,
        "environments.staging": undefined,
      },
      { plan: "pro" },
    );
    expect(limitsOf(container).map(([key]) => key)).toEqual(["chat-api", "login-api"]);
  });

  it("go where the config sends them", () => {
    expect(limitsOf(containerOf({ [`${LIMITS}.login.at`]: "aws" }))).toEqual([
      ["chat-api", { cookie: "__Host-session" }],
      ["login-api", "address"],
    ]);
  });

  it("count in as many ways as the routes of the class tell callers apart", () => {
    expect(limitsOf(containerOf({ "routes.chat.auth": "token", "routes.conversations.limit": "chat" }))).toEqual([
      ["chat-api-token", { header: "authorization" }],
      ["chat-api-session", { cookie: "__Host-session" }],
    ]);
  });

  it("match a path with a variable by pattern", () => {
    const container = containerOf({
      "routes.chat.path": "/v1/bots/{botId}/chat.json",
    });
    expect(container.webAcl.limits[0]?.routes.find(({ path }) => path.includes("{"))).toEqual({
      method: "POST",
      path: "/v1/bots/{botId}/chat.json",
      pattern: "^/v1/bots/[^/]+/chat\\.json$",
    });
  });

  it("are owned up to when they leave the edge", () => {
    const residual = environmentOf().residuals.find(({ enforced }) => enforced.startsWith("AWS WAF"));
    expect(residual?.enforced).toBe(
      "AWS WAF in front of the load balancer: 60 requests in 60 s for each value of the cookie __Host-session, 429 for as long as the rate lasts",
    );
    expect(residual?.remaining).toContain("callers without it are not counted");
  });
});
