import { checkConfigs } from "../../../config/check.ts";
import { changed } from "../change.ts";
import { testRules } from "./table.ts";

const P = "environments.production";
const slots = {
  "secrets.widget": { purpose: "checks answers of the widget", rotation: { by: "hand", everyDays: 90 } },
  "secrets.token": { purpose: "passes the login", rotation: { by: "hand", everyDays: 90 } },
};
const widget = { hosts: ["app"], secret: "widget", sitekey: "0x4AAAAAAAAAAAAAAAA" };
const made = { id: "1b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b", clientId: `${"0".repeat(32)}.access`, expires: "2099-01-01" };
const token = { hosts: ["admin"], secret: "token", made };
const with2 = (turnstile: object, serviceTokens: object = { monitor: token }) => ({
  account: { "cloudflare.tokenAlert": "oncall" },
  launch: { ...slots, [`${P}.turnstile`]: turnstile, [`${P}.serviceTokens`]: serviceTokens },
});
const webHosts = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${P}.hosts.page-${index}`,
      { kind: "web", name: `page-${index}.opsdesk.example`, origin: "app.opsdesk-origin.example" },
    ]),
  );
const onPages = (count: number) => {
  const base = with2({ login: { ...widget, hosts: Array.from({ length: count }, (_, index) => `page-${index}`) } });
  return { ...base, launch: { ...base.launch, ...webHosts(count) } };
};

testRules("errors", [
  {
    why: "a widget on a host without pages",
    bad: with2({ login: { ...widget, hosts: ["app", "api"] } }),
    found: [`MADE_SECRET_HOST ${P}.turnstile.login.hosts.1`],
    good: with2({ login: { ...widget, hosts: ["app", "admin"] } }),
  },
  {
    why: "a widget on a host that is elsewhere",
    bad: with2({ login: { ...widget, hosts: ["shop"] } }),
    found: [`MADE_SECRET_HOST ${P}.turnstile.login.hosts.0`],
    good: with2({ login: widget }),
  },
  {
    why: "a token for a host without a login",
    bad: with2({ login: widget }, { monitor: { ...token, hosts: ["app"] } }),
    found: [`MADE_SECRET_HOST ${P}.serviceTokens.monitor.hosts.0`],
    good: with2({ login: widget }),
  },
  {
    why: "a widget with more host names than the plan admits",
    bad: onPages(11),
    found: [`TURNSTILE_EXCEEDED ${P}.turnstile.login.hosts`],
    good: onPages(10),
  },
  {
    why: "one slot for two secrets",
    bad: with2({ login: { ...widget, secret: "token" } }),
    found: [`MADE_SECRET_SLOT_TWICE ${P}.serviceTokens.monitor.secret`, "SECRET_UNUSED secrets.widget"],
    good: with2({ login: widget }),
  },
  {
    why: "a secret without a slot",
    bad: with2({ login: widget, sign: { ...widget, secret: "nowhere" } }),
    found: [`SECRET_UNDECLARED ${P}.turnstile.sign.secret`],
    good: with2({ login: widget }),
  },
  {
    why: "an alert for a channel that is not there",
    bad: { account: { "cloudflare.tokenAlert": "nobody" } },
    found: ["ALERT_CHANNEL_UNKNOWN config/account.ts: cloudflare.tokenAlert"],
    good: { account: { "cloudflare.tokenAlert": "oncall" } },
  },
]);

testRules("warnings", [
  {
    why: "what was declared and not made yet",
    bad: with2({ login: { hosts: ["app"], secret: "widget" } }, { monitor: { hosts: ["admin"], secret: "token" } }),
    found: [`MADE_SECRET_MISSING ${P}.serviceTokens.monitor`, `MADE_SECRET_MISSING ${P}.turnstile.login`],
    good: with2({ login: widget }),
  },
  {
    why: "tokens whose end nobody is told of",
    bad: { ...with2({ login: widget }), account: {} },
    found: [`SERVICE_TOKEN_UNWATCHED ${P}.serviceTokens`],
    good: with2({ login: widget }),
  },
]);

it.each([
  ["2026-12-24", "2026-12-24, 28 days away"],
  ["2026-11-01", "2026-11-01, which is over"],
  ["2026-12-26", undefined],
])("warns of a token that expires on %s", (expires, got) => {
  const raw = changed(with2({ login: widget }, { monitor: { ...token, made: { ...made, expires } } }));
  const { warnings } = checkConfigs(raw, undefined, new Date("2026-11-25T12:00:00Z"));
  expect(warnings.filter(({ parts }) => parts.code === "SERVICE_TOKEN_EXPIRES").map(({ parts }) => parts.got)).toEqual(
    got === undefined ? [] : [got],
  );
});
