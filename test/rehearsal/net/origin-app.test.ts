import { listen } from "../../../rehearsal/net/listen.ts";
import { createOriginApp, type HealthPage, type OriginFlavour } from "../../../rehearsal/net/origin-app.ts";

/** What an origin answers to one GET. */
async function answer(flavour: OriginFlavour, pages: readonly HealthPage[], path: string) {
  const server = createOriginApp(flavour, pages);
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
    expect(await answer("chatbot", pages, path)).toEqual(expected);
  });

  it("answers 503 without the text at a broken origin, wherever it lies", async () => {
    expect(await answer("broken", [front], "/")).toEqual(FAILING);
    expect(await answer("broken", [front], "/healthz")).toEqual(FAILING);
  });

  it("leaves every other path as it is", async () => {
    expect((await answer("chatbot", [{ path: "/up", contains: "x" }], "/")).type).toBe("text/html");
  });
});
