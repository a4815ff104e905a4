import { checkConfigs } from "../../../config/check.ts";
import { inContainers } from "../../fixtures/container.ts";
import { changed } from "../change.ts";
import { broughtBy, type RuleCase, testRules } from "./table.ts";

const TARGET = "environments.production.target";
const moreHosts = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `environments.production.hosts.w${index}`,
      { kind: "web", name: `w${index}.opsdesk.example` },
    ]),
  );
const DIGEST = `sha256:${"a0".repeat(32)}`;

/** A change to a launch in containers. */
const launch = (change: Readonly<Record<string, unknown>>) => ({ launch: { ...inContainers(), ...change } });
const target = (field: string, value: unknown) => launch({ [`${TARGET}.${field}`]: value });

const refused = (why: string, field: string, bad: unknown, found: string, good: unknown): RuleCase => ({
  why,
  bad: target(field, bad),
  found: [found],
  good: target(field, good),
});

it("finds nothing wrong with a launch in containers, nor with one beside an origin elsewhere", () => {
  expect(broughtBy({ launch: inContainers() }, "errors")).toEqual([]);
  expect(broughtBy({ launch: inContainers() }, "warnings")).toEqual([]);
  expect(broughtBy(launch({ "environments.production.hosts.app.origin": "app.opsdesk-origin.example" }), "errors")).toEqual([]);
});

describe("what runs", () => {
  const image = (why: string, bad: string): RuleCase =>
    refused(`an image ${why}`, "image", bad, `IMAGE_NOT_BY_DIGEST ${TARGET}.image`, `registry.example/app@${DIGEST}`);

  testRules("errors", [
    image("without tag", "registry.example/app"),
    image("with the tag latest", "registry.example/app:latest"),
    image("with a version as tag", "registry.example:5000/app:1.2.3"),
    image("whose digest is cut", `registry.example/app@${DIGEST.slice(0, -1)}`),
    image("whose digest has another algorithm", `registry.example/app@sha512:${"a0".repeat(32)}`),
    image("that is a digest alone", DIGEST),
    refused("a digest in capitals", "image", `app@${DIGEST.toUpperCase()}`, `IMAGE_NOT_BY_DIGEST ${TARGET}.image`, `app:1.2@${DIGEST}`),
    refused("memory that no processor of this size has", "memoryMiB", 8192, `TASK_SIZE_UNKNOWN ${TARGET}.memoryMiB`, 4096),
    refused("memory between two steps", "memoryMiB", 1536, `TASK_SIZE_UNKNOWN ${TARGET}.memoryMiB`, 2048),
    refused("CPU units that nobody has", "cpu", 768, `TASK_SIZE_UNKNOWN ${TARGET}.cpu`, 256),
    {
      why: "a step of a large size",
      bad: launch({ [`${TARGET}.cpu`]: 8192, [`${TARGET}.memoryMiB`]: 17_408 }),
      found: [`TASK_SIZE_UNKNOWN ${TARGET}.memoryMiB`],
      good: launch({ [`${TARGET}.cpu`]: 8192, [`${TARGET}.memoryMiB`]: 20_480 }),
    },
    refused("root", "user", "0", `CONTAINER_RUNS_AS_ROOT ${TARGET}.user`, "1000"),
    refused("root with a group", "user", "00:1000", `CONTAINER_RUNS_AS_ROOT ${TARGET}.user`, "1000:0"),
  ]);

  it("says why a tag will not do, and which sizes there are", () => {
    const said = (change: Parameters<typeof broughtBy>[0]) => checkConfigs(changed(change)).errors.map((error) => error.message);
    expect(said(target("image", "app:latest"))[0]).toMatch(
      /a tag can be moved and a rollback could not name the old image, got app:latest/,
    );
    expect(said(target("memoryMiB", 8192))[0]).toMatch(/with 512 CPU units, 1024, 2048, 3072, 4096 MiB, got 8192/);
    expect(said(target("cpu", 4096))[0]).toMatch(/with 4096 CPU units, 8192 to 30720 in steps of 1024 MiB, got 1024/);
  });
});

describe("how it is replaced", () => {
  const deployment = (tasks: number, minimumHealthyPercent: number, maximumPercent: number) =>
    launch({ [`${TARGET}.tasks`]: tasks, [`${TARGET}.deployment`]: { minimumHealthyPercent, maximumPercent } });
  const stuck = [`DEPLOYMENT_STUCK ${TARGET}.deployment.maximumPercent`];
  const silent = [`DEPLOYMENT_INTERRUPTS ${TARGET}.deployment.minimumHealthyPercent`];

  testRules("errors", [
    { why: "all must run and no more may", bad: deployment(2, 100, 100), found: stuck, good: deployment(2, 100, 150) },
    { why: "half a task more than one, rounded down", bad: deployment(1, 100, 150), found: stuck, good: deployment(1, 100, 200) },
    { why: "half a task less than one, rounded up", bad: deployment(1, 50, 199), found: stuck, good: deployment(2, 50, 100) },
  ]);

  describe("warnings", () => {
    testRules("warnings", [
      { why: "a single task that may go first", bad: deployment(1, 0, 100), found: silent, good: deployment(1, 100, 200) },
      { why: "all of several tasks that may go first", bad: deployment(4, 0, 200), found: silent, good: deployment(4, 1, 200) },
    ]);
  });
});

