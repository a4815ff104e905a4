import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { HostModel } from "../../../config/host-model.ts";
import { runChecks } from "../../../verify/check.ts";
import { ORIGIN_CHECKS } from "../../../verify/checks/origin.ts";
import { createNet } from "../../../verify/net.ts";
import type { ProbeWorld } from "../../../verify/world.ts";
import { containerModel } from "../../fixtures/container.ts";
import { environmentModel, zoneModel } from "../../fixtures/models.ts";
import { throwawayCertificate } from "../throwaway-certificate.ts";
import { deadWorld } from "../tiny-world.ts";

/** The shop's API behind a load balancer of Slipway's, and its page elsewhere. */
const hosts = environmentModel.hosts.flatMap(({ origin: _origin, ...host }): HostModel[] =>
  host.key === "api" ? [host] : host.key === "app" ? [{ ...host, origin: "app.shop-origin.example" }] : [],
);
const environment = { ...environmentModel, hosts, workload: containerModel };

const PROVING = {
  ...zoneModel,
  base: { ...zoneModel.base, settings: [...zoneModel.base.settings, { settingId: "tls_client_auth", value: "on" } as const] },
};

async function findings(world: Partial<ProbeWorld>, zone = zoneModel): Promise<readonly string[]> {
  const found = await runChecks(ORIGIN_CHECKS, { environment, zone }, createNet({ ...(await deadWorld()), ...world }, "shop.example"));
  return found.map(({ subject, outcome, got }) => `${subject} ${outcome}: ${got}`);
}

const originOf = async () => "lb.example";

const opened: Server[] = [];
// whatever the test found out
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function originThatAnswers(status: number) {
  const { certPem, keyPem } = await throwawayCertificate(["api.shop.example"]);
  const asked: string[] = [];
  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    response.writeHead(status).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server has an address of this form
  opened.push(server);
  return { around: () => ({ address: "127.0.0.1", port }), asked };
}

it("asks a declared host's own server, and is content with no answer", async () => {
  const { connect } = await deadWorld();
  expect(await findings({ originOf, around: () => connect("", 443) })).toEqual(["api.shop.example pass: none (ECONNREFUSED)"]);
});

it.each([
  [200, "fail"],
  [302, "fail"],
  [404, "fail"],
  [500, "fail"],
  [403, "pass"],
])("judges an origin that answers %i to strangers: %s", async (status, outcome) => {
  const origin = await originThatAnswers(status);
  expect(await findings({ originOf, around: origin.around })).toEqual([`api.shop.example ${outcome}: ${status} from the origin itself`]);
  expect(origin.asked).toEqual(["api.shop.example/healthz"]);
});

it("does not take an origin that cannot be found for one that is locked", async () => {
  expect(await findings({ originOf: async () => "nobody.invalid" })).toEqual([expect.stringMatching(/^api\.shop\.example unknown: E/)]);
});

it("says that it knows no origin where nobody tells", async () => {
  expect(await findings({})).toEqual([expect.stringContaining("not-applicable: not tried")]);
});

it("asks origins elsewhere too, where the zone proves itself to them", async () => {
  const { connect } = await deadWorld();
  const found = await findings({ originOf, around: () => connect("", 443) }, PROVING);
  expect(found.map((each) => each.split(" ")[0])).toEqual(["app.shop.example", "api.shop.example"]);
});
