import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The list's own numbers; it counts from 1 to 54 and leaves some out. */
const LEFT_OUT = new Set([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
const LAST = 54;

it("has one row for every scenario of the list, and no other", () => {
  const files = readdirSync(__dirname).filter((file) => /^scenarios-.*\.test\.ts$/.test(file));
  const rows = files.flatMap((file) => [...readFileSync(join(__dirname, file), "utf8").matchAll(/^ {2}\[\s*(\d+),\s*"/gm)]);
  const numbers = rows.map((match) => Number(match[1])).sort((one, other) => one - other);
  const wanted = Array.from({ length: LAST }, (_, index) => index + 1).filter((number) => !LEFT_OUT.has(number));
  expect(numbers).toEqual(wanted);
});
