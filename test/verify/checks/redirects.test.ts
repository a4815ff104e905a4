import { runChecks } from "../../../verify/check.ts";
import { REDIRECT_CHECKS } from "../../../verify/checks/redirects.ts";
import { createNet } from "../../../verify/net.ts";
import { environmentModel, zoneModel } from "../../fixtures/models.ts";
import { redirect } from "../good-shop.ts";
import { type Change, failed, findingsOf, openShop, shopBut } from "../shop.ts";
import type { Asked } from "../tiny-world.ts";

const isHttp = ({ secure, host }: Asked, name: string): boolean => !secure && host === name;

it.each<readonly [string, Change, readonly string[]]>([
  [
    "a page over plain HTTP",
    shopBut((asked) => (isHttp(asked, "app.shop.example") ? { status: 200 } : undefined)),
    ["redirect.http-to-https app.shop.example", "redirect.chain http://app.shop.example/"],
  ],
  [
    "a redirect that drops the query",
    shopBut((asked) =>
      isHttp(asked, "app.shop.example") ? redirect(301, `https://app.shop.example${asked.path.split("?")[0]}`) : undefined,
    ),
    ["redirect.http-to-https app.shop.example"],
  ],
  [
    "a redirect that drops the path",
    shopBut((asked) => (isHttp(asked, "app.shop.example") ? redirect(301, "https://app.shop.example/") : undefined)),
    ["redirect.http-to-https app.shop.example"],
  ],
  [
    "a redirect to another host at once",
    shopBut((asked) => (isHttp(asked, "shop.example") ? redirect(301, `https://app.shop.example${asked.path}`) : undefined)),
    ["redirect.http-to-https shop.example"],
  ],
  [
    "a host that should send on and does not",
    shopBut(({ host, secure }) => (host === "www.shop.example" && secure ? { status: 200 } : undefined)),
    ["redirect.host www.shop.example"],
  ],
  [
    "a host that sends on for now only",
    shopBut(({ host, secure, path }) => (host === "www.shop.example" && secure ? redirect(302, `https://shop.example${path}`) : undefined)),
    ["redirect.host www.shop.example"],
  ],
  [
    "a wildcard that Terraform has eaten",
    shopBut(({ host, secure }) => (host === "www.shop.example" && secure ? redirect(301, "https://1") : undefined)),
    ["redirect.host www.shop.example"],
  ],
  [
    "two hosts that send to each other",
    shopBut(({ host, secure, path }) =>
      host === "shop.example" && secure && path === "/" ? redirect(301, "https://www.shop.example/") : undefined,
    ),
    [
      "redirect.chain http://shop.example/",
      "redirect.chain https://shop.example/",
      "redirect.chain http://www.shop.example/",
      "redirect.chain https://www.shop.example/",
    ],
  ],
  [
    "a way back to plain HTTP",
    shopBut(({ host, secure, path }) =>
      host === "app.shop.example" && secure && path === "/" ? redirect(302, "http://elsewhere.example/") : undefined,
    ),
    ["redirect.chain http://app.shop.example/", "redirect.chain https://app.shop.example/"],
  ],
])("finds %s", async (_, change, expected) => {
  expect(failed(await findingsOf(REDIRECT_CHECKS, change))).toEqual(expected);
});

it("does not mind two redirects, by whichever way", async () => {
  const change = shopBut((asked) => (isHttp(asked, "www.shop.example") ? redirect(301, `http://shop.example${asked.path}`) : undefined));
  expect(failed(await findingsOf(REDIRECT_CHECKS, change))).toEqual([]);
});

it("finds three redirects in a row", async () => {
  const change = shopBut(({ host, secure, path }) => {
    if (host === "www.shop.example" && secure && path === "/") return redirect(301, "https://app.shop.example/");
    if (host === "app.shop.example" && secure && path === "/") return redirect(302, "https://app.shop.example/login");
    return undefined;
  });
  expect(failed(await findingsOf(REDIRECT_CHECKS, change))).toEqual(["redirect.chain http://www.shop.example/"]);
});

it("never follows to a host that the configs do not name", async () => {
  const respond = shopBut(({ host, path }) =>
    host === "app.shop.example" && path === "/" ? redirect(302, "https://login.example/") : undefined,
  );
  const tiny = await openShop(respond);
  const scope = { environment: environmentModel, zone: zoneModel };
  const findings = await runChecks(REDIRECT_CHECKS, scope, createNet(tiny.world, "shop.example"));
  await tiny.close();
  expect(tiny.asked.map(({ host }) => host)).not.toContain("login.example");
  expect(findings.find(({ subject }) => subject === "https://app.shop.example/")).toMatchObject({
    outcome: "pass",
    got: "https://app.shop.example/ -> https://login.example/ (not followed: no host of this launch)",
  });
});

describe("a path that has moved", () => {
  const moved = {
    key: "old",
    host: "app.shop.example",
    from: "/old/*",
    to: "https://app.shop.example/new/*",
    statusCode: 302,
    keepQuery: true,
  } as const;
  const scope = { environment: { ...environmentModel, pathRedirects: [moved] } };
  const probe = "redirect.path https://app.shop.example/old/slipway-probe?from=slipway";
  const sendsTo = (statusCode: number, location: string): Change =>
    shopBut(({ host, secure, path }) =>
      host === "app.shop.example" && secure && path.startsWith("/old/") ? redirect(statusCode, location) : undefined,
    );

  it.each<readonly [string, Change, readonly string[]]>([
    ["where it says", sendsTo(302, "https://app.shop.example/new/slipway-probe?from=slipway"), []],
    ["for good instead of for now", sendsTo(301, "https://app.shop.example/new/slipway-probe?from=slipway"), [probe]],
    ["without the rest of the path", sendsTo(302, "https://app.shop.example/new/?from=slipway"), [probe]],
    ["without the query", sendsTo(302, "https://app.shop.example/new/slipway-probe"), [probe]],
    ["nowhere", {}, [probe]],
  ])("is sent on %s", async (_where, change, expected) => {
    expect(failed(await findingsOf(REDIRECT_CHECKS, change, scope))).toEqual(expected);
  });
});
