import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMAND_NAMES } from "../../cli/run.ts";

const root = join(__dirname, "../..");
const PLACES = ["errors", "config", "launch", "cli", "stacks", "rehearsal", "verify", "docs"];

it("names no command in a message or a page that the command line does not have", () => {
  const texts = PLACES.flatMap((place) =>
    readdirSync(join(root, place), { recursive: true, encoding: "utf8" }).map((file) => join(root, place, file)),
  )
    .filter((file) => /\.(ts|md)$/.test(file))
    .map((file) => readFileSync(file, "utf8"));
  const named = texts.flatMap((text) => [...text.matchAll(/(?:run|with|npx|see|`)\s?slipway ([a-z]+)\b/g)].map((match) => match[1] ?? ""));
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(named)].filter((name) => !COMMAND_NAMES.some((known) => known.split(" ")[0] === name))).toEqual([]);
});
