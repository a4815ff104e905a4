import { HEADER_CHECKS } from "../../../verify/checks/headers.ts";
import { environmentModel } from "../../fixtures/models.ts";
import { type Change, failed, findingsOf, shopBut, zoneWith } from "../shop.ts";
import type { Given } from "../tiny-world.ts";

const hsts = (value: string | string[] | undefined): Change =>
  shopBut(({ host, secure }, good) => {
    if (host !== "app.shop.example" || !secure) return undefined;
    const { "strict-transport-security": _, ...others } = good.headers ?? {};
    return { ...good, headers: value === undefined ? others : { ...others, "strict-transport-security": value } };
  });

it.each<readonly [string, string | string[] | undefined]>([
  ["no HSTS", undefined],
  ["a shorter HSTS", "max-age=300; includeSubDomains"],
  ["HSTS for the host alone", "max-age=31536000"],
  ["HSTS with a promise nobody made", "max-age=31536000; includeSubDomains; preload"],
  ["HSTS sent twice", ["max-age=31536000; includeSubDomains", "max-age=31536000; includeSubDomains"]],
])("finds %s", async (_, value) => {
  expect(failed(await findingsOf(HEADER_CHECKS, hsts(value)))).toEqual(["headers.hsts app.shop.example"]);
});

it.each(["includeSubDomains;max-age=31536000", 'max-age="31536000" ; INCLUDESUBDOMAINS;'])("does not mind HSTS spelt %s", async (value) => {
  expect(failed(await findingsOf(HEADER_CHECKS, hsts(value)))).toEqual([]);
});

it("asks for no HSTS where none is promised", async () => {
  const off = { strict_transport_security: { enabled: false, max_age: 0, include_subdomains: false, nosniff: false, preload: false } };
  expect((await findingsOf(HEADER_CHECKS, {}, { zone: zoneWith("security_header", off) })).map(({ id }) => id)).not.toContain(
    "headers.hsts",
  );
});

it.each<readonly [string, Given["headers"]]>([
  ["another value", { "content-security-policy": "default-src *" }],
  ["the same header twice", { "content-security-policy": ["default-src 'self'", "default-src 'self'"] }],
])("finds %s", async (_, headers) => {
  const change = shopBut(({ host, secure }, good) =>
    host === "app.shop.example" && secure ? { ...good, headers: { ...good.headers, ...headers } } : undefined,
  );
  expect(failed(await findingsOf(HEADER_CHECKS, change))).toEqual(["headers.declared app.shop.example content-security-policy"]);
});

it("quotes no cookie and no credential", async () => {
  const change = shopBut((_, good) => ({ ...good, headers: { ...good.headers, "set-cookie": "session=very-private" } }));
  const hosts = environmentModel.hosts.map((host) => ({ ...host, headers: { ...host.headers, "set-cookie": "none" } }));
  const findings = await findingsOf(HEADER_CHECKS, change, { environment: { ...environmentModel, hosts } });
  expect(failed(findings)).toContain("headers.declared app.shop.example set-cookie");
  expect(JSON.stringify(findings)).not.toContain("very-private");
});

it.each([
  ["HIT", ["headers.cache https://api.shop.example/v1/conversations/slipway-probe"]],
  ["MISS", ["headers.cache https://api.shop.example/v1/conversations/slipway-probe"]],
  ["BYPASS", []],
  ["DYNAMIC", []],
])("judges a private answer by its cache status %s", async (status, expected) => {
  const change = shopBut(({ path }, good) =>
    path.startsWith("/v1/conversations/") ? { ...good, headers: { ...good.headers, "cf-cache-status": status } } : undefined,
  );
  expect(failed(await findingsOf(HEADER_CHECKS, change))).toEqual(expected);
});
