import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createAuthority } from "../../../rehearsal/net/certificates.ts";
import { startEdgeServer } from "../../../rehearsal/net/edge-server.ts";
import type { Net } from "../../../rehearsal/net/start-net.ts";
import { ask, NOTHING, proxied, ZONE } from "./fixture.ts";

const state = { ...NOTHING, records: [proxied("api.example.com", "api.origin.example")] };

let origin: Server;
let seen: IncomingHttpHeaders;
let target: string | undefined;

beforeAll(async () => {
  origin = createServer((request, response) => {
    seen = request.headers;
    target = request.url;
    request.resume();
    request.on("end", () => {
      response.writeHead(200, {
        "set-cookie": ["a=1", "b=2"],
        server: "origin",
        "cf-ray": "forged",
        connection: "x-hop",
        "x-hop": "1",
        "x-kept": "1",
      });
      response.end("body");
    });
  });
  origin.listen(0, "127.0.0.1");
  await once(origin, "listening");
});
afterAll(() => {
  origin.closeAllConnections();
  return new Promise((resolve) => origin.close(resolve));
});

async function withEdge(originPort: number, run: (edge: Net) => Promise<void>): Promise<void> {
  const authority = await createAuthority(new Date());
  const edge = await startEdgeServer({ state: () => state, zones: [ZONE], authority, originPort: () => originPort, nowSeconds: () => 0 });
  try {
    await run({
      around: { port: 0 },
      dns: { address: "", port: 0 },
      advanceSeconds: () => undefined,
      setOrigin: () => undefined,
      setForeign: () => undefined,
      close: edge.close,
      http: { port: edge.httpPort },
      https: { port: edge.httpsPort },
      caPem: authority.caPem,
    });
  } finally {
    await edge.close();
  }
}

function originPort(): number {
  const address = origin.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

it("tells who is asking, and lets nobody forge it", async () => {
  await withEdge(originPort(), async (edge) => {
    const headers = {
      "cf-connecting-ip": "203.0.113.7",
      "cf-ray": "x",
      "cf-visitor": "x",
      "x-forwarded-proto": "x",
      "x-forwarded-for": "198.51.100.1",
      te: "x",
      "true-client-ip": "x",
      "cf-ipcountry": "x",
    };
    const got = await ask(edge, "https://api.example.com//a/../b?c=d", { headers });
    expect(seen).toMatchObject({
      host: "api.example.com",
      "cf-connecting-ip": "127.0.0.1",
      "cf-ray": got.headers["cf-ray"],
      "cf-visitor": '{"scheme":"https"}',
      "x-forwarded-for": "198.51.100.1, 127.0.0.1",
      "x-forwarded-proto": "https",
    });
    expect([seen.te, seen["true-client-ip"], seen["cf-ipcountry"]]).toEqual([undefined, undefined, undefined]);
    expect(target).toBe("//b?c=d");
  });
});

it("gives the visitor the origin's headers but not those of the connection or the edge", async () => {
  await withEdge(originPort(), async (edge) => {
    const { headers, body } = await ask(edge, "https://api.example.com/", { method: "POST", body: "x" });
    expect(headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], server: "cloudflare", "x-kept": "1" });
    expect(headers["x-hop"]).toBeUndefined();
    expect(headers["cf-ray"]).not.toBe("forged");
    expect(body).toBe("body");
  });
});

it("answers 521 when the origin refuses the connection", async () => {
  const gone = createServer();
  gone.listen(0, "127.0.0.1");
  await once(gone, "listening");
  const address = gone.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await new Promise((resolve) => gone.close(resolve));
  await withEdge(port, async (edge) => {
    expect(await ask(edge, "https://api.example.com/")).toMatchObject({ status: 521, body: "error code: 521" });
  });
});
