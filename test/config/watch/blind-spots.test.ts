import { parseAccount, parseLaunch, parseZone } from "../../../config/parse.ts";
import { worldOf } from "../../../config/rules/world.ts";
import { blindSpotsOf } from "../../../config/watch/blind-spots.ts";
import { detectionOf } from "../../../config/watch/detection.ts";
import { changed } from "../change.ts";

const health = { kind: "api-health", via: "route53", host: "api", path: "/healthz" };
const text = { contains: '"status":"ok"' };
const canary = (...steps: readonly object[]) => ({ kind: "login", via: "canary", host: "api", script: { kind: "api", steps } });
const page = { kind: "home", via: "canary", host: "app", script: { kind: "page", path: "/", contains: "Welcome" } };
const login = { method: "POST", path: "/v1/login", credentials: { secret: "llm-key" } };
const FUNCTION = {
  kind: "existing-origin",
};

function spotsOf(monitors: Readonly<Record<string, object>>, more: Readonly<Record<string, unknown>> = {}, account: object = {}) {
  const raw = changed({ launch: { "environments.production.monitors": monitors, ...more }, account: { ...account } });
  const [launch] = raw.launches.map(parseLaunch);
  const [zone] = raw.zones.map(parseZone);
  const parsed = parseAccount(raw.account);
  if (launch?.ok !== true || zone?.ok !== true || !parsed.ok) throw new Error("the fixture is wrong");
  const world = worldOf({ account: parsed.source, zones: [zone.source], launches: [launch.source], adopted: [], workers: new Map() });
  const production = world.environments.find(({ name }) => name === "production");
  if (production === undefined) throw new Error("no production");
  return new Map(blindSpotsOf(production, parsed.source.config).map((spot) => [spot.outage, spot]));
}

describe.each<{
  outage: string;
  blind: object;
  sees: object;
  more?: Readonly<Record<string, unknown>>;
}>([
  { outage: "api-down", blind: page, sees: { ...health, ...text } },
  { outage: "api-down", blind: { ...health, ...text }, sees: canary(login), more: { "routes.health.cacheable": true } },
  { outage: "pages-down", blind: { ...health, ...text }, sees: page },
  { outage: "pages-down", blind: { ...page, script: { ...page.script, path: "/assets/app.js" } }, sees: page },
  { outage: "redirected", blind: health, sees: { ...health, ...text } },
  { outage: "redirected", blind: health, sees: canary({ path: "/healthz" }) },
  { outage: "wrong-content", blind: canary({ path: "/healthz" }), sees: canary({ path: "/healthz", ...text }) },
  { outage: "late-content", blind: { ...health, kind: "home", host: "app", path: "/", ...text }, sees: page },
  { outage: "scripts-broken", blind: { ...health, kind: "home", host: "app", path: "/", ...text }, sees: page },
  { outage: "login-refuses-everybody", blind: canary({ ...login, credentials: undefined, status: 401 }), sees: canary(login) },
  { outage: "login-refuses-everybody", blind: canary({ ...login, status: 401 }), sees: canary(login) },
  { outage: "sessions-refused", blind: canary(login), sees: canary(login, { path: "/v1/conversations/1" }) },
  {
    outage: "sessions-refused",
    blind: canary({ path: "/v1/conversations/1", status: 401 }),
    sees: canary({ path: "/v1/conversations/1?a=b" }),
  },
  { outage: "edge-refuses-visitors", blind: { ...health, via: "cloudflare", ...text }, sees: { ...health, ...text } },
])("$outage", ({ outage, blind, sees, more = {} }) => {
  it("is not noticed by a monitor that stays green, and by its neighbour it is", () => {
    const spots = spotsOf({ blind, sees }, more);
    expect(spots.get(outage)).toMatchObject({ seenBy: ["sees"], unseenBy: ["blind"] });
  });
});

it("trusts no monitor of visitors where a rule spares somebody", () => {
  const skip = { when: 'http.user_agent contains "canary"', action: "skip", skips: ["rules"], reason: "lets the canaries through" };
  const spots = spotsOf({ health: { ...health, ...text } }, { "environments.production.waf.rules": { canaries: skip } });
  expect(spots.get("edge-refuses-visitors")?.seenBy).toEqual([]);
});

it("knows of no outage of what is not there", () => {
  const spots = spotsOf({ health: { ...health, ...text } }, { "environments.production.target": FUNCTION });
  expect(spots.has("aws-down")).toBe(false);
});

it.each([
  [{ means: "route53" as const, intervalSeconds: 30, failuresBeforeAlarm: 3 }, 270],
  [{ means: "route53" as const, intervalSeconds: 10, failuresBeforeAlarm: 1 }, 190],
  [{ means: "canary" as const, intervalSeconds: 300, failuresBeforeAlarm: 2 }, 660],
  [{ means: "canary" as const, intervalSeconds: 180, failuresBeforeAlarm: 2 }, 420],
  [{ means: "cloudflare" as const, intervalSeconds: 60, failuresBeforeAlarm: 2 }, 180],
])("adds up how long an outage goes unnoticed: %j", (monitor, seconds) => {
  expect(detectionOf({ key: "k", kind: "home", ...monitor }).seconds).toBe(seconds);
});
