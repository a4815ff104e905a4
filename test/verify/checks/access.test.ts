import type { EnvironmentModel } from "../../../config/model.ts";
import { ACCESS_CHECKS } from "../../../verify/checks/access.ts";
import { environmentModel } from "../../fixtures/models.ts";
import { LOGIN, redirect, SHOP } from "../good-shop.ts";
import { type Change, failed, findingsOf, shopBut } from "../shop.ts";
import type { Given } from "../tiny-world.ts";

const chat = "POST https://api.shop.example/v1/chat";
const FOREIGN = `access.foreign-origin ${chat} from a stranger's page`;
const on = (path: string, given: Given): Change =>
  shopBut((asked) => (asked.host === "api.shop.example" && asked.path === path && asked.secure ? given : undefined));

it.each<readonly [string, Change, readonly string[]]>([
  [
    "a protected route that answers anybody",
    on("/v1/chat", { status: 200 }),
    [`access.no-credentials ${chat}`, `access.malformed-token ${chat}`, FOREIGN],
  ],
  [
    "a protected route that takes orders from anybody",
    on("/v1/chat", { status: 202 }),
    [`access.no-credentials ${chat}`, `access.malformed-token ${chat}`, FOREIGN],
  ],
  [
    "a protected route that looks at the body first",
    on("/v1/chat", { status: 400 }),
    [`access.no-credentials ${chat}`, `access.malformed-token ${chat}`, FOREIGN],
  ],
  [
    "a route that lets any token in",
    shopBut(({ path, headers }) => (path === "/v1/chat" && headers.authorization !== undefined ? { status: 200 } : undefined)),
    [`access.malformed-token ${chat}`],
  ],
  [
    "a route that asks a stranger's page to sign in",
    shopBut(({ path, headers }) => (path === "/v1/chat" && headers.origin !== undefined ? { status: 401 } : undefined)),
    [FOREIGN],
  ],
  [
    "a path that nobody listed",
    on("/slipway-probe?from=slipway", { status: 200 }),
    ["access.unknown-path https://api.shop.example/slipway-probe?from=slipway"],
  ],
  [
    "an API that redirects plain HTTP",
    shopBut(({ host, secure, path }) => (host === "api.shop.example" && !secure ? redirect(301, `https://${host}${path}`) : undefined)),
    ["access.plain-http-refused http://api.shop.example/"],
  ],
  [
    "an internal host that lets us in",
    shopBut(({ host }) => (host === "admin.shop.example" ? { status: 200 } : undefined)),
    ["access.internal-host https://admin.shop.example/", "access.internal-host http://admin.shop.example/"],
  ],
  [
    "an internal host that asks us to sign in",
    shopBut(({ host, secure }) =>
      host === "admin.shop.example" && secure ? redirect(302, "https://admin.shop.example/login") : undefined,
    ),
    ["access.internal-host https://admin.shop.example/"],
  ],
])("finds %s", async (_, change, expected) => {
  expect(failed(await findingsOf(ACCESS_CHECKS, change))).toEqual(expected);
});

it("lets an internal host send plain HTTP to HTTPS", async () => {
  const change = shopBut(({ host, secure }) =>
    host === "admin.shop.example" && !secure ? redirect(301, "https://admin.shop.example/") : undefined,
  );
  expect(failed(await findingsOf(ACCESS_CHECKS, change))).toEqual([]);
});

it.each([429, 500, 502, 503])("cannot tell from a %i who would be let in", async (status) => {
  const findings = await findingsOf(ACCESS_CHECKS, on("/v1/chat", { status }));
  expect(failed(findings)).toEqual([]);
  expect(findings.filter(({ outcome }) => outcome === "unknown").map(({ id, got }) => `${id} ${got}`)).toEqual([
    `access.no-credentials ${status}`,
    `access.malformed-token ${status}`,
    `access.foreign-origin ${status}`,
  ]);
});

describe("an internal host behind a login", () => {
  const AT_TEAM = "https://shop.cloudflareaccess.com/cdn-cgi/access/login/admin.shop.example?kid=1&redirect_url=%2F";
  const behindLogin = (allowFrom: readonly string[]): EnvironmentModel => ({
    ...SHOP,
    hosts: SHOP.hosts.map((host) => (host.key === "admin" ? { ...host, allowFrom, access: LOGIN } : host)),
  });
  const answering = (given: Given): Change => shopBut(({ host }) => (host === "admin.shop.example" ? given : undefined));
  const bad = ["access.login https://admin.shop.example/", "access.login http://admin.shop.example/"];

  it.each<readonly [string, readonly string[], Given, readonly string[]]>([
    ["a login of the team", [], redirect(302, AT_TEAM), []],
    ["a login of another team", [], redirect(302, AT_TEAM.replace("shop.c", "evil.c")), bad],
    ["a host that only ends like the team's", [], redirect(302, AT_TEAM.replace("shop.c", "x-shop.c")), bad],
    ["a redirect within the application", [], redirect(302, "/login"), bad],
    ["a refusal where only a login was promised", [], { status: 403 }, bad],
    ["a refusal of our network", ["203.0.113.0/24"], { status: 403 }, []],
    ["an open door", ["203.0.113.0/24"], { status: 200 }, bad],
  ])("is judged by %s", async (_, allowFrom, given, expected) => {
    expect(failed(await findingsOf(ACCESS_CHECKS, answering(given), { environment: behindLogin(allowFrom) }))).toEqual(expected);
  });
});

describe("a host whose edge knows its routes", () => {
  const hosts = environmentModel.hosts.map((host) => (host.kind === "api" ? { ...host, unknownPaths: "block" as const } : host));
  const environment = { ...environmentModel, hosts };
  const refusing = shopBut(({ host, path, method, secure }) =>
    host === "api.shop.example" && secure && (path.startsWith("/slipway-probe") || (path === "/healthz" && method === "POST"))
      ? { status: 403 }
      : undefined,
  );

  it("passes where the edge refuses", async () => {
    expect(failed(await findingsOf(ACCESS_CHECKS, refusing, { environment }))).toEqual([]);
  });

  it("finds requests that came through to the application", async () => {
    expect(failed(await findingsOf(ACCESS_CHECKS, {}, { environment }))).toEqual([
      "access.unknown-path https://api.shop.example/slipway-probe?from=slipway",
      "access.unknown-method POST https://api.shop.example/healthz",
    ]);
  });
});
