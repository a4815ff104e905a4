import { plainScript } from "../../../config/load/plain.ts";

const IMPORT = 'import { defineZone } from "slipway/config";';

/** What a config says when its script runs as the evaluator runs it. */
function saidBy(source: string): unknown {
  const code = plainScript(source);
  if (code === undefined) throw new Error("needs the compiler");
  const define = { defineZone: (config: unknown) => config };
  const loaded: { exports: { default?: unknown } } = { exports: {} };
  new Function("require", "module", code)(() => define, loaded);
  return loaded.exports.default;
}

it.each([
  { why: "an import and an export", source: `${IMPORT}\nexport default defineZone({ a: 1 });`, value: { a: 1 } },
  { why: "an export alone", source: "export default { a: 1 };", value: { a: 1 } },
  {
    why: "comments before the import",
    source: `// one line\n/* a ** block\n */ ${IMPORT} export default defineZone({ a: 1 })`,
    value: { a: 1 },
  },
  { why: "constants", source: `${IMPORT}\nconst A = [1];\nexport default defineZone({ a: A }); // end`, value: { a: [1] } },
  {
    why: "an import over lines",
    source: 'import {\n  defineZone,\n} from "slipway/config"\nexport default defineZone({ a: 1 })',
    value: { a: 1 },
  },
  { why: "a value that $& and $1 would change", source: 'export default { a: "$& $1" };', value: { a: "$& $1" } },
])("takes $why without a compiler", ({ source, value }) => {
  expect(saidBy(source)).toEqual(value);
});

it("keeps every line where it was", () => {
  const source = `/* a\n*/ import {\n  defineZone,\n} from "slipway/config";\nexport\n  default defineZone({});\n`;
  expect(plainScript(source)?.split("\n")).toHaveLength(source.split("\n").length);
});

it.each([
  { why: "a type", source: "const a: number = 1; export default { a };" },
  { why: "an assertion", source: "export default { a: 1 } as const;" },
  { why: "a call with type arguments, which JavaScript reads as comparisons", source: `${IMPORT} export default defineZone<string>({});` },
  { why: "an import beside slipway/config", source: `${IMPORT} import { a } from "./a.ts"; export default { a };` },
  { why: "an import under another name", source: 'import { defineZone as d } from "slipway/config"; export default d({});' },
  { why: "an import of a package", source: 'import { a } from "node:fs"; export default { a };' },
  { why: "an import while it runs", source: 'export default { a: import("node:fs") };' },
  { why: "a second export", source: "export const a = 1; export default { a };" },
  { why: "no default export", source: "const a = 1;" },
  { why: "what only a function may hold", source: "return; export default {};" },
  { why: "what only a function may read", source: "export default { a: arguments.length };" },
  { why: "a name that the script takes", source: "const module = 1; export default { module };" },
  { why: "a look at other modules' words", source: "await (1); export default {};" },
  { why: "a syntax error", source: "export default { a: , };" },
  { why: "nothing", source: "" },
])("leaves $why to the compiler", ({ source }) => {
  expect(plainScript(source)).toBeUndefined();
});

it("is quick to give up a long text", () => {
  const started = performance.now();
  expect(plainScript(`${"/* a */ ".repeat(50_000)}import {`)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(1_000);
});
