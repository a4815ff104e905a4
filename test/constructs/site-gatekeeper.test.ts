import { createContext, Script } from "node:vm";
import { type GatekeeperRules, gatekeeperSource, MAX_SOURCE_BYTES } from "../../constructs/site-gatekeeper.ts";
import { CLOUDFLARE_ADDRESSES } from "../../edge/cloudflare-addresses.ts";

const ranges = ["203.0.113.0/24", "104.16.0.0/13"];

interface Answer {
  readonly statusCode?: number;
  readonly uri?: string;
}

function ask(uri: string, ip: string, rules: Partial<GatekeeperRules> = {}): Answer {
  const source = gatekeeperSource({ ranges, index: "index.html", unknownPaths: "not-found", ...rules });
  const context = createContext({ event: { viewer: { ip }, request: { uri, method: "GET" } } });
  return new Script(`${source} handler(event);`).runInContext(context);
}

it.each([
  ["203.0.113.0", true],
  ["203.0.113.255", true],
  ["203.0.112.255", false],
  ["203.0.114.0", false],
  ["104.23.255.255", true],
  ["104.24.0.0", false],
  ["::ffff:203.0.113.1", false],
  ["2606:4700::1", false],
  ["", false],
])("lets %s in: %s", (ip, admitted) => {
  expect(ask("/", ip).statusCode).toBe(admitted ? undefined : 403);
});

const edge = "203.0.113.7";

it.each([
  ["/", "/index.html"],
  ["/docs/", "/docs/index.html"],
  ["/docs/start", "/docs/start"],
  ["/app.js", "/app.js"],
])("finds the file of %s: %s", (uri, file) => {
  expect(ask(uri, edge).uri).toBe(file);
});

it.each([
  ["/", "/app.html"],
  ["/settings/team", "/app.html"],
  ["/settings/", "/app.html"],
  ["/assets/app.3f2.js", "/assets/app.3f2.js"],
  ["/v1.2/notes", "/app.html"],
  ["/.well-known/security.txt", "/.well-known/security.txt"],
])("gives pages of an application its index, and missing files no page: %s", (uri, file) => {
  expect(ask(uri, edge, { unknownPaths: "index", index: "app.html" }).uri).toBe(file);
});

it("fits into a function of CloudFront with all of Cloudflare's addresses", () => {
  const source = gatekeeperSource({ ranges: CLOUDFLARE_ADDRESSES.ipv4, index: "index.html", unknownPaths: "index" });
  expect(Buffer.byteLength(source)).toBeLessThan(MAX_SOURCE_BYTES);
});
