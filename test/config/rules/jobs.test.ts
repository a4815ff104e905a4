import { checkConfigs } from "../../../config/check.ts";
import { inContainers } from "../../fixtures/container.ts";
import { changed } from "../change.ts";
import { broughtBy, type RuleCase, testRules } from "./table.ts";

const TARGET = "environments.production.target";
const inFunction = {
  "environments.production.hosts.api.origin": undefined,
  [`${TARGET}.kind`]: "function",
  [`${TARGET}.code`]: {
    kind: "zip",
    bucket: "opsdesk-artefacts",
    key: "chatbot/api.zip",
    version: "b2dZ1sJ8kqTn0vXyR4wLp7cHfAeGmUoQ",
    sha256: "4f".repeat(32),
    runtime: "nodejs22.x",
    handler: "index.handler",
  },
};
const job = (more: object) => ({ launch: { "jobs.ingest": { purpose: "reads documents in", timeoutSeconds: 300, ...more } } });

it("finds nothing wrong with a job that says no more than it must", () => {
  expect(broughtBy(job({}), "errors")).toEqual([]);
  expect(broughtBy(job({}), "warnings")).toEqual([]);
});

describe("jobs", () => {
  const early = ["JOB_VISIBLE_EARLY jobs.ingest.visibilitySeconds"];
  testRules("errors", [
    { why: "a worker that is overtaken", bad: job({ visibilitySeconds: 299 }), found: early, good: job({ visibilitySeconds: 300 }) },
    {
      why: "a function that is overtaken",
      bad: job({ worker: "function", visibilitySeconds: 1799 }),
      found: early,
      good: job({ worker: "function", visibilitySeconds: 1800 }),
    },
    {
      why: "a function for hours",
      bad: job({ worker: "function", timeoutSeconds: 7201 }),
      found: ["JOB_TOO_LONG jobs.ingest.timeoutSeconds"],
      good: job({ worker: "function", timeoutSeconds: 7200 }),
    },
    {
      why: "an alarm after everything is lost",
      bad: job({ keepDays: 1, alarmAfterSeconds: 86_400 }),
      found: ["JOB_ALARM_LATE jobs.ingest.alarmAfterSeconds"],
      good: job({ keepDays: 1, alarmAfterSeconds: 86_399 }),
    },
    {
      why: "a variable that hides the queue",
      bad: { launch: { ...job({}).launch, [`${TARGET}.environment.QUEUE_URL_INGEST`]: { value: "https://queue.example" } } },
      found: [`JOB_VARIABLE_TAKEN ${TARGET}.environment.QUEUE_URL_INGEST`],
      good: { launch: { ...job({}).launch, [`${TARGET}.environment.QUEUE_URL_OTHER`]: { value: "https://queue.example" } } },
    },
    {
      why: "a function as its own worker",
      bad: { launch: { ...inFunction, ...job({}).launch } },
      found: ["JOB_WORKER_MISSING jobs.ingest.worker"],
      good: { launch: { ...inFunction, ...job({ worker: "function" }).launch } },
    },
    {
      why: "a queue whose name is too long",
      bad: {
        launch: {
          name: "a".repeat(40),
          [`jobs.${"b".repeat(36)}`]: { purpose: "x", timeoutSeconds: 1 },
          "environments.staging": undefined,
        },
      },
      found: [`JOB_NAME_LONG jobs.${"b".repeat(36)}`],
      good: {
        launch: {
          name: "a".repeat(40),
          [`jobs.${"b".repeat(23)}`]: { purpose: "x", timeoutSeconds: 1 },
          "environments.staging": undefined,
        },
      },
    },
  ]);

  it.each<readonly [string, unknown]>([
    ["timeoutSeconds", 0],
    ["timeoutSeconds", 43_201],
    ["keepDays", 14],
    ["attempts", 0],
    ["worker", "nobody"],
    ["purpose", ""],
    ["constructor", {}],
  ])("are refused with %s %j", (field, value) => {
    expect(broughtBy(job({ [field]: value }), "errors")).not.toEqual([]);
  });
});

describe("what the application waits for", () => {
  const dependencies = (...each: readonly (readonly [string, number, number])[]) => ({
    dependencies: Object.fromEntries(each.map(([name, timeoutMs, retries]) => [name, { timeoutMs, retries }])),
  });
  const slow = (why: string, bad: object, good: object, more: object = inContainers()): RuleCase => ({
    why,
    bad: { launch: { ...more, ...bad } },
    found: [`DEPENDENCIES_TOO_SLOW ${TARGET}`],
    good: { launch: { ...more, ...good } },
  });
  const staging = { "environments.staging": undefined };

  testRules("errors", [
    slow("one service at its last attempt", dependencies(["llm", 20_000, 2]), dependencies(["llm", 19_999, 2])),
    slow(
      "several that together take as long",
      dependencies(["llm", 50_000, 0], ["crm", 5_000, 1]),
      dependencies(["llm", 50_000, 0], ["crm", 4_999, 1]),
    ),
    slow("the edge, where no load balancer of ours stands", dependencies(["llm", 100_000, 0]), dependencies(["llm", 99_999, 0]), staging),
    {
      why: "a load balancer that outwaits the edge",
      bad: { launch: { ...inContainers(), [`${TARGET}.idleTimeoutSeconds`]: 100 } },
      found: [`TIMEOUTS_INVERTED ${TARGET}.idleTimeoutSeconds`],
      good: { launch: { ...inContainers(), [`${TARGET}.idleTimeoutSeconds`]: 99 } },
    },
  ]);

  it("is named, with the sum", () => {
    const { errors } = checkConfigs(changed({ launch: { ...inContainers(), ...dependencies(["llm", 20_000, 2], ["crm", 2500, 0]) } }));
    expect(errors[0]?.parts.got).toBe("62.5 s: llm 20 s x 3 + crm 2.5 s");
  });
});
