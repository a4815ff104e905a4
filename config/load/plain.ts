import { Script } from "node:vm";
import { moduleFunction } from "./module-function.ts";

// Most configs are an import of "slipway/config" and a default export: JavaScript already. Those need no compiler, which takes longer to
// start than everything else that `check` does.

const COMMENT = "//[^\\n]*\\n|/\\*[^*]*\\*+(?:[^/*][^*]*\\*+)*/";
const IMPORT = new RegExp(`^((?:\\s|${COMMENT})*)import\\s*\\{([\\w\\s,]*)\\}\\s*from\\s*["']slipway/config["']`);
const EXPORT = /\bexport\s+default\b/;

/**
 * What reads as another thing in TypeScript than in a script of JavaScript: `f<T>(x)`, a module's own words, and what a function's body
 * admits that a module's does not. Those inside a text or comment count too, because only a parser could tell.
 */
const OTHERWISE = /<|\b(import|export|await|return|arguments)\b/;

/**
 * The script of a config that is plain JavaScript, or undefined: then the compiler has to look at it, and has the better words for what
 * is wrong. Line numbers stay. Whatever types it holds are no JavaScript and make it undefined too.
 */
export function plainScript(source: string): string | undefined {
  const [head, before = "", names = ""] = IMPORT.exec(source) ?? [""];
  const body = source.slice(head.length);
  const [words = ""] = EXPORT.exec(body) ?? [];
  if (words === "") return undefined;
  if (OTHERWISE.test(body.replace(words, ""))) return undefined;
  const defines = head === "" ? "" : `${before}const {${names}} = require("slipway/config")`;
  const code = `${defines}${body.replace(words, () => `module.exports.default =${words.replace(/[^\n]/g, "")}`)}`;
  return isScript(code) ? code : undefined;
}

function isScript(code: string): boolean {
  try {
    new Script(moduleFunction(code));
    return true;
  } catch {
    return false;
  }
}
