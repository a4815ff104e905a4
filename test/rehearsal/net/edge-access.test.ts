import { type Net, startNet } from "../../../rehearsal/net/start-net.ts";
import { ask, NOTHING, proxied, ruleset, ZONE } from "./fixture.ts";

const application = { aud: "f".repeat(64), self_hosted_domains: ["admin.example.com"], options_preflight_bypass: null };
const LOGIN = `https://acme.cloudflareaccess.com/cdn-cgi/access/login/admin.example.com?kid=${application.aud}&redirect_url=%2Fv1%2Fusers%3Fpage%3D2`;
let net: Net;
let preflight: boolean | null = null;
let blocked = false;

beforeAll(async () => {
  net = await startNet({
    state: () => ({
      ...NOTHING,
      records: [proxied("admin.example.com", "o.example"), proxied("app.example.com", "o.example")],
      rulesets: blocked
        ? [ruleset("http_request_firewall_custom", { action: "block", expression: '(http.host eq "admin.example.com")' })]
        : [],
      applications: [{ ...application, options_preflight_bypass: preflight }],
    }),
    zones: [ZONE],
    origins: { "o.example": "healthy" },
    accessTeam: "acme",
  });
});
afterEach(() => {
  preflight = null;
  blocked = false;
});
afterAll(() => net.close());

it("sends strangers to the team's login, and nobody who asks another host", async () => {
  const got = await ask(net, "https://admin.example.com/v1/users?page=2");
  expect([got.status, got.headers.location, got.body]).toEqual([302, LOGIN, ""]);
  expect((await ask(net, "https://app.example.com/")).status).toBe(200);
});

it("takes a made-up token for no token", async () => {
  const headers = { cookie: "CF_Authorization=made.up.token", "cf-access-client-id": "x.access", "cf-access-client-secret": "y" };
  expect((await ask(net, "https://admin.example.com/", { headers })).status).toBe(302);
});

it("refuses by address before it asks for a login", async () => {
  blocked = true;
  expect((await ask(net, "https://admin.example.com/")).status).toBe(403);
});

it("redirects preflights too, unless they are let through to the origin", async () => {
  const options = { method: "OPTIONS", headers: { origin: "https://app.example.com", "access-control-request-method": "POST" } };
  expect((await ask(net, "https://admin.example.com/v1/users", options)).status).toBe(302);
  preflight = true;
  expect((await ask(net, "https://admin.example.com/v1/users", options)).status).not.toBe(302);
});
