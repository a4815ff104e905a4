import { once } from "node:events";
import { createConnection, createServer, type Server } from "node:net";
import { runChecks } from "../../../verify/check.ts";
import { TLS_CHECKS } from "../../../verify/checks/tls.ts";
import type { Finding } from "../../../verify/finding.ts";
import { createNet } from "../../../verify/net.ts";
import { environmentModel, zoneModel } from "../../fixtures/models.ts";
import { openShop } from "../shop.ts";
import type { TinyWorld } from "../tiny-world.ts";

/** In a ClientHello: highest version on offer, for clients that know nothing beyond TLS 1.2. Source: RFC 5246 section 7.4.1.2. */
const VERSION_AT = 9;
const TLS_1_1 = 0x0302;

/** Stands before the shop and hangs up without a word on whom it does not like. */
async function openDoorman(tiny: TinyWorld, dislikes: (version: number) => boolean): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (hello) => {
      if (dislikes(hello.readUInt16BE(VERSION_AT))) return socket.resetAndDestroy();
      const place = tiny.world.connect("shop.example", 443);
      const inner = createConnection({ host: place?.address ?? "", port: place?.port ?? 0 });
      inner.on("error", () => socket.destroy());
      inner.write(hello);
      return socket.pipe(inner).pipe(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function belowFloor(dislikes: (version: number) => boolean): Promise<readonly Finding["outcome"][]> {
  const tiny = await openShop();
  const doorman = await openDoorman(tiny, dislikes);
  const address = doorman.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const world = { ...tiny.world, connect: () => ({ address: "127.0.0.1", port }) };
  const checks = TLS_CHECKS.filter(({ id }) => id === "tls.below-floor-refused");
  const findings = await runChecks(checks, { environment: environmentModel, zone: zoneModel }, createNet(world, "shop.example"));
  await new Promise((done) => doorman.close(done));
  await tiny.close();
  return [...new Set(findings.map(({ outcome }) => outcome))];
}

it("takes a hang-up for a no, when the same server says yes to what it must accept", async () => {
  expect(await belowFloor((version) => version <= TLS_1_1)).toEqual(["pass"]);
});

it("cannot tell what a hang-up means from a server that hangs up on everybody", async () => {
  expect(await belowFloor(() => true)).toEqual(["unknown"]);
});