describe("what it may do", () => {
  const permission = (actions: readonly string[], ...resources: readonly string[]) => [{ actions, resources }];
  const BUCKET = "arn:aws:s3:::opsdesk-files/*";
  const wide = (why: string, field: "actions" | "resources", bad: object, good: object): RuleCase =>
    refused(why, "permissions", bad, `PERMISSION_TOO_WIDE ${TARGET}.permissions.0.${field}`, good);

  testRules("errors", [
    wide("a whole service", "actions", permission(["s3:*"], BUCKET), permission(["s3:Get*"], BUCKET)),
    wide("everything there is", "resources", permission(["s3:GetObject"], "*"), permission(["s3:GetObject"], BUCKET)),
    wide("everything of a service", "resources", permission(["s3:GetObject"], "arn:aws:s3:::*"), permission(["s3:GetObject"], BUCKET)),
    wide(
      "secrets behind the back of the environment",
      "actions",
      permission(["secretsmanager:GetSecretValue"], "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-b"),
      permission(["sqs:SendMessage"], "arn:aws:sqs:eu-west-1:111122223333:jobs"),
    ),
  ]);
});

describe("who reaches it", () => {
  const PEM = { bucket: "opsdesk-trust", key: "edge.pem" };
  const CAA = { type: "CAA", name: "opsdesk.example", tag: "issue" };
  const caa = (...values: readonly string[]) =>
    Object.fromEntries(values.map((value, index) => [`records.caa-${index}`, { ...CAA, value }]));
  const EDGE = ["pki.goog", "letsencrypt.org", "ssl.com"];

  testRules("errors", [
    {
      why: "a target without a host",
      bad: launch({
        "environments.production.hosts.app.origin": "a.opsdesk-origin.example",
        "environments.production.hosts.api.origin": "b.opsdesk-origin.example",
        "environments.production.hosts.admin.origin": "c.opsdesk-origin.example",
      }),
      found: [`TARGET_SERVES_NOTHING ${TARGET}`],
      good: launch({ "environments.production.hosts.app.origin": "a.opsdesk-origin.example" }),
    },
    {
      why: "more hosts than certificates",
      bad: launch(moreHosts(11)),
      found: ["TARGET_HOSTS_MANY environments.production.hosts"],
      good: launch(moreHosts(10)),
    },
    {
      why: "a zone that would ask for plain HTTP",
      bad: { ...launch({}), zone: { "tls.mode": "flexible", "tls.hsts": { maxAgeSeconds: 0 } } },
      found: ["TLS_MODE_INSECURE tls.mode", `TARGET_NEEDS_TLS ${TARGET}`].sort(),
      good: { ...launch({}), zone: { "tls.mode": "strict" } },
    },
    {
      why: "a certificate that the zone does not present",
      bad: target("clientCertificates", PEM),
      found: [`ORIGIN_PULLS_MISSING ${TARGET}.clientCertificates`],
      good: { ...target("clientCertificates", PEM), zone: { "tls.originPulls": { kind: "zone" } } },
    },
    {
      why: "CAA records that keep Amazon out",
      bad: { ...launch({}), zone: caa(...EDGE) },
      found: ["CAA_FORBIDS_CERTIFICATE records.caa-0.value"],
      good: { ...launch({}), zone: caa(...EDGE, "amazontrust.com") },
    },
  ]);

  describe("warnings", () => {
    testRules("warnings", [
      {
        why: "a certificate that nobody looks at",
        bad: { ...launch({}), zone: { "tls.originPulls": { kind: "zone" } } },
        found: [`ORIGIN_PULLS_UNCHECKED ${TARGET}.clientCertificates`],
        good: { ...target("clientCertificates", PEM), zone: { "tls.originPulls": { kind: "zone" } } },
      },
    ]);
  });
});

describe("secrets in its environment", () => {
  testRules("errors", [
    {
      why: "a URL with a password",
      bad: launch({ [`${TARGET}.environment.CACHE_URL`]: { value: ["redis://app:", "hunter2", "@cache.example"].join("") } }),
      found: [`SECRET_IN_CONFIG ${TARGET}.environment.CACHE_URL.value`],
      good: launch({ [`${TARGET}.environment.CACHE_URL`]: { value: "redis://cache.example" } }),
    },
    {
      why: "a value under a secret's name",
      bad: launch({ [`${TARGET}.environment.ADMIN_PASSWORD`]: { value: "changeme" } }),
      found: [`SECRET_IN_CONFIG ${TARGET}.environment.ADMIN_PASSWORD.value`],
      good: launch({ [`${TARGET}.environment.ADMIN_NAME`]: { value: "changeme" } }),
    },
  ]);
});

/** What a schema says before any rule does. */
it.each<readonly [string, unknown]>([
  ["network.publicSubnetIds", ["subnet-0a1b2c3d4e5f60001"]],
  ["network.publicSubnetIds", ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60001"]],
  ["network.vpcId", "default"],
  ["port", 0],
  ["port", 65_536],
  ["tasks", 0],
  ["user", "root"],
  ["image", "app with spaces"],
  ["image", "картинка"],
  ["image", "a".repeat(600)],
  ["writablePaths", ["tmp"]],
  ["writablePaths", ["/a/../../etc"]],
  ["healthPath", "healthz"],
  ["healthPath", "/наличие"],
  ["restart", "two words"],
  ["permissions", [{ actions: [], resources: ["arn:aws:s3:::b/*"] }]],
  ["permissions", [{ actions: ["*"], resources: ["arn:aws:s3:::b/*"] }]],
  ["deployment", { strategy: "BLUE_GREEN" }],
  ["deployment", { controller: "CODE_DEPLOY" }],
  ["constructor", { prototype: {} }],
])("refuses a target whose %s is %j", (field, value) => {
  const found = broughtBy(target(field, value), "errors");
  expect(found).not.toEqual([]);
  expect(found.filter((each) => !each.includes(`${TARGET}`))).toEqual([]);
});
