import { request } from "node:http";
import { listen } from "../../../rehearsal/net/listen.ts";
import { createOriginApp, type HealthPage, type OriginFlavour, type OriginRoute } from "../../../rehearsal/net/origin-app.ts";

/** What an origin answers to one GET. */
async function answer(flavour: OriginFlavour, healthPages: readonly HealthPage[], path: string) {
  const server = createOriginApp(flavour, { healthPages });
  const port = await listen(server, 0, "origin");
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
    return { status: response.status, type: response.headers.get("content-type")?.split(";")[0], body: await response.text() };
  } finally {
    await new Promise((done) => server.close(done));
  }
}

const STATES = '{"status":"ok","components":{"api":"ok","database":"ok"}}';
const FAILING = { status: 503, type: "application/json", body: '{"status":"failing","components":{"api":"ok","database":"failing"}}' };
const front = { path: "/", contains: "Welcome" };

describe("the health page of an origin", () => {
  it.each<[string, readonly HealthPage[], string, Awaited<ReturnType<typeof answer>>]>([
    ["lies at /healthz without a config", [], "/healthz", { status: 200, type: "application/json", body: STATES }],
    [
      "stays JSON when that holds the text",
      [{ path: "/up", contains: '"status":"ok"' }],
      "/up",
      { status: 200, type: "application/json", body: STATES },
    ],
    ["holds any other text", [front], "/", { status: 200, type: "text/plain", body: `${STATES}\nWelcome` }],
    [
      "holds the texts of all who look there",
      [front, { path: "/", contains: "${ok}" }, { path: "/up", contains: "elsewhere" }],
      "/",
      { status: 200, type: "text/plain", body: `${STATES}\nWelcome\n\${ok}` },
    ],
  ])("%s", async (_what, pages, path, expected) => {
    expect(await answer("healthy", pages, path)).toEqual(expected);
  });

  it("answers 503 without the text at a broken origin, wherever it lies", async () => {
    expect(await answer("broken", [front], "/")).toEqual(FAILING);
    expect(await answer("broken", [front], "/healthz")).toEqual(FAILING);
  });

  it("leaves every other path as it is", async () => {
    expect((await answer("healthy", [{ path: "/up", contains: "x" }], "/")).type).toBe("text/html");
  });
});

describe("the routes of an origin", () => {
  const routes: readonly OriginRoute[] = [
    { host: "api.shop.example", method: "POST", path: "/login", refuses: true },
    { host: "api.shop.example", method: "POST", path: "/password-reset", refuses: false },
    { host: "api.shop.example", method: "GET", path: "/v1.0/clients/{clientId}", refuses: true },
    { host: "api.shop.example", method: "GET", path: "/prices", refuses: false },
  ];

  it.each<[string, string, string, number]>([
    ["POST", "api.shop.example", "/login", 401],
    ["POST", "api.shop.example", "/password-reset?again=1", 202],
    ["GET", "api.shop.example:8443", "/v1.0/clients/42", 401],
    ["GET", "api.shop.example", "/prices", 200],
    ["GET", "api.shop.example", "/v1x0/clients/42", 404],
    ["GET", "api.shop.example", "/v1.0/clients/42/more", 404],
    ["DELETE", "api.shop.example", "/prices", 405],
    ["GET", "other.shop.example", "/prices", 404],
  ])("%s %s%s answers %i to somebody without a session", async (method, host, path, status) => {
    const server = createOriginApp("healthy", { routes });
    const port = await listen(server, 0, "origin");
    const got = await new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, method, path, headers: { host, connection: "close" } }, (answered) => {
        answered.resume();
        resolve(answered.statusCode);
      });
      asked.on("error", reject);
      asked.end();
    });
    await new Promise((done) => server.close(done));
    expect(got).toBe(status);
  });
});
