import { readFileSync } from "node:fs";
import { join } from "node:path";
import { referencePages } from "../../cli/reference-pages.ts";

it.each(referencePages())("$file is fresh; npm run docs writes it", ({ file, text }) => {
  expect(readFileSync(join(__dirname, "../..", file), "utf8")).toBe(text);
});
