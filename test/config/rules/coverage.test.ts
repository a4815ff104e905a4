import { checkConfigs } from "../../../config/check.ts";
import { type Change, changed } from "../change.ts";
import { testRules } from "./table.ts";

const P = "environments.production";
const M = `${P}.monitors`;
const W = `${P}.waivers`;
const people = { requester: "ana@opsdesk.example", approver: "ben@opsdesk.example" };
const waiver = { of: "errors", reason: "the tracker is bought next week", expires: "2026-12-01", ...people };
const launchOn = { [`${P}.launchOn`]: "2026-12-01" };

const api = { via: "route53", host: "api", path: "/healthz" };
const login = { method: "POST", path: "/v1/login", credentials: { secret: "synthetic-user" }, keepBearer: "token" };
const canary = (kind: string, ...steps: readonly object[]) => ({ kind, via: "canary", host: "api", script: { kind: "api", steps } });
/** Everything that the chatbot has to have. */
const EVERYTHING = {
  home: { kind: "home", via: "canary", host: "app", script: { kind: "page", path: "/", contains: "Welcome" } },
  login: canary("login", login),
  health: { kind: "api-health", ...api, contains: '"status":"ok"' },
  chat: canary("core-workflow", login, { method: "POST", path: "/v1/chat", json: { message: "ping" } }),
  me: canary("authenticated-health", login, { path: "/v1/conversations/canary" }),
  mail: { kind: "mail-sender", ...api, contains: '"mail":"ok"' },
  database: { kind: "database", ...api, contains: '"database":"ok"' },
  errors: { kind: "errors", via: "tracker", secret: "synthetic-user", project: "https://errors.example/p/1" },
};
const SLOT = { "secrets.synthetic-user": { purpose: "logs the canaries in", rotation: { by: "hand", everyDays: 90 } } };
const without = (...keys: readonly string[]) => ({
  launch: {
    ...SLOT,
    [`${P}.monitors`]: Object.fromEntries(Object.entries(EVERYTHING).filter(([key]) => !keys.includes(key))),
  },
});

/** What the rules about monitors say of production; other environments and rules have their own tests. */
function saidOf(change: Change, now?: Date): string[] {
  const { errors, warnings } = checkConfigs(changed(change), undefined, now);
  return [...errors, ...warnings]
    .filter(({ parts }) => parts.where.includes("production") && /^(MONITORS?_|OUTAGE|WAIVER)/.test(parts.code))
    .map(({ parts }) => `${parts.code} ${parts.expected}`);
}

it("asks for nothing more where everything is watched", () => {
  expect(saidOf(without())).toEqual([]);
});

it.each([
  ["home", "a monitor of kind home, because there are pages"],
  ["login", "a monitor of kind login, because route login is POST /v1/login"],
  ["health", "a monitor of kind api-health, because there is an API"],
  ["chat", "a monitor of kind core-workflow, because route chat is POST /v1/chat"],
  ["me", "a monitor of kind authenticated-health, because route chat is POST /v1/chat"],
  ["mail", "a monitor of kind mail-sender, because opsdesk.example sends mail"],
  ["database", "a monitor of kind database, because there is an API"],
  ["errors", "a monitor of kind errors, because what fails inside shows outside too late"],
])("asks for %s where it is missing, and for nothing where it cannot be", (key, expected) => {
  expect(saidOf(without(key))).toContain(`MONITOR_MISSING ${expected}`);
});

it("asks nothing of a place for trials, nor for what an environment does not have", () => {
  const { errors, warnings } = checkConfigs(changed(without()));
  expect([...errors, ...warnings].filter(({ parts }) => parts.code === "MONITOR_MISSING" && parts.where.includes("chatbot.ts"))).toEqual(
    [],
  );
});

it("names the outages that nobody sees, and the monitor that would", () => {
  expect(saidOf(without("home")).filter((said) => said.startsWith("OUTAGE_UNSEEN"))).toEqual([
    "OUTAGE_UNSEEN a canary of kind page: Route 53 reads no further",
    "OUTAGE_UNSEEN a canary of kind page, which runs them",
    "OUTAGE_UNSEEN a monitor of an uncached page",
  ]);
});

