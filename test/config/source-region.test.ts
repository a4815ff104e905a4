import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceRegion } from "../../config/source-region.ts";

const TEXT = `import { defineZone } from "slipway/config";
const more = { mode: "off" };
export default defineZone({
  domain: "x.example", // tls: { mode: "full" }
  "tls": {
    ...more,
    text: "} mode: 1",
    mode: \`strict\`,
    hsts: { maxAgeSeconds: 1 },
  },
  list: [{ a: 1 }, { a: 2, b: [3, 4] }],
  spread: [...others, { a: 1 }],
  mail: more,
});
`;

it.each([
  { path: ["domain"], line: 4, column: 3 },
  { path: ["tls", "mode"], line: 8, column: 5 },
  { path: ["tls", "hsts", "maxAgeSeconds"], line: 9, column: 13 },
  { path: ["tls", "hsts", "preload"], line: 9, column: 5, why: "a field that is missing is shown at what should hold it" },
  { path: ["list", "1", "b", "1"], line: 11, column: 35 },
  { path: ["mail", "mode"], line: 13, column: 3, why: "what another object holds is shown where it is used" },
  { path: ["spread", "1", "a"], line: 12, column: 3, why: "what stands behind a spread has no known place" },
  { path: [], line: 3, column: 1 },
])("finds $path", ({ path, line, column }) => {
  expect(sourceRegion(TEXT, path)).toEqual({ line, column });
});

it("finds nothing where nothing is written out", () => {
  expect(sourceRegion("export default JSON.parse('{}');", ["a"])).toBeUndefined();
});

it("finds its way through a real config", () => {
  const text = readFileSync(join(__dirname, "../../config/launches/chatbot.ts"), "utf8");
  const place = sourceRegion(text, ["environments", "staging", "hosts", "api", "origin"]);
  expect(text.split("\n")[(place?.line ?? 0) - 1]?.slice((place?.column ?? 0) - 1)).toMatch(/^origin: "api-staging\./);
});
