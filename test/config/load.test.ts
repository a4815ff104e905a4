import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadConfigs } from "../../config/load.ts";
import { packageRoot } from "../../config/package-root.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const GOOD = 'import { defineZone } from "slipway/config"; export default defineZone({ domain: "x.example" } as never);';

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-load-"));
  folders.push(folder);
  const all = { "config/account.ts": GOOD, "config/zones/z.ts": GOOD, "config/launches/l.ts": GOOD, ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    if (text !== "") writeFileSync(join(folder, file), text);
  }
  return folder;
}

async function messages(files: Record<string, string>, timeLimitMs?: number): Promise<string[]> {
  const loaded = await loadConfigs(project(files), timeLimitMs === undefined ? {} : { timeLimitMs });
  return loaded.ok ? [] : loaded.errors.map((error) => error.message);
}

/** The account config says this. */
const account = async (text: string, timeLimitMs?: number) => messages({ "config/account.ts": text }, timeLimitMs);

it("loads the configs of this repository", async () => {
  const loaded = await loadConfigs(packageRoot());
  expect(loaded).toMatchObject({
    ok: true,
    raw: {
      account: { file: "config/account.ts", data: { name: "opsdesk" } },
      zones: [
        { file: "config/zones/clientdesk.example.ts" },
        { file: "config/zones/opsdesk.example.ts", data: { domain: "opsdesk.example" } },
      ],
      launches: [{ file: "config/launches/chatbot.ts", data: { name: "chatbot" } }, { file: "config/launches/portal.ts" }],
    },
  });
});

it("follows relative imports and takes files in codepoint order", async () => {
  const folder = project({
    "config/shared.ts": "export const DOMAIN: string = 'shared.example';",
    "config/zones/b.ts": 'import { DOMAIN } from "../shared.ts"; export default { domain: DOMAIN };',
    "config/zones/Z-big.ts": "export default { domain: 'big.example' };",
    "config/zones/notes.md": "not a config",
  });
  const loaded = await loadConfigs(folder);
  expect(loaded.ok && loaded.raw.zones).toEqual([
    { file: "config/zones/Z-big.ts", data: { domain: "big.example" } },
    { file: "config/zones/b.ts", data: { domain: "shared.example" } },
    { file: "config/zones/z.ts", data: { domain: "x.example" } },
  ]);
});

it("ignores the project's own compiler options", async () => {
  const folder = project({
    "tsconfig.json": '{ "compilerOptions": { "paths": { "slipway/config": ["./evil.ts"] } } }',
    "evil.ts": "throw new Error('evil')",
  });
  expect((await loadConfigs(folder)).ok).toBe(true);
});

it.each([
  {
    why: "a syntax error",
    text: "export default {\n  name: ,\n};",
    message:
      'config/account.ts:2: expected TypeScript that compiles, got Unexpected ","; correct the file; an editor shows the place [CONFIG_SYNTAX]',
  },
  {
    why: "an import of a package",
    text: 'import { readFileSync } from "node:fs"; export default { a: readFileSync("/etc/hosts", "utf8") };',
    message:
      'config/account.ts: expected imports of "slipway/config" or of files beside the config only, got node:fs; ' +
      "write the value into the config, or move it into a file that the config imports by relative path [CONFIG_IMPORT]",
  },
  {
    why: "an exception",
    text: "export default (() => { throw new RangeError('no such region'); })();",
    message:
      "config/account.ts: expected a config that runs to its end, got RangeError: no such region; correct the line that throws [CONFIG_THROWS]",
  },
  {
    why: "a look at an environment variable that is not there",
    text: "export default { name: process.env.HOME };",
    message:
      "config/account.ts: expected a config that says the same on every machine, got a look at process.env.HOME; " +
      "write the value into the config; a secret belongs into a secret slot [CONFIG_READS_ENVIRONMENT]",
  },
  {
    why: "a look at the environment that is hushed up",
    text: "let n = 'x'; try { n = process.env.NAME ?? n; } catch {} export default { name: n };",
    message:
      "config/account.ts: expected a config that says the same on every machine, got a look at process.env.NAME; " +
      "write the value into the config; a secret belongs into a secret slot [CONFIG_READS_ENVIRONMENT]",
  },
  {
    why: "the clock",
    text: "export default { name: `x${Date.now()}` };",
    message:
      "config/account.ts: expected a config that says the same every day, got a use of the clock; write the value into the config [CONFIG_NOT_DETERMINISTIC]",
  },
  {
    why: "no default export",
    text: "export const account = {};",
    message:
      "config/account.ts: expected export default defineLaunch({...}), defineZone({...}) or defineAccount({...}), got no default export; " +
      "export the config as the default [CONFIG_NO_DEFAULT_EXPORT]",
  },
])("says what is wrong with $why", async ({ text, message }) => {
  expect(await account(text)).toEqual([message]);
});

