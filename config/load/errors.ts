import { SlipwayError, type SlipwayErrorParts } from "../../errors/slipway-error.ts";
import { showText } from "../show-value.ts";
import type { LoadedFile, LoadProblem } from "./protocol.ts";

export function loadErrors(loaded: LoadedFile, timeLimitMs: number): SlipwayError[] {
  return loaded.ok ? [] : loaded.problems.map((problem) => errorOf(loaded.file, problem, timeLimitMs));
}

function errorOf(file: string, problem: LoadProblem, timeLimitMs: number): SlipwayError {
  switch (problem.kind) {
    case "syntax":
      return config({
        code: "CONFIG_SYNTAX",
        where: problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`,
        expected: problem.language ?? "TypeScript that compiles",
        got: showText(problem.message),
        fix: "correct the file; an editor shows the place",
      });
    case "import":
      return config({
        code: "CONFIG_IMPORT",
        where: file,
        expected: 'imports of "slipway/config" or of files beside the config only',
        got: showText(problem.specifier),
        fix: "write the value into the config, or move it into a file that the config imports by relative path",
      });
    case "environment":
      return config({
        code: "CONFIG_READS_ENVIRONMENT",
        where: file,
        expected: "a config that says the same on every machine",
        got: `a look at ${showText(problem.name)}`,
        fix: "write the value into the config; a secret belongs into a secret slot",
      });
    case "nondeterministic":
      return config({
        code: "CONFIG_NOT_DETERMINISTIC",
        where: file,
        expected: "a config that says the same every day",
        got: `a use of ${showText(problem.name)}`,
        fix: "write the value into the config",
      });
    case "throws":
      return config({
        code: "CONFIG_THROWS",
        where: file,
        expected: "a config that runs to its end",
        got: showText(problem.message),
        fix: "correct the line that throws",
      });
    case "timeout":
      return config({
        code: "CONFIG_TIMEOUT",
        where: file,
        expected: `configs that are read within ${timeLimitMs / 1000} s`,
        got: "no end",
        fix: "look for a loop that does not end",
      });
    case "no-default-export":
      return config({
        code: "CONFIG_NO_DEFAULT_EXPORT",
        where: file,
        expected: "export default defineLaunch({...}), defineZone({...}) or defineAccount({...})",
        got: "no default export",
        fix: "export the config as the default",
      });
    case "not-plain":
      return config({
        code: "CONFIG_NOT_PLAIN_DATA",
        where: problem.path === "" ? file : `${file}: ${showText(problem.path)}`,
        expected: "plain data: objects, lists, strings, numbers, true and false",
        got: problem.found,
        fix: "write the value itself",
      });
  }
}

function config(parts: Omit<SlipwayErrorParts, "kind">): SlipwayError {
  return new SlipwayError({ kind: "config", ...parts });
}
