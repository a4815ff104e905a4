import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE } from "../../errors/catalogue.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";

const root = join(__dirname, "../..");
const ROOMS = ["mail", "edge", "config", "constructs", "stacks", "launch", "verify", "rehearsal", "report", "cli"];
const codes = Object.keys(CATALOGUE);

describe("the error catalogue", () => {
  it("names every code once", () => {
    const dir = join(root, "errors/codes");
    const named = readdirSync(dir).flatMap((file) =>
      [...readFileSync(join(dir, file), "utf8").matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{/gm)].map((match) => match[1]),
    );
    expect(named.filter((code, index) => named.indexOf(code) !== index)).toEqual([]);
    expect(named.toSorted()).toEqual(codes.toSorted());
  });

  it("has no code that nothing uses", () => {
    const sources = ROOMS.map(textOf).join("\n");
    expect(codes.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
  });

  it("has no code that no test has seen", () => {
    const tests = textOf("test");
    expect(codes.filter((code) => !tests.includes(code))).toEqual([]);
  });

  it.each(Object.entries(CATALOGUE))("%s tells the whole story", (_code, entry) => {
    for (const text of Object.values(entry)) expect(text.trim().length).toBeGreaterThan(5);
  });
});

it("writes every message in one form", () => {
  const error = new SlipwayError({
    kind: "config",
    code: "TARGET_UNKNOWN",
    where: "target",
    expected: "one of a, b",
    got: '"c"',
    fix: "name one of them",
  });
  expect(error.message).toBe('target: expected one of a, b, got "c"; name one of them [TARGET_UNKNOWN]');
});

function textOf(room: string): string {
  return readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith("catalogue.test.ts"))
    .map((file) => readFileSync(join(root, room, file), "utf8"))
    .join("\n");
}
