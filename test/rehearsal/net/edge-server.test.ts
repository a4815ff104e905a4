import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { connect, type SecureVersion } from "node:tls";
import { createAuthority } from "../../../rehearsal/net/certificates.ts";
import type { EdgeState } from "../../../rehearsal/net/edge-state.ts";
import { type Net, startNet } from "../../../rehearsal/net/start-net.ts";
import { ask, NOTHING, proxied, record, ruleset, setting, ZONE } from "./fixture.ts";

const RECORDS = [
  proxied("example.com", "site.origin.example"),
  proxied("api.example.com", "api.origin.example"),
  proxied("bad.example.com", "bad.origin.example"),
  proxied("lost.example.com", "nobody.origin.example"),
  proxied("alias.example.com", "api.example.com"),
  proxied("deep.api.example.com", "api.origin.example"),
  record("A", "parked.example.com", "192.0.2.1", { proxied: true, ttl: 1 }),
  record("CNAME", "bare.example.com", "api.origin.example"),
];

const ROUTES = [
  { method: "POST", path: "/v1/login", refuses: true },
  { method: "POST", path: "/v1/chat", refuses: true },
  { method: "POST", path: "/v1/password-reset", refuses: false },
  { method: "GET", path: "/v1/conversations/{id}", refuses: true },
].map((route) => ({ host: "api.example.com", ...route }));

let net: Net;
let state: EdgeState;
let applied: ReadonlySet<string>;

beforeAll(async () => {
  net = await startNet({
    state: () => state,
    zones: [ZONE],
    origins: { "site.origin.example": "healthy", "api.origin.example": "healthy", "bad.origin.example": "broken" },
    targetNames: () => applied,
    products: { routes: ROUTES },
  });
});
beforeEach(() => {
  state = { ...NOTHING, records: RECORDS };
  applied = new Set();
});
afterAll(() => net.close());

it.each([
  ["https://api.example.com/healthz", 200, '"status":"ok"'],
  ["http://api.example.com/healthz", 200, '"status":"ok"'],
  ["https://alias.example.com/healthz", 200, '"status":"ok"'],
  ["https://bad.example.com/healthz", 503, '"status":"failing"'],
  ["https://example.com/", 200, "<!doctype html>"],
  ["https://example.com/nothing", 404, "not found"],
  ["https://lost.example.com/", 530, "error code: 1016"],
  ["https://parked.example.com/", 523, "error code: 523"],
  ["http://bare.example.com/", 409, "error code: 1001"],
  ["http://unknown.example.com/", 409, "error code: 1001"],
  ["http://example.net/", 409, "error code: 1001"],
])("%s answers %i", async (url, status, body) => {
  const got = await ask(net, url);
  expect(got.status).toBe(status);
  expect(got.body).toContain(body);
  expect(got.headers.server).toBe("cloudflare");
  expect(got.headers["cf-ray"]).toMatch(/^[0-9a-f]{16}-SIM$/);
});

it("finds a target at its name from the moment it is applied", async () => {
  const name = "shop-1.eu-west-1.elb.amazonaws.com";
  state = { ...NOTHING, records: [proxied("api.example.com", name)] };
  expect((await ask(net, "https://api.example.com/healthz")).status).toBe(530);
  applied = new Set([name]);
  expect((await ask(net, "https://api.example.com/healthz")).status).toBe(200);
});

it("notices an origin that is switched off and on again", async () => {
  net.setOrigin("api.origin.example", undefined);
  expect((await ask(net, "https://api.example.com/healthz")).status).toBe(530);
  net.setOrigin("api.origin.example", "broken");
  expect((await ask(net, "https://api.example.com/healthz")).status).toBe(503);
  net.setOrigin("api.origin.example", "healthy");
  expect((await ask(net, "https://api.example.com/healthz")).status).toBe(200);
});

it.each([
  ["POST", "/v1/login", 401],
  ["POST", "/v1/chat", 401],
  ["POST", "/v1/password-reset", 202],
  ["GET", "/v1/conversations/42", 401],
  ["GET", "/v1/chat", 405],
  ["POST", "/v1/other", 404],
  ["HEAD", "/healthz", 200],
])("%s %s without a session answers %i", async (method, path, status) => {
  expect((await ask(net, `https://api.example.com${path}`, { method, ...(method === "POST" ? { body: "{}" } : {}) })).status).toBe(status);
});

