import { SESSION_CHECKS } from "../../../verify/checks/session.ts";
import { SHOP } from "../good-shop.ts";
import { failed, findingsOf, outcomes, shopBut } from "../shop.ts";

const cookies = (...lines: readonly string[]) =>
  shopBut(({ host, path }, good) =>
    host === "app.shop.example" && path === "/" ? { ...good, headers: { ...good.headers, "set-cookie": [...lines] } } : undefined,
  );
const GOOD = "__Host-s=abc; Path=/; Secure; HttpOnly; SameSite=Lax";

it("passes a cookie with every flag that was declared, in any case and order", async () => {
  const findings = await findingsOf(SESSION_CHECKS, cookies("theme=dark", "__Host-s=abc; samesite=lax; httponly; secure; path=/"));
  expect(findings.filter(({ outcome }) => outcome === "pass").map(({ subject }) => subject)).toEqual(["cookie __Host-s"]);
  expect(failed(findings)).toEqual([]);
});

it.each([
  ["Secure", GOOD.replace(" Secure;", "")],
  ["HttpOnly", GOOD.replace(" HttpOnly;", "")],
  ["SameSite=Lax", GOOD.replace("Lax", "None")],
  ["SameSite=Lax", GOOD.replace("; SameSite=Lax", "")],
  ["Path=/", GOOD.replace("Path=/;", "Path=/app;")],
])("finds a session cookie without %s, and never tells its value", async (flag, line) => {
  const findings = await findingsOf(SESSION_CHECKS, cookies(line));
  expect(findings.filter(({ outcome }) => outcome === "fail").map(({ got }) => got)).toEqual([
    `https://app.shop.example/ sets it without ${flag}`,
  ]);
  expect(JSON.stringify(findings)).not.toContain("abc");
});

it("finds a second cookie of the name that is weaker, and one that reaches other hosts", async () => {
  expect(failed(await findingsOf(SESSION_CHECKS, cookies(GOOD, "__Host-s=; Path=/")))).toHaveLength(1);
  expect(failed(await findingsOf(SESSION_CHECKS, cookies(`${GOOD}; Domain=shop.example`)))).toHaveLength(1);
});

it("says so where no public answer sets it, and asks nothing where no session is declared", async () => {
  expect(outcomes(await findingsOf(SESSION_CHECKS, cookies()))).toEqual(["not-applicable"]);
  const { session: _session, ...environment } = SHOP;
  expect(await findingsOf(SESSION_CHECKS, {}, { environment })).toEqual([]);
});