describe("a function in the region of the monitors", () => {
  const code = {
    kind: "zip",
    bucket: "b-1",
    key: "k",
    version: "v",
    sha256: "4f".repeat(32),
    runtime: "nodejs22.x",
    handler: "index.handler",
  };
  const target = {
    [`${P}.target`]: { kind: "function", environment: {}, front: { kind: "http-api" }, code },
    [`${P}.hosts.api.origin`]: undefined,
  };
  const all = { ...SLOT, ...target };
  const inAmerica = { "aws.region": "us-east-1" };
  const canaries = { login: EVERYTHING.login, home: EVERYTHING.home };
  const origin = { kind: "home", via: "cloudflare", host: "app", path: "/" };
  const saids = (monitors: object, account: Readonly<Record<string, unknown>>) => saidOf({ account, launch: { ...all, [M]: monitors } });

  it("is not watched by canaries alone", () => {
    const wanted = "MONITORS_FAIL_WITH_PRODUCT a monitor outside us-east-1";
    expect(saids(canaries, inAmerica)).toContain(wanted);
    expect(saids({ ...canaries, health: EVERYTHING.health }, inAmerica)).not.toContain(wanted);
    expect(saids(canaries, {})).not.toContain(wanted);
  });

  it("needs somebody outside of AWS", () => {
    const wanted = "OUTAGE_UNSEEN a monitor of another vendor: Cloudflare's own check writes its mails itself";
    expect(saids({ ...canaries, health: EVERYTHING.health }, inAmerica)).toContain(wanted);
    expect(saids({ ...canaries, origin }, inAmerica)).not.toContain(wanted);
    expect(saids(canaries, {})).not.toContain(wanted);
  });
});

it("takes a check of the origin for none", () => {
  const { launch } = without("health");
  const origin = { [`${M}.origin`]: { kind: "api-health", via: "cloudflare", host: "api", path: "/healthz" } };
  expect(saidOf({ launch: { ...launch, ...origin } })).toContain("MONITOR_MISSING a monitor of kind api-health, because there is an API");
});

it("takes a waiver until its last day, and not a day longer", () => {
  const change = { launch: { ...without("errors").launch, ...launchOn, [W]: [waiver] } };
  expect(saidOf(change, new Date("2026-12-01T23:59:59Z"))).toEqual([]);
  expect(saidOf(change, new Date("2026-12-02T00:00:00Z"))).toEqual([
    "WAIVER_EXPIRED a day from 2026-12-02 on",
    "MONITOR_MISSING a monitor of kind errors, because what fails inside shows outside too late",
  ]);
});

