import { CORS_CHECKS } from "../../../verify/checks/cors.ts";
import { environmentModel } from "../../fixtures/models.ts";
import { type Change, failed, findingsOf, shopBut } from "../shop.ts";
import type { Asked, Given } from "../tiny-world.ts";

const APP = "https://app.shop.example";
const API = "api.shop.example";
const cors = { origins: [APP], methods: ["GET", "POST"], requestHeaders: [], exposedHeaders: [], credentials: true, maxAgeSeconds: 600 };
const withCors = (more: Partial<typeof cors>) => ({
  environment: {
    ...environmentModel,
    hosts: environmentModel.hosts.map((host) => (host.kind === "api" ? { ...host, cors: { ...cors, ...more } } : host)),
  },
});

/** An edge that answers these origins, and says about itself what `headers` says. */
const answering = (admits: (origin: string) => boolean, headers: Given["headers"] = {}): Change =>
  shopBut(({ host, secure, method, headers: asked }: Asked, good) => {
    if (host !== API || !secure) return undefined;
    const origin = String(asked.origin);
    const admitted = { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Accept, Origin" };
    const preflight = method === "OPTIONS" ? { status: 204, headers: { "access-control-allow-methods": "GET, POST" } } : good;
    return { ...preflight, headers: { ...preflight.headers, ...(admits(origin) ? admitted : {}), ...headers } };
  });

it("has nothing to ask where no host says who may call", async () => {
  expect(await findingsOf(CORS_CHECKS)).toEqual([]);
});

it("passes where listed origins are let in and no others", async () => {
  const findings = await findingsOf(
    CORS_CHECKS,
    answering((origin) => origin === APP),
    withCors({}),
  );
  expect(failed(findings)).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual([
    `${API} from ${APP}`,
    ...["https://slipway-probe.example", "null", "http://app.shop.example", `${APP}.slipway-probe.example`].map(
      (each) => `${API} from ${each}`,
    ),
    ...["https://slipway-probe.app.shop.example", "https://slipway-probe-app.shop.example"].map((each) => `${API} from ${each}`),
    `OPTIONS https://${API}/v1/login from ${APP}`,
  ]);
});

it.each<readonly [string, Change, readonly string[]]>([
  ["an origin that is not let in", answering(() => false), ["cors.allowed", "cors.preflight"]],
  ["no credentials", answering((origin) => origin === APP, { "access-control-allow-credentials": "false" }), ["cors.allowed"]],
  ["caches that cannot tell origins apart", answering((origin) => origin === APP, { vary: "Accept" }), ["cors.allowed"]],
  [
    "every origin",
    answering((origin) => origin === APP, { "access-control-allow-origin": "*" }),
    ["cors.allowed", "cors.preflight", "cors.refused"],
  ],
  ["an origin that is echoed", answering(() => true), ["cors.refused"]],
  ["a comparison of beginnings", answering((origin) => origin.startsWith(APP)), ["cors.refused"]],
  ["a comparison of endings", answering((origin) => origin.endsWith("app.shop.example")), ["cors.refused"]],
  ["the origin of frames without one", answering((origin) => origin === APP || origin === "null"), ["cors.refused"]],
])("finds %s", async (_, change, expected) => {
  const findings = await findingsOf(CORS_CHECKS, change, withCors({}));
  expect([...new Set(findings.filter(({ outcome }) => outcome === "fail").map(({ id }) => id))].sort()).toEqual(expected);
});

it.each<readonly [string, Given]>([
  ["is refused", { status: 403 }],
  ["allows too little", { status: 204, headers: { "access-control-allow-methods": "GET" } }],
])("finds a preflight that %s", async (_, given) => {
  const base = answering((origin) => origin === APP);
  const change: Change = {
    respond: (asked) => {
      const answer = base.respond?.(asked) ?? { status: 500 };
      return asked.method === "OPTIONS" ? { ...given, headers: { ...answer.headers, ...given.headers } } : answer;
    },
  };
  expect(failed(await findingsOf(CORS_CHECKS, change, withCors({})))).toEqual([
    `cors.preflight OPTIONS https://${API}/v1/login from ${APP}`,
  ]);
});

it("asks an open host for a star", async () => {
  const open = answering(() => false, { "access-control-allow-origin": "*" });
  expect(failed(await findingsOf(CORS_CHECKS, open, withCors({ origins: ["*"], credentials: false })))).toEqual([]);
});
