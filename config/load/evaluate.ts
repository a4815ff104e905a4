import { type Context, createContext, Script } from "node:vm";
import { moduleFunction } from "./module-function.ts";
import { plainCopy } from "./plain-copy.ts";
import type { ConfigScript, LoadedFile, LoadProblem } from "./protocol.ts";

/**
 * What a config finds when it looks around: no Node, no environment, no clock, no chance. The same config must mean the same on every
 * machine and every day. All configs share one realm, because a realm each would cost more than everything else; so the language's own
 * objects are frozen, and no config can bend them for the next. Written as text because it runs inside that realm.
 */
const PRELUDE = `"use strict";
(() => {
  const report = globalThis.report;
  delete globalThis.report;
  const stop = (kind, name) => {
    report(kind, String(name));
    throw new Error((kind === "environment" ? "a config cannot read " : "a config cannot use ") + String(name));
  };
  const sealed = (path, known) => new Proxy({}, {
    get: (_, name) => (typeof name === "symbol" ? undefined : known[name] ?? stop("environment", path + "." + name)),
    has: (_, name) => stop("environment", path + "." + String(name)),
    ownKeys: () => stop("environment", path),
    getOwnPropertyDescriptor: (_, name) => stop("environment", path + "." + String(name)),
  });
  const env = sealed("process.env", Object.create(null));
  const quiet = () => undefined;
  const clock = () => stop("nondeterministic", "the clock");
  const RealDate = Date;
  const own = {
    process: sealed("process", Object.assign(Object.create(null), { env })),
    console: { log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet },
    Date: new Proxy(RealDate, {
      apply: clock,
      construct: (target, args) => (args.length === 0 ? clock() : new target(...args)),
    }),
  };
  RealDate.now = clock;
  RealDate.prototype.constructor = own.Date;
  Math.random = () => stop("nondeterministic", "Math.random");

  const seen = new Set();
  const freeze = (value) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || value === globalThis || seen.has(value)) return;
    seen.add(value);
    Object.freeze(value);
    freeze(Object.getPrototypeOf(value));
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(value))) {
      freeze(descriptor.value);
      freeze(descriptor.get);
      freeze(descriptor.set);
    }
  };
  for (const name of Object.getOwnPropertyNames(globalThis)) freeze(Object.getOwnPropertyDescriptor(globalThis, name).value);
  for (const hidden of [async () => {}, function* () {}, async function* () {}, [][Symbol.iterator](), ""[Symbol.iterator]()]) freeze(hidden);
  for (const name of Object.keys(own)) Object.defineProperty(globalThis, name, { value: own[name] });
})();
`;

/** Stands in for "slipway/config", the only module that a script may ask for. */
const DEFINE = "((same) => Object.freeze({ defineLaunch: same, defineZone: same, defineAccount: same }))((config) => config)";

export interface Realm {
  readonly context: Context;
  /** What configs have looked for since it was emptied last. */
  readonly looked: LoadProblem[];
}

export function createRealm(): Realm {
  const looked: LoadProblem[] = [];
  const report = (kind: unknown, name: unknown): void => {
    if (kind === "environment" || kind === "nondeterministic") looked.push({ kind, name: String(name) });
  };
  const context = createContext({ report }, { codeGeneration: { strings: false, wasm: false }, microtaskMode: "afterEvaluate" });
  new Script(PRELUDE, { filename: "slipway-prelude.js" }).runInContext(context);
  return { context, looked };
}

/** Runs one compiled config and takes its default export as plain data. */
export function evaluateConfig({ context, looked }: Realm, { file, code }: ConfigScript, timeLimitMs: number): LoadedFile {
  looked.length = 0;
  const wrapped = `${moduleFunction(code)}(() => ${DEFINE}, { exports: {} })`;
  try {
    const exported: unknown = new Script(wrapped, { filename: file }).runInContext(context, { timeout: timeLimitMs });
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
  return { file, ok: false, problems: [...problems] };
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
