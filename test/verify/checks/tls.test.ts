import { runChecks } from "../../../verify/check.ts";
import { ACCESS_CHECKS } from "../../../verify/checks/access.ts";
import { TLS_CHECKS } from "../../../verify/checks/tls.ts";
import { createNet } from "../../../verify/net.ts";
import { zoneModel } from "../../fixtures/models.ts";
import { SHOP, SHOP_NAMES } from "../good-shop.ts";
import { type Change, failed, findingsOf, openShop, zoneWith } from "../shop.ts";
import { type ThrowawayCertificate, throwawayCertificate } from "../throwaway-certificate.ts";

const everyName = ["shop.example", "app.shop.example", "api.shop.example", "admin.shop.example", "back.shop.example", "www.shop.example"];
const each = (id: string): readonly string[] => everyName.map((name) => `${id} ${name}`);

it.each<readonly [string, NonNullable<Change["tls"]>, readonly string[]]>([
  ["a server that still takes TLS 1.1", { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }, each("tls.below-floor-refused")],
  ["a server that takes TLS 1.3 only", { minVersion: "TLSv1.3" }, each("tls.floor-accepted")],
  ["a server without TLS 1.3", { maxVersion: "TLSv1.2" }, each("tls.version-1.3")],
])("finds %s", async (_, tls, expected) => {
  expect(failed(await findingsOf(TLS_CHECKS, { tls }))).toEqual(expected);
});

it("finds a server with TLS 1.3 where it is promised to be off", async () => {
  expect(failed(await findingsOf(TLS_CHECKS, {}, { zone: zoneWith("tls_1_3", "off") }))).toEqual(each("tls.version-1.3"));
  expect(failed(await findingsOf(TLS_CHECKS, { tls: { maxVersion: "TLSv1.2" } }, { zone: zoneWith("tls_1_3", "off") }))).toEqual([]);
});

it("finds TLS 1.2 where the floor is 1.3", async () => {
  expect(failed(await findingsOf(TLS_CHECKS, {}, { zone: zoneWith("min_tls_version", "1.3") }))).toEqual(each("tls.below-floor-refused"));
});

it("asks nothing below a floor that has no cellar", async () => {
  const ids = (await findingsOf(TLS_CHECKS, {}, { zone: zoneWith("min_tls_version", "1.0") })).map(({ id }) => id);
  expect(ids).not.toContain("tls.below-floor-refused");
});

it.each<readonly [string, () => Promise<ThrowawayCertificate>, string]>([
  ["that has run out", () => throwawayCertificate(SHOP_NAMES, -1), "CERT_HAS_EXPIRED"],
  ["for other names", () => throwawayCertificate(["other.example"]), "ERR_TLS_CERT_ALTNAME_INVALID"],
])("finds a certificate %s, and believes nothing that is said under it", async (_, make, reason) => {
  const findings = await findingsOf([...TLS_CHECKS, ...ACCESS_CHECKS], { certificate: await make() });
  expect(failed(findings)).toEqual(each("tls.certificate"));
  expect(findings.find(({ id }) => id === "tls.certificate")?.got).toBe(reason);
  expect(findings.filter(({ id }) => id.startsWith("access.no-")).map(({ outcome, got }) => [outcome, got])).toEqual(
    Array(2).fill(["unknown", reason]),
  );
});

it("finds a certificate that nobody renews", async () => {
  expect(failed(await findingsOf(TLS_CHECKS, { certificate: await throwawayCertificate(SHOP_NAMES, 6) }))).toEqual(
    each("tls.certificate-days"),
  );
  expect(failed(await findingsOf(TLS_CHECKS, { certificate: await throwawayCertificate(SHOP_NAMES, 8) }))).toEqual([]);
});

it("finds a certificate of nobody we know", async () => {
  const tiny = await openShop();
  const { caPem: _, ...stranger } = tiny.world;
  const scope = { environment: SHOP, zone: zoneModel };
  const findings = await runChecks(TLS_CHECKS, scope, createNet(stranger, "shop.example"));
  await tiny.close();
  expect(failed(findings)).toEqual(each("tls.certificate"));
});
