import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createHttp, type HttpAnswer } from "../../../verify/probes/http.ts";

async function askServer(listener: RequestListener, timeoutMs = 2000): Promise<HttpAnswer> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const ask = createHttp(
    { dns: "authoritative", connect: () => ({ address: "127.0.0.1", port }), timeoutMs, allowBursts: false },
    undefined,
  );
  try {
    return await ask({ method: "GET", url: "http://shop.example/a?b=c" });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

it("asks for the host by its name, wherever it connects to", async () => {
  const { body } = await askServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
  expect(body).toBe("shop.example /a?b=c");
});

it("stops reading a body that never ends", async () => {
  const { status, body } = await askServer((_, response) => {
    const more = (): void => {
      while (response.write("x".repeat(16_384))) if (response.destroyed) return;
    };
    response.on("drain", more);
    more();
  });
  expect([status, body.length]).toEqual([200, 65_536]);
});

it("keeps every occurrence of a header", async () => {
  const { headers } = await askServer((_, response) => response.writeHead(200, { "X-Twice": ["a", "b"] }).end());
  expect(headers.get("x-twice")).toEqual(["a", "b"]);
});

it.each<readonly [string, RequestListener, string]>([
  ["says nothing", () => undefined, "no answer in time"],
  ["hangs up", (request) => request.socket.destroy(), "ECONNRESET"],
  ["starts and then stalls", (_, response) => response.write("x"), "no answer in time"],
])("is undecided about a server that %s", async (_, listener, got) => {
  await expect(askServer(listener, 200)).rejects.toMatchObject({ parts: { kind: "undecided", code: "VERIFY_NO_ANSWER", got } });
});