it.each([
  { why: "a function", text: "export default { a: { b: () => 1 } };", got: "config/account.ts: a.b|a function" },
  { why: "a date", text: "export default { a: new Date(0) };", got: "config/account.ts: a|a Date" },
  { why: "a map", text: "export default { a: [new Map()] };", got: "config/account.ts: a.0|a Map" },
  {
    why: "an object of a class",
    text: "class A { b = 1 } export default { a: new A() };",
    got: "config/account.ts: a|an object of a class",
  },
  { why: "a cycle", text: "const a: any = {}; a.a = a; export default a;", got: "config/account.ts: a|a cycle" },
  { why: "a promise", text: "export default Promise.resolve({});", got: "config/account.ts|a promise" },
  { why: "not a number", text: "export default { a: 0 / 0 };", got: "config/account.ts: a|NaN" },
  { why: "a big integer", text: "export default { a: 1n };", got: "config/account.ts: a|a bigint" },
  { why: "a getter", text: "export default { get a() { return 1; } };", got: "config/account.ts: a|a getter or setter" },
  { why: "a proxy", text: "export default { a: new Proxy({}, {}) };", got: "config/account.ts: a|a proxy" },
  { why: "undefined in a list", text: "export default { a: [undefined] };", got: "config/account.ts: a.0|a undefined" },
])("refuses $why", async ({ text, got }) => {
  const loaded = await loadConfigs(project({ "config/account.ts": text }));
  const errors = loaded.ok ? [] : loaded.errors;
  expect(errors.map(({ parts }) => [parts.code, `${parts.where}|${parts.got}`])).toEqual([["CONFIG_NOT_PLAIN_DATA", got]]);
});

it("keeps a name like __proto__ as data, for the parser to refuse", async () => {
  const loaded = await loadConfigs(project({ "config/account.ts": 'export default JSON.parse(\'{"__proto__":{"a":1}}\');' }));
  expect(loaded.ok && Object.keys(Object(loaded.raw.account.data))).toEqual(["__proto__"]);
});

it.each([
  { why: "a loop", text: "for (;;) {} export default {};" },
  { why: "a loop in a microtask", text: "Promise.resolve().then(() => { for (;;) {} }); export default {};" },
])("ends $why and names the file", async ({ text }) => {
  const started = Date.now();
  expect(await account(text, 300)).toEqual([
    "config/account.ts: expected configs that are read within 0.3 s, got no end; look for a loop that does not end [CONFIG_TIMEOUT]",
  ]);
  expect(Date.now() - started).toBeLessThan(5_000);
});

it("ends a config that eats memory", async () => {
  const text = "const a: number[][] = []; for (let i = 0; ; i++) a.push(new Array(100_000).fill(i + 0.5)); export default a;";
  const errors = await account(text, 20_000);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^config\/account\.ts: .*\[(CONFIG_TIMEOUT|CONFIG_THROWS)\]$/);
});

it("reports every file's errors at once", async () => {
  const found = await messages({
    "config/account.ts": "export default {",
    "config/zones/z.ts": "throw new Error('one');",
    "config/launches/l.ts": "export default { a: process.env.X };",
    "config/launches/m.ts": 'import "left-pad"; export default {};',
  });
  expect(found.map((message) => `${message.split(":")[0]} ${/\[\w+\]$/.exec(message)?.[0]}`).sort()).toEqual([
    "config/account.ts [CONFIG_SYNTAX]",
    "config/launches/l.ts [CONFIG_READS_ENVIRONMENT]",
    "config/launches/m.ts [CONFIG_IMPORT]",
    "config/zones/z.ts [CONFIG_THROWS]",
  ]);
});

it("says once what is wrong with a shared module", async () => {
  const found = await messages({
    "config/shared.ts": "export const = 1;",
    "config/zones/z.ts": 'import "../shared.ts"; export default {};',
    "config/launches/l.ts": 'import "../shared.ts"; export default {};',
  });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^config\/shared\.ts:1: .*\[CONFIG_SYNTAX\]$/);
});

it("keeps one config from bending the language for the next", async () => {
  const found = await messages({
    "config/account.ts": "(Object.prototype as any).polluted = 1; export default {};",
    "config/zones/z.ts": "Array.prototype.map = (() => ['evil']) as never; export default {};",
    "config/launches/l.ts":
      "export default { domains: ['x'].map((each) => `${each}.example`), error: String(Object.keys(new (class extends Error {})())) };",
  });
  expect(found.map((message) => `${message.split(":")[0]} ${/\[\w+\]$/.exec(message)?.[0]}`)).toEqual([
    "config/account.ts [CONFIG_THROWS]",
    "config/zones/z.ts [CONFIG_THROWS]",
  ]);
});

it.each(["new Date().getFullYear()", "new (Object.getPrototypeOf(new Date(0)).constructor)().getTime()", "Math.random()", "Date()"])(
  "finds no clock and no chance by %s",
  async (expression) => {
    expect(await account(`export default { a: ${expression} };`)).toEqual([expect.stringMatching(/\[CONFIG_NOT_DETERMINISTIC\]$/)]);
  },
);

it.each(["globalThis.process.argv", "Object.keys(process.env)", "'HOME' in process.env", "({ ...process.env })"])(
  "finds no process by %s",
  async (expression) => {
    expect(await account(`export default { a: ${expression} };`)).toEqual([expect.stringMatching(/\[CONFIG_READS_ENVIRONMENT\]$/)]);
  },
);

it("says what is missing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-load-"));
  folders.push(folder);
  mkdirSync(join(folder, "config/zones"), { recursive: true });
  const loaded = await loadConfigs(folder);
  expect(loaded.ok ? [] : loaded.errors.map(({ parts }) => `${parts.code} ${parts.where}`)).toEqual([
    "CONFIG_FILE_MISSING config/account.ts",
    "CONFIG_FILE_MISSING config/zones",
    "CONFIG_FILE_MISSING config/launches",
  ]);
});
