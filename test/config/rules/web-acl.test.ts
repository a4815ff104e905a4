import { inContainers } from "../../fixtures/container.ts";
import { testRules } from "./table.ts";

const LIMITS = "environments.production.limits";
const launch = (change: Readonly<Record<string, unknown>>) => ({ launch: { ...inContainers(), ...change } });
const login = (more: object) =>
  launch({ [`${LIMITS}.login`]: { requests: 10, periodSeconds: 60, blockSeconds: 600, per: "ip", at: "aws", ...more } });

describe("limits that AWS WAF keeps", () => {
  testRules("errors", [
    {
      why: "a window that it does not have",
      bad: login({ periodSeconds: 30 }),
      found: [`WEB_ACL_LIMIT_RANGE ${LIMITS}.login.periodSeconds`],
      good: login({ periodSeconds: 120 }),
    },
    {
      why: "a window longer than all of them",
      bad: login({ periodSeconds: 3600 }),
      found: [`WEB_ACL_LIMIT_RANGE ${LIMITS}.login.periodSeconds`],
      good: login({ periodSeconds: 600 }),
    },
    {
      why: "fewer requests than it counts",
      bad: login({ requests: 9 }),
      found: [`WEB_ACL_LIMIT_RANGE ${LIMITS}.login.requests`],
      good: login({ requests: 10 }),
    },
    {
      why: "a page to solve",
      bad: { launch: { ...login({ over: "challenge" }).launch, "routes.login.host": "app" } },
      found: [`WEB_ACL_LIMIT_RANGE ${LIMITS}.login.over`],
      good: { launch: { ...login({}).launch, "routes.login.host": "app" } },
    },
    {
      why: "a host that it does not see",
      bad: { launch: { ...login({}).launch, "environments.production.hosts.api.origin": "api.opsdesk-origin.example" } },
      found: [`WEB_ACL_NOT_THERE ${LIMITS}.login.at`],
      good: { launch: { ...login({}).launch, "environments.production.hosts.app.origin": "app.opsdesk-origin.example" } },
    },
    {
      why: "a path that is too long for it",
      bad: { launch: { ...login({}).launch, "routes.login.path": `/${"a".repeat(200)}` } },
      found: ["WEB_ACL_LIMIT_RANGE routes.login.path"],
      good: { launch: { ...login({}).launch, "routes.login.path": `/${"a".repeat(199)}` } },
    },
    {
      why: "a pattern that is too long for it",
      bad: { launch: { ...login({}).launch, "routes.login.path": `/{x}/${"a".repeat(504)}` } },
      found: ["WEB_ACL_LIMIT_RANGE routes.login.path"],
      good: { launch: { ...login({}).launch, "routes.login.path": `/{x}/${"a".repeat(400)}` } },
    },
    {
      why: "a target without it",
      bad: { launch: { [`${LIMITS}.chat.at`]: "aws" } },
      found: [`WEB_ACL_NOT_THERE ${LIMITS}.chat.at`],
      good: launch({ [`${LIMITS}.chat.at`]: "aws" }),
    },
  ]);
});