testRules("errors", [
  ...[
    ["errorPercent", 0],
    ["errorPercent", 101],
    ["p95Ms", 0.5],
    ["p95Ms", "500ms"],
    ["authFailures", { pattern: "" }],
  ].map(([field, value]) => ({
    why: `the threshold ${JSON.stringify({ [String(field)]: value })}`,
    bad: { launch: { [`${P}.alerts.${field}`]: value } },
    found: [`CONFIG_VALUE ${P}.alerts.${field === "authFailures" ? "authFailures.pattern" : field}`],
    good: { launch: { [`${P}.alerts.p95Ms`]: 300 } },
  })),
  ...["too short", "x".repeat(19), " ".repeat(30), undefined].map((reason) => ({
    why: `the reason ${JSON.stringify(reason)} for a waiver`,
    bad: { launch: { ...launchOn, [W]: [{ ...waiver, reason }] } },
    found: [`${reason === undefined ? "CONFIG_MISSING" : "CONFIG_VALUE"} ${W}.0.reason`],
    good: { launch: { ...launchOn, [W]: [waiver] } },
  })),
  {
    why: "a waiver of one's own",
    bad: { launch: { ...launchOn, [W]: [{ ...waiver, approver: "ANA@opsdesk.example" }] } },
    found: [`WAIVER_SELF_APPROVED ${W}.0.approver`],
    good: { launch: { ...launchOn, [W]: [waiver] } },
  },
  {
    why: "a waiver by somebody who approves nothing here",
    bad: { launch: { ...launchOn, [W]: [{ ...waiver, approver: "mallory@opsdesk.example" }] } },
    found: [`WAIVER_APPROVER_UNKNOWN ${W}.0.approver`],
    good: { launch: { ...launchOn, [W]: [{ ...waiver, approver: "chidi@opsdesk.example" }] } },
  },
  {
    why: "a waiver that outlives the launch",
    bad: { launch: { ...launchOn, [W]: [{ ...waiver, expires: "2026-12-02" }] } },
    found: [`WAIVER_PAST_LAUNCH ${W}.0.expires`],
    good: { launch: { ...launchOn, [W]: [waiver] } },
  },
  {
    why: "a waiver in a live environment that names no day of launch",
    bad: { launch: { [W]: [waiver] } },
    found: [`WAIVER_PAST_LAUNCH ${W}.0.expires`],
    good: { launch: { "environments.staging.waivers": [waiver] } },
  },
  ...["2026-02-30", "soon", "01.12.2026", 20261201].map((expires) => ({
    why: `a waiver until ${JSON.stringify(expires)}`,
    bad: { launch: { ...launchOn, [W]: [{ ...waiver, expires }] } },
    found: [`CONFIG_VALUE ${W}.0.expires`],
    good: { launch: { ...launchOn, [W]: [waiver] } },
  })),
  {
    why: "a canary that tells too late",
    bad: { launch: { [`${M}.health`]: { ...canary("api-health", { path: "/healthz" }), everyMinutes: 5, failuresBeforeAlarm: 2 } } },
    found: [`OUTAGE_SEEN_LATE ${M}.health`],
    good: { launch: { [`${M}.health`]: { ...canary("api-health", { path: "/healthz" }), everyMinutes: 4, failuresBeforeAlarm: 2 } } },
  },
  {
    why: "a health check that needs ten failures",
    bad: {
      launch: { [`${M}.health`]: { ...EVERYTHING.health, intervalSeconds: 30, failuresBeforeAlarm: 10 }, [`${M}.slow`]: slowOrigin(10) },
    },
    found: [`OUTAGE_SEEN_LATE ${M}.slow`],
    good: { launch: { [`${M}.health`]: { ...EVERYTHING.health, failuresBeforeAlarm: 10 }, [`${M}.slow`]: slowOrigin(9) } },
  },
]);

function slowOrigin(failuresBeforeAlarm: number) {
  return { kind: "api-health", via: "cloudflare", host: "api", path: "/healthz", intervalSeconds: 60, failuresBeforeAlarm };
}

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "a health check without a text",
      bad: { launch: { "environments.staging.monitors.health.contains": undefined } },
      found: ["MONITOR_SATISFIED_BY_REDIRECT environments.staging.monitors.health.contains"],
      good: { launch: { "environments.staging.monitors.health.contains": "ok" } },
    },
    ...[
      ["errorPercent", 1.5, 1],
      ["p95Ms", 501, 500],
    ].map(([field, bad, good]) => ({
      why: `an alarm at ${field} ${bad}`,
      bad: { launch: { [`${P}.alerts.${field}`]: bad } },
      found: [`ALERT_THRESHOLD_LOOSE ${P}.alerts.${field}`],
      good: { launch: { [`${P}.alerts.${field}`]: good } },
    })),
    {
      why: "a waiver for what is watched",
      bad: { launch: { "environments.staging.waivers": [{ ...waiver, of: "api-health" }] } },
      found: ["WAIVER_UNUSED environments.staging.waivers.0.of"],
      good: { launch: { "environments.staging.waivers": [waiver] } },
    },
  ]);
});