it("follows what has been applied, from one request to the next", async () => {
  state = { ...NOTHING, records: [proxied("api.example.com", "bad.origin.example")] };
  expect((await ask(net, "https://api.example.com/healthz")).status).toBe(503);
  state = NOTHING;
  expect((await ask(net, "http://api.example.com/healthz")).status).toBe(409);
});

const REDIRECT = ruleset("http_request_dynamic_redirect", {
  action: "redirect",
  expression: 'http.host eq "api.example.com"',
  action_parameters: {
    from_value: {
      target_url: { expression: 'concat("https://example.com", http.request.uri.path)', value: null },
      status_code: 301,
      preserve_query_string: true,
    },
  },
});

it("redirects at the edge", async () => {
  state = { ...state, rulesets: [REDIRECT] };
  const got = await ask(net, "https://api.example.com/a?b=c");
  expect([got.status, got.headers.location]).toEqual([301, "https://example.com/a?b=c"]);
  expect((await ask(net, "https://example.com/")).status).toBe(200);
});

it("blocks whoever is not in the range, whatever address they claim", async () => {
  const block = { action: "block", expression: "not ip.src in {203.0.113.0/24}" };
  state = { ...state, rulesets: [ruleset("http_request_firewall_custom", block)] };
  const headers = { "cf-connecting-ip": "203.0.113.7", "x-forwarded-for": "203.0.113.7", "true-client-ip": "203.0.113.7" };
  const got = await ask(net, "https://api.example.com/", { headers });
  expect([got.status, got.body]).toEqual([403, "error code: 1020"]);
});

it("limits rates, and forgets when the clock goes on", async () => {
  const limit = {
    action: "block",
    expression: 'http.request.method eq "POST" and http.request.uri.path eq "/v1/login"',
    ratelimit: { characteristics: ["cf.colo.id", "ip.src"], period: 60, requests_per_period: 2, mitigation_timeout: 600 },
  };
  state = { ...state, rulesets: [ruleset("http_ratelimit", limit)] };
  const login = async () => (await ask(net, "https://api.example.com/v1/login", { method: "POST" })).status;
  expect([await login(), await login(), await login()]).toEqual([401, 401, 429]);
  expect((await ask(net, "https://api.example.com/healthz")).status).toBe(200);
  net.advanceSeconds(599);
  const blocked = await ask(net, "https://api.example.com/v1/login", { method: "POST" });
  expect([blocked.status, blocked.headers["retry-after"], blocked.body]).toEqual([429, "1", "error code: 1015"]);
  net.advanceSeconds(1);
  expect(await login()).toBe(401);
});

it("sets and removes response headers, on its own answers too", async () => {
  const rewrite = {
    action: "rewrite",
    expression: "true",
    action_parameters: { headers: { "x-frame-options": { operation: "set", value: "DENY" }, "x-powered-by": { operation: "remove" } } },
  };
  expect((await ask(net, "https://api.example.com/healthz")).headers["x-powered-by"]).toBe("opsdesk");
  state = { ...state, rulesets: [ruleset("http_response_headers_transform", rewrite), REDIRECT] };
  for (const host of ["example.com", "api.example.com"]) {
    const { headers } = await ask(net, `https://${host}/`);
    expect([headers["x-frame-options"], headers["x-powered-by"]]).toEqual(["DENY", undefined]);
  }
});

it("sends HSTS over HTTPS only, and only when it is on", async () => {
  const hsts = { enabled: true, max_age: 31_536_000, include_subdomains: true, nosniff: true, preload: false };
  state = { ...state, settings: [setting("security_header", { strict_transport_security: hsts })] };
  const { headers } = await ask(net, "https://api.example.com/healthz");
  expect([headers["strict-transport-security"], headers["x-content-type-options"]]).toEqual([
    "max-age=31536000; includeSubDomains",
    "nosniff",
  ]);
  expect((await ask(net, "http://api.example.com/healthz")).headers["strict-transport-security"]).toBeUndefined();
  state = { ...state, settings: [setting("security_header", { strict_transport_security: { ...hsts, enabled: false } })] };
  expect((await ask(net, "https://api.example.com/healthz")).headers["strict-transport-security"]).toBeUndefined();
});

it("sends plain HTTP to HTTPS when the zone always uses it", async () => {
  state = { ...state, settings: [setting("always_use_https", "on")] };
  const got = await ask(net, "http://api.example.com/a?b=c");
  expect([got.status, got.headers.location]).toEqual([301, "https://api.example.com/a?b=c"]);
});

