import { createContext, runInContext, Script } from "node:vm";
import { plainCopy } from "./plain-copy.ts";
import type { ConfigScript, LoadedFile, LoadProblem } from "./protocol.ts";

/**
 * What a config finds when it looks around: no Node, no environment, no clock, no chance. The same config must mean the same on every
 * machine and every day. Written as text because it runs inside the config's own realm; `report` is removed before the config runs.
 */
const PRELUDE = `"use strict";
(() => {
  const report = globalThis.report;
  delete globalThis.report;
  const stop = (kind, name) => {
    report(kind, String(name));
    throw new Error(kind === "environment" ? "a config cannot read " + String(name) : "a config cannot use " + String(name));
  };
  const sealed = (path, known) => new Proxy({}, {
    get: (_, name) => (typeof name === "symbol" ? undefined : known[name] ?? stop("environment", path + "." + name)),
    has: (_, name) => stop("environment", path + "." + String(name)),
    ownKeys: () => stop("environment", path),
    getOwnPropertyDescriptor: (_, name) => stop("environment", path + "." + String(name)),
  });
  const env = sealed("process.env", Object.create(null));
  globalThis.process = sealed("process", Object.assign(Object.create(null), { env }));
  const quiet = () => undefined;
  globalThis.console = { log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet };
  const clock = () => stop("nondeterministic", "the clock");
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    apply: clock,
    construct: (target, args) => (args.length === 0 ? clock() : new target(...args)),
    get: (target, name) => (name === "now" ? clock : Reflect.get(target, name)),
  });
  Math.random = () => stop("nondeterministic", "Math.random");
})();
const same = (config) => config;
const define = { defineLaunch: same, defineZone: same, defineAccount: same };
const module = { exports: {} };
const exports = module.exports;
const require = () => define;
`;

const prelude = new Script(PRELUDE, { filename: "slipway-prelude.js" });

/** Runs one compiled config in a realm of its own and takes its default export as plain data. */
export function evaluateConfig({ file, code }: ConfigScript, timeLimitMs: number): LoadedFile {
  const looked: LoadProblem[] = [];
  const report = (kind: unknown, name: unknown): void => {
    if (kind === "environment" || kind === "nondeterministic") looked.push({ kind, name: String(name) });
  };
  const realm = createContext({ report }, { codeGeneration: { strings: false, wasm: false }, microtaskMode: "afterEvaluate" });
  prelude.runInContext(realm);
  try {
    new Script(code, { filename: file }).runInContext(realm, { timeout: timeLimitMs });
    const exported: unknown = runInContext("module.exports.default", realm, { timeout: timeLimitMs });
    // reading the environment counts even when the config swallows the error
    if (looked.length > 0) return failed(file, looked);
    if (exported === undefined) return failed(file, [{ kind: "no-default-export" }]);
    const { problems, data } = plainCopy(exported);
    return problems.length > 0 ? failed(file, problems) : { file, ok: true, data };
  } catch (error) {
    if (looked.length > 0) return failed(file, looked);
    return failed(file, [isTimeout(error) ? { kind: "timeout" } : { kind: "throws", message: messageOf(error) }]);
  }
}

function failed(file: string, problems: readonly LoadProblem[]): LoadedFile {
  return { file, ok: false, problems };
}

function isTimeout(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

/** Errors come from another realm, so `instanceof Error` is false for them. */
function messageOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("message" in error)) return `${typeof error} thrown`;
  const name = "name" in error && typeof error.name === "string" ? error.name : "Error";
  return typeof error.message === "string" ? `${name}: ${error.message}` : name;
}
