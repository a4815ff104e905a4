import { runChecks } from "../../../verify/check.ts";
import { SERVICE_CHECKS } from "../../../verify/checks/service.ts";
import type { Finding } from "../../../verify/finding.ts";
import { createNet } from "../../../verify/net.ts";
import { environmentModel, zoneModel } from "../../fixtures/models.ts";
import { redirect } from "../good-shop.ts";
import { type Change, failed, findingsOf, openShop, shopBut } from "../shop.ts";
import type { Asked, Given } from "../tiny-world.ts";

const scope = { environment: environmentModel, zone: zoneModel };

const health = (given: Given): Change => shopBut(({ path }) => (path === "/healthz" ? given : undefined));
const url = "https://api.shop.example/healthz";

it.each<readonly [string, Given]>([
  ["is down", { status: 503, body: '{"status":"ok"}' }],
  ["redirects", redirect(302, "https://shop.example/")],
  ["says something else", { status: 200, body: '{"status":"degraded"}' }],
  ["says it after what uptime checks read", { status: 200, body: `${" ".repeat(5120)}{"status":"ok"}` }],
])("finds a health endpoint that %s", async (_, given) => {
  expect(failed(await findingsOf(SERVICE_CHECKS, health(given)))).toEqual([`health.endpoint ${url}`]);
});

it("reads a long answer to a bounded length", async () => {
  const findings = await findingsOf(SERVICE_CHECKS, health({ status: 200, body: `{"status":"ok"}${"x".repeat(5_000_000)}` }));
  expect(failed(findings)).toEqual([]);
});

it.each(["/.env", "/.git/HEAD"])("finds %s, and does not repeat what is in it", async (path) => {
  const secret = "KEY=very-private";
  const findings = await findingsOf(
    SERVICE_CHECKS,
    shopBut((asked) =>
      asked.path === path && asked.host === "app.shop.example" && asked.secure ? { status: 200, body: secret } : undefined,
    ),
  );
  expect(failed(findings)).toEqual([`hygiene.forgotten-files https://app.shop.example${path}`]);
  expect(JSON.stringify(findings)).not.toContain("very-private");
});

it.each([
  ["a page for every path, as a single-page application does", "<!doctype html><title>app</title>", []],
  ["a page after a comment", "\n<!-- built -->\n<html lang=en>", []],
  ["text that only mentions a page", "TEMPLATE=<!doctype html>", ["hygiene.forgotten-files https://app.shop.example/.env"]],
])("judges %s by what comes back", async (_, body, found) => {
  const answer = shopBut((asked) =>
    asked.path === "/.env" && asked.host === "app.shop.example" && asked.secure ? { status: 200, body } : undefined,
  );
  expect(failed(await findingsOf(SERVICE_CHECKS, answer))).toEqual(found);
});

describe("rate limits", () => {
  const login = ({ path, method }: Asked): boolean => path === "/v1/login" && method === "POST";

  async function burst(allowed: number): Promise<{ readonly finding: Finding | undefined; readonly sent: number }> {
    let count = 0;
    const respond = shopBut((asked) => (login(asked) && ++count > allowed ? { status: 429, headers: { "retry-after": "60" } } : undefined));
    const tiny = await openShop(respond);
    const findings = await runChecks(SERVICE_CHECKS, scope, createNet({ ...tiny.world, allowBursts: true }, "shop.example"));
    await tiny.close();
    return { finding: findings.at(-1), sent: tiny.asked.filter(login).length };
  }

  it("finds the limit that is there", async () => {
    expect((await burst(10)).finding).toMatchObject({ id: "limits.enforced", outcome: "pass" });
  });

  it("is not fooled by callers who name another address each time", async () => {
    const counts = new Map<string, number>();
    const respond = shopBut((asked) => {
      if (!login(asked)) return undefined;
      const named = String(asked.headers["x-forwarded-for"]);
      counts.set(named, (counts.get(named) ?? 0) + 1);
      return (counts.get(named) ?? 0) > 10 ? { status: 429 } : undefined;
    });
    const tiny = await openShop(respond);
    const findings = await runChecks(SERVICE_CHECKS, scope, createNet({ ...tiny.world, allowBursts: true }, "shop.example"));
    await tiny.close();
    expect(findings.at(-1)).toMatchObject({ outcome: "fail", got: "no 429 in 12 requests" });
    expect(counts.size).toBe(12);
  });

  it("stops soon after the first refusal", async () => {
    const { finding, sent } = await burst(1);
    expect(finding?.outcome).toBe("pass");
    expect(sent).toBeLessThanOrEqual(10);
  });

  it("finds a limit that is not there, after no more than a fifth too many", async () => {
    const { finding, sent } = await burst(1000);
    expect(finding).toMatchObject({ outcome: "fail", expected: "429 within 12 requests (limit 10 in 60 s)", got: "no 429 in 12 requests" });
    expect(sent).toBe(12);
  });

  it("is not tried where bursts are not allowed", async () => {
    const tiny = await openShop();
    const findings = await runChecks(SERVICE_CHECKS, scope, createNet(tiny.world, "shop.example"));
    await tiny.close();
    expect(findings.at(-1)).toMatchObject({ id: "limits.enforced", outcome: "not-applicable" });
    expect(tiny.asked.filter(login)).toEqual([]);
  });

  it.each([
    [
      "no route has the limit's class",
      {
        rateLimits: [
          { limitClass: "export", ref: "shop--production--limit-export", host: "api.shop.example", requests: 5, periodSeconds: 60 },
        ],
      },
    ],
    [
      "the smallest limit takes too many requests",
      {
        rateLimits: [
          { limitClass: "login", ref: "shop--production--limit-login", host: "api.shop.example", requests: 1000, periodSeconds: 60 },
        ],
      },
    ],
  ])("is not tried when %s", async (_, change) => {
    const tiny = await openShop();
    const environment = { ...environmentModel, ...change };
    const findings = await runChecks(
      SERVICE_CHECKS,
      { ...scope, environment },
      createNet({ ...tiny.world, allowBursts: true }, "shop.example"),
    );
    await tiny.close();
    expect(findings.at(-1)).toMatchObject({ id: "limits.enforced", outcome: "not-applicable" });
  });
});