it("says so when a rule is of a kind that it can't play", async () => {
  state = { ...state, rulesets: [ruleset("http_request_firewall_custom", { action: "skip", expression: "true" })] };
  const got = await ask(net, "https://api.example.com/");
  expect(got.status).toBe(500);
  expect(got.body).toContain("[RULESET_NOT_OURS]");
});

/** The protocol of a handshake, or why there is none. */
function handshake(servername: string | undefined, version?: SecureVersion): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      host: "127.0.0.1",
      port: net.https.port,
      ca: net.caPem,
      ciphers: "DEFAULT@SECLEVEL=0",
      ...(servername === undefined ? {} : { servername }),
      ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
    });
    socket.on("error", (error: Error & { code?: string }) => resolve(error.code ?? error.message));
    socket.on("secureConnect", () => {
      resolve(`${socket.getProtocol()}`);
      socket.destroy();
    });
  });
}

it.each([
  [undefined, "TLSv1", "TLSv1"],
  ["1.0", "TLSv1.1", "TLSv1.1"],
  ["1.2", "TLSv1.1", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
  ["1.2", "TLSv1.2", "TLSv1.2"],
  ["1.2", "TLSv1.3", "TLSv1.3"],
  ["1.3", "TLSv1.2", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
  ["1.3", "TLSv1.3", "TLSv1.3"],
] as const)("with min_tls_version %s a visitor that speaks %s gets %s", async (floor, version, result) => {
  state = { ...state, settings: floor === undefined ? [] : [setting("min_tls_version", { type: "string", value: floor })] };
  expect(await handshake("api.example.com", version)).toBe(result);
});

it("does not speak TLS 1.3 when it is off", async () => {
  state = { ...state, settings: [setting("tls_1_3", "off")] };
  expect(await handshake("api.example.com")).toBe("TLSv1.2");
});

it.each([["unknown.example.com"], ["bare.example.com"], ["example.net"], ["deep.api.example.com"], [undefined]])(
  "has no certificate for %s",
  async (hostname) => {
    expect(await handshake(hostname)).toMatch(/HANDSHAKE_FAILURE/);
  },
);

it("has certificates that only its own authority vouches for", async () => {
  const stranger = await createAuthority(new Date());
  expect((await ask(net, "https://example.com/")).status).toBe(200);
  await expect(ask({ ...net, caPem: stranger.caPem }, "https://example.com/")).rejects.toThrow(/signature|unable to verify/);
});

it("covers deep hosts when the zone has advanced certificates", async () => {
  const zone = { ...ZONE, addOns: ["acm"] as const };
  const other = await startNet({ state: () => state, zones: [zone], origins: { "api.origin.example": "healthy" } });
  try {
    expect((await ask(other, "https://deep.api.example.com/healthz")).status).toBe(200);
  } finally {
    await other.close();
  }
});

/** Everything that comes back. Half-closed after the bytes when nobody else would close. */
async function send(port: number, bytes: string | Buffer, endsAfter = false): Promise<string> {
  const socket = connectTcp(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  socket.write(bytes);
  if (endsAfter) socket.end();
  await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

it.each([
  ["plain HTTP on the HTTPS port", "GET / HTTP/1.1\r\nhost: api.example.com\r\n\r\n", "The plain HTTP request was sent to HTTPS port"],
  ["half a greeting", Buffer.from([22, 3, 1, 0, 200, 1]), ""],
  ["a greeting whose lengths lie", Buffer.concat([Buffer.from([22, 3, 1, 0, 40, 1, 0, 0, 36, 3, 3]), Buffer.alloc(33, 255)]), ""],
  ["an endless greeting", Buffer.concat([Buffer.from([22, 3, 1, 255, 255]), Buffer.alloc(100)]), "plain HTTP"],
  ["nothing", "", ""],
])("survives %s", async (_, bytes, answer) => {
  expect(await send(net.https.port, bytes, true)).toContain(answer);
  expect((await ask(net, "https://example.com/")).status).toBe(200);
});

it.each([
  ["no host", "GET / HTTP/1.0\r\n\r\n", "400 Bad Request"],
  ["a host that is none", "GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n", "400 Bad Request"],
  ["an absolute target", "GET http://x/ HTTP/1.1\r\nhost: example.com\r\nconnection: close\r\n\r\n", "HTTP/1.1"],
  ["noise", "\u0000\u0001\r\n\r\n", ""],
])("survives %s", async (_, bytes, answer) => {
  expect(await send(net.http.port, bytes)).toContain(answer);
  expect((await ask(net, "http://example.com/")).status).toBe(200);
});
