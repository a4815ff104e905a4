import fc from "fast-check";
import { parsePolicy as theirs, validateMx } from "mailauth/lib/mta-sts";
import { isMxPattern, MTA_STS_MODES, matchesMx, parsePolicy, renderPolicy } from "../../../mail/mta-sts/policy.ts";

const policy = (...lines: readonly string[]) => ["version: STSv1", ...lines, ""].join("\n");
const GOOD = ["mode: enforce", "mx: mail.e.example", "max_age: 86400"];

it("reads what it writes, and so does mailauth", () => {
  const host = fc.constantFrom("mail.e.example", "*.mx.e.example", "mx2.e.example");
  fc.assert(
    fc.property(
      fc.constantFrom(...MTA_STS_MODES),
      fc.uniqueArray(host, { minLength: 1 }),
      fc.integer({ min: 0, max: 31_557_600 }),
      (mode, mx, maxAgeSeconds) => {
        const text = renderPolicy({ mode, mx, maxAgeSeconds });
        expect(parsePolicy(text)).toEqual({ ok: true, policy: { mode, mx, maxAgeSeconds } });
        expect(theirs(text)).toMatchObject({ mode, mx });
      },
    ),
  );
});

it.each([
  [["mode: enforce", "mx: a.example, b.example", "max_age: 86400"], 'mx "a.example, b.example"'],
  [["mode: enforce", "mx: mail.*.e.example", "max_age: 86400"], 'mx "mail.*.e.example"'],
  [["mode: enforce", "mx: mail.e.example.", "max_age: 86400"], 'mx "mail.e.example."'],
  [[...GOOD, "mode: testing"], "mode for the second time"],
  [["mode: strict", "mx: mail.e.example", "max_age: 86400"], "mode strict"],
  [["mode: enforce", "max_age: 86400"], "no mx"],
  [["mode: enforce", "mx: mail.e.example"], "max_age missing"],
  [["mode: enforce", "mx: mail.e.example", "max_age: 99999999999"], "max_age 99999999999"],
  [[...GOOD, "nonsense"], 'the line "nonsense"'],
] as const)("refuses %j", (lines, problem) => expect(parsePolicy(policy(...lines))).toEqual({ ok: false, problems: [problem] }));

it("skips what it does not know, and needs no host to say that there is no policy", () => {
  expect(parsePolicy(policy(...GOOD, "future: 1"))).toMatchObject({ ok: true });
  expect(parsePolicy(policy("mode: none", "max_age: 86400"))).toMatchObject({ ok: true });
  expect(parsePolicy("version: STSv2\nmode: none\nmax_age: 1\n")).toEqual({ ok: false, problems: ["version STSv2"] });
});

it.each([
  ["mail.e.example", "mail.e.example", true],
  ["MAIL.e.example", "mail.E.example", true],
  ["*.mail.e.example", "mail.e.example", false],
  ["*.mail.e.example", "a.b.mail.e.example", false],
  ["*.mail.e.example", "a.mail.e.example", true],
  ["mail.e.example", "a.mail.e.example", false],
])("%s for %s: %s", (pattern, host, matches) => {
  expect(isMxPattern(pattern)).toBe(true);
  expect(matchesMx(pattern, host)).toBe(matches);
  expect(validateMx(host, { id: "x", version: "STSv1", mode: "enforce", mx: [pattern], maxAge: 1, expires: "" } as never).valid).toBe(
    matches,
  );
});
