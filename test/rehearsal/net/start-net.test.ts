import { createSocket } from "node:dgram";
import { once } from "node:events";
import { SlipwayError } from "../../../errors/slipway-error.ts";
import { startNet } from "../../../rehearsal/net/start-net.ts";
import { ask, NOTHING, proxied, ruleset, ZONE } from "./fixture.ts";

const OPTIONS = { state: () => NOTHING, zones: [ZONE], origins: {} };

it("takes the ports that it is told, and gives them back", async () => {
  const first = await startNet(OPTIONS);
  const ports = { dns: first.dns.port, http: first.http.port, https: first.https.port };
  await first.close();
  const second = await startNet({ ...OPTIONS, ports });
  expect({ dns: second.dns.port, http: second.http.port, https: second.https.port }).toEqual(ports);
  await second.close();
});

it.each(["dns", "http", "https"] as const)("says which service finds its port taken: %s", async (service) => {
  const first = await startNet(OPTIONS);
  try {
    const error = await startNet({ ...OPTIONS, ports: { [service]: first[service].port } }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SlipwayError);
    expect(error instanceof SlipwayError ? error.parts : error).toMatchObject({
      kind: "refused",
      code: "REHEARSAL_PORT_TAKEN",
      where: expect.stringMatching(new RegExp(`^rehearsal: .*${service} .*127.0.0.1:${first[service].port}$`, "i")),
      got: "EADDRINUSE",
    });
  } finally {
    await first.close();
  }
});

it("says so when only the UDP port is taken", async () => {
  const holder = createSocket("udp4");
  holder.bind(0, "127.0.0.1");
  await once(holder, "listening");
  await expect(startNet({ ...OPTIONS, ports: { dns: holder.address().port } })).rejects.toThrow("DNS (UDP)");
  await new Promise<void>((resolve) => holder.close(() => resolve()));
});

it("can be closed twice", async () => {
  const net = await startNet(OPTIONS);
  await net.close();
  await expect(net.close()).resolves.toBeUndefined();
});

it("plays a visitor from another address when told so", async () => {
  const block = { action: "block", expression: "not ip.src in {203.0.113.0/24}" };
  const state = { ...NOTHING, records: [proxied("example.com", "o.example")], rulesets: [ruleset("http_request_firewall_custom", block)] };
  let visitor = "203.0.113.7";
  const net = await startNet({ ...OPTIONS, state: () => state, origins: { "O.example.": "healthy" }, visitorAddress: () => visitor });
  try {
    expect((await ask(net, "https://example.com/")).status).toBe(200);
    visitor = "192.0.2.1";
    expect((await ask(net, "https://example.com/")).status).toBe(403);
  } finally {
    await net.close();
  }
});
