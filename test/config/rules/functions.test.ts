import { checkConfigs } from "../../../config/check.ts";
import chatbot from "../../../config/launches/chatbot.ts";
import { type Change, changed } from "../change.ts";
import { testRules } from "./table.ts";

const P = "environments.production";
const T = `${P}.target`;

const zip = {
  kind: "zip",
  bucket: "opsdesk-artefacts",
  key: "chatbot/api.zip",
  version: "b2dZ1sJ8kqTn0vXyR4wLp7cHfAeGmUoQ",
  sha256: "4f".repeat(32),
  runtime: "nodejs22.x",
  handler: "index.handler",
};
const image = { kind: "image", image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/chatbot/api@sha256:${"0a".repeat(32)}` };

const authority = { bucket: "opsdesk-trust", key: "origin-pull.pem" };
const EDGE_AUTHORITIES = ["letsencrypt.org", "pki.goog", "ssl.com"];
const caa = (...values: readonly string[]) =>
  Object.fromEntries(values.map((value, index) => [`records.caa-${index}`, { type: "CAA", name: "opsdesk.example", tag: "issue", value }]));

/** The chatbot's API as a function; the rest of the launch as it is. */
function asFunction(more: Readonly<Record<string, unknown>> = {}, extra: Change = {}): Change {
  return {
    ...extra,
    launch: {
      [`${T}.front.kind`]: "http-api",
      [`${P}.hosts.api.origin`]: undefined,
      [`${T}.kind`]: "function",
      [`${T}.code`]: zip,
      ...Object.fromEntries(Object.entries(more).map(([path, value]) => [`${T}.${path}`, value])),
      ...extra.launch,
    },
  };
}

testRules("errors", [
  {
    why: "traffic for $LATEST, a name or a version that cannot be",
    bad: asFunction({ traffic: { $LATEST: 0.5, new: 0.5 } }),
    found: [`TARGET_VERSION_UNPINNED ${T}.traffic.$LATEST`],
    good: asFunction({ traffic: { 12: 0.5, new: 0.5 } }),
  },
  ...["0", "01", "-1", "1.5", "live", "١٢", "12 ", "9".repeat(400), ""].map((version) => ({
    why: `traffic for a version called ${JSON.stringify(version.slice(0, 20))}`,
    bad: asFunction({ traffic: { [version]: 1 } }),
    found: [expect.stringMatching(/^TARGET_VERSION_UNPINNED /)],
    good: asFunction({ traffic: { 1: 1 } }),
  })),
  ...[{}, { new: 0.9 }, { new: 1, 6: 0.1 }, { new: 1.1, 6: -0.1 }, { new: 1, 6: 0 }, { new: 0.5, 6: 0.25, 7: 0.25 }].map((traffic) => ({
    why: `shares that make no whole: ${JSON.stringify(traffic)}`,
    bad: asFunction({ traffic }),
    found: [`TARGET_TRAFFIC_SHARES ${T}.traffic`],
    good: asFunction({ traffic: { new: 0.1, 6: 0.9 } }),
  })),
  ...[":latest", ":1.2.3", ""].map((tag) => ({
    why: `an image by the name ${JSON.stringify(tag)}`,
    bad: asFunction({ code: { ...image, image: image.image.replace(/@.*/, tag) } }),
    found: [`IMAGE_NOT_BY_DIGEST ${T}.code.image`],
    good: asFunction({ code: { ...image, image: image.image.replace("@", `${tag}@`) } }),
  })),
  {
    why: "a gateway that asks for a certificate which the zone does not show",
    bad: asFunction({ "front.clientCertificates": authority }),
    found: [`ORIGIN_PULLS_MISSING ${T}.front.clientCertificates`],
    good: asFunction({ "front.clientCertificates": authority }, { zone: { "tls.originPulls": { kind: "zone" } } }),
  },
  {
    why: "CAA records that keep Amazon from certifying the gateway",
    bad: asFunction({}, { zone: caa(...EDGE_AUTHORITIES) }),
    found: ["CAA_FORBIDS_CERTIFICATE records.caa-0.value"],
    good: asFunction({}, { zone: caa(...EDGE_AUTHORITIES, "amazon.com") }),
  },
  {
    why: "an image in another region",
    bad: asFunction({ code: { ...image, image: image.image.replace("eu-west-1", "us-east-1") } }),
    found: [`FUNCTION_IMAGE_ELSEWHERE ${T}.code.image`],
    good: asFunction({ code: image }),
  },
  {
    why: "a function that outlasts API Gateway",
    bad: asFunction({ timeoutSeconds: 30 }),
    found: [`FUNCTION_TIMEOUT_LONG ${T}.timeoutSeconds`],
    good: asFunction({ timeoutSeconds: 29 }),
  },
  ...["AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "LAMBDA_TASK_ROOT", "A"].map((variable) => ({
    why: `a variable that Lambda keeps or refuses: ${variable}`,
    bad: asFunction({ [`environment.${variable}`]: { value: "x" } }),
    found: [`FUNCTION_VARIABLE_REFUSED ${T}.environment.${variable}`],
    good: asFunction({ [`environment.MY_${variable}`]: { value: "x" } }),
  })),
  {
    why: "more environment than fits, in bytes",
    bad: asFunction({ "environment.GREETING": { value: "ß".repeat(1900) } }),
    found: [`FUNCTION_VARIABLES_LARGE ${T}.environment`],
    good: asFunction({ "environment.GREETING": { value: "ß".repeat(1500) } }),
  },
  {
    why: "a URL with a password in the environment",
    bad: asFunction({ "environment.QUEUE_URL": { value: ["amqp://", "user", ":", "hunter2", "@", "queue.example"].join("") } }),
    found: [`SECRET_IN_CONFIG ${T}.environment.QUEUE_URL.value`],
    good: asFunction({ "environment.QUEUE_URL": { value: "amqp://queue.example" } }),
  },
]);

describe("runtimes", () => {
  const found = (runtime: string, day: string, kind: "errors" | "warnings"): string[] =>
    checkConfigs(changed(asFunction({ code: { ...zip, runtime } })), "chatbot/production", new Date(day))
      [kind].map(({ parts }) => parts.code)
      .filter((code) => code.startsWith("FUNCTION_RUNTIME"));

  it.each([
    ["nodejs22.x", "2027-05-01", "errors", ["FUNCTION_RUNTIME_ENDED"]],
    ["nodejs22.x", "2027-04-30", "errors", []],
    ["nodejs22.x", "2027-04-30", "warnings", ["FUNCTION_RUNTIME_ENDING"]],
    ["nodejs22.x", "2026-11-02", "warnings", ["FUNCTION_RUNTIME_ENDING"]],
    ["nodejs22.x", "2026-10-01", "warnings", []],
    ["dotnet8", "2026-11-26", "errors", ["FUNCTION_RUNTIME_ENDED"]],
  ] as const)("judges %s on %s: %s %j", (runtime, day, kind, codes) => {
    expect(found(runtime, day, kind)).toEqual(codes);
  });

  it("does not know retired ones", () => {
    const { errors } = checkConfigs(changed(asFunction({ code: { ...zip, runtime: "nodejs18.x" } })));
    expect(errors.map(({ parts }) => `${parts.code} ${parts.where}`)).toContainEqual(expect.stringMatching(/target\.code\.runtime$/));
  });
});

it("counts the characters of what the target would be called", () => {
  const { environments } = structuredClone(chatbot);
  const renamed = (environment: string): Change => ({
    launch: { name: `chatbot-${"x".repeat(32)}`, environments: { [environment]: { ...environments.production } } },
  });
  const codes = (environment: string): string[] => {
    const change = renamed(environment);
    const moved = Object.entries(asFunction().launch ?? {}).map(([path, value]) => [path.replace(P, `environments.${environment}`), value]);
    const { errors } = checkConfigs(changed({ launch: { ...change.launch, ...Object.fromEntries(moved) } }));
    return errors.map(({ parts }) => `${parts.code} ${parts.got}`);
  };
  expect(codes("p".repeat(24))).toEqual(["TARGET_NAME_LONG 65"]);
  expect(codes("p".repeat(23))).toEqual([]);
});
