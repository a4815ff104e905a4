import type { Finding } from "../../verify/finding.ts";
import { ENVIRONMENT_CHECKS, verifyEnvironment, verifyZone, ZONE_TARGET_CHECKS } from "../../verify/verify.ts";
import { goodShop, SHOP, SHOP_ZONE } from "./good-shop.ts";
import { type Change, failed, findingsOf, openShop, outcomes, without } from "./shop.ts";
import { deadWorld } from "./tiny-world.ts";

/** Promises that this shop does not make: it declares no foreign origins, no moved paths, no methods beyond those of its routes, no function that rotates a secret, no origin that is closed to strangers. */
const NOT_PROMISED = new Set([
  "redirect.path",
  "cors.allowed",
  "cors.refused",
  "cors.preflight",
  "access.unknown-method",
  "secret.rotation",
  "origin.locked",
]);
const ASKED = ENVIRONMENT_CHECKS.map(({ id }) => id).filter((id) => !NOT_PROMISED.has(id));

describe("a shop that keeps every promise", () => {
  it("passes at least 40 probes, and waits for none of them", async () => {
    const tiny = await openShop();
    const started = performance.now();
    const findings = await verifyEnvironment(SHOP, SHOP_ZONE, tiny.world);
    const tookMs = performance.now() - started;
    await tiny.close();
    expect(findings.filter(({ outcome }) => outcome !== "pass").map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "limits.enforced not-applicable",
    ]);
    expect(findings.length).toBeGreaterThan(40);
    // far above the second that it takes, far below what one probe that waits for its limit would add for every other
    expect(tookMs).toBeLessThan(15_000);
  });

  it("is asked by every check of what it promises", async () => {
    const ids = new Set((await findingsOf(ENVIRONMENT_CHECKS)).map(({ id }) => id));
    expect([...ids]).toEqual(ASKED);
    expect(ENVIRONMENT_CHECKS).toHaveLength(ASKED.length + NOT_PROMISED.size);
  });

  it("says for every finding where the promise comes from and what it costs to break it", async () => {
    for (const finding of await findingsOf(ENVIRONMENT_CHECKS)) {
      for (const text of [finding.subject, finding.expected, finding.got, finding.source, finding.businessRisk]) expect(text).not.toBe("");
    }
  });
});

describe("a dead world", () => {
  it("proves nothing and disproves nothing about an environment", async () => {
    const findings = await verifyEnvironment(SHOP, SHOP_ZONE, await deadWorld());
    expect(outcomes(findings)).toEqual(["unknown"]);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(ASKED.length);
  });

  it("proves nothing and disproves nothing about a zone", async () => {
    const findings = await verifyZone(SHOP_ZONE, await deadWorld());
    expect(outcomes(findings)).toEqual(["unknown"]);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(ZONE_TARGET_CHECKS.length);
  });
});

describe("a zone", () => {
  const verify = async (change: Change = {}): Promise<readonly Finding[]> => {
    const tiny = await openShop(change);
    try {
      return await verifyZone(SHOP_ZONE, tiny.world);
    } finally {
      await tiny.close();
    }
  };

  it("passes when mail, TLS and HSTS are as promised", async () => {
    expect(outcomes(await verify())).toEqual(["pass"]);
  });

  it("promises nothing about TLS before a launch serves the apex", async () => {
    const findings = await verify({ records: without("shop.example", "A") });
    expect(failed(findings)).toEqual([]);
    expect(findings.filter(({ outcome }) => outcome === "not-applicable").map(({ id }) => id)).toEqual([
      "headers.hsts",
      "tls.certificate",
      "tls.certificate-days",
      "tls.below-floor-refused",
      "tls.floor-accepted",
      "tls.version-1.3",
    ]);
  });

  it.each<readonly [string, Change, readonly string[]]>([
    [
      "a weaker SPF",
      { records: [...without("shop.example", "TXT"), { type: "TXT", name: "shop.example", data: ["v=spf1 +all"] }] },
      ["mail.spf-equal shop.example"],
    ],
    [
      "no HSTS",
      { respond: (asked) => ({ ...goodShop(asked), headers: {} }) },
      ["mail.mta-sts-policy https://mta-sts.shop.example/.well-known/mta-sts.txt", "headers.hsts shop.example"],
    ],
    ["old TLS", { tls: { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } }, ["tls.below-floor-refused shop.example"]],
  ])("fails with %s", async (_, change, expected) => {
    expect(failed(await verify(change))).toEqual(expected);
  });
});
