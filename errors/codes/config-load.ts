import type { ErrorEntry } from "../entry.ts";

/** Codes of reading and parsing config files. */
export const CONFIG_LOAD_CODES = {
  CONFIG_FILE_MISSING: {
    title: "a config file or folder is not there",
    consequence: "nothing can be checked",
    fix: "run the command in the project's folder, or name it with --dir; the config/ of the repository is a first one to copy",
    source: "design: config/account.ts, config/zones/*.ts, config/launches/*.ts",
  },
  CONFIG_SYNTAX: {
    title: "a config file does not compile",
    consequence: "nothing in the file can be checked",
    fix: "correct the line in the message",
    source: "esbuild's TypeScript parser",
  },
  CONFIG_IMPORT: {
    title: "a config imports a package",
    consequence: "what the config says would depend on what is installed, and a package could read or change this machine",
    fix: "write the value into the config, or import a file beside it",
    source: "design: a config is data",
  },
  CONFIG_READS_ENVIRONMENT: {
    title: "a config looks at the environment or the process",
    consequence: "the same commit would plan different things on different machines, and a reviewer could not see which",
    fix: "write the value into the config; a secret belongs into a secret slot",
    source: "design: synth is deterministic",
  },
  CONFIG_NOT_DETERMINISTIC: {
    title: "a config uses the clock or chance",
    consequence: "the same commit would plan different things on different days, and no approval would match",
    fix: "write the value into the config",
    source: "design: synth is deterministic",
  },
  CONFIG_THROWS: {
    title: "a config throws",
    consequence: "nothing in the file can be checked",
    fix: "correct the line that throws",
    source: "design: a config is data",
  },
  CONFIG_TIMEOUT: {
    title: "a config does not end",
    consequence: "the command would hang, in CI until somebody stops it",
    fix: "look for a loop that does not end",
    source: "design: loops are bounded",
  },
  CONFIG_NO_DEFAULT_EXPORT: {
    title: "a config file exports no config",
    consequence: "the file would be ignored",
    fix: "write export default defineLaunch({...}), defineZone({...}) or defineAccount({...})",
    source: "design: configs are default exports",
  },
  CONFIG_NOT_PLAIN_DATA: {
    title: "a config holds something that is not plain data",
    consequence: "functions, dates and objects of classes have no one spelling in a plan",
    fix: "write the value itself: text, number, true, false, list or object",
    source: "design: a config is data; RFC 8259",
  },
  ADOPTED_STRAY: {
    title: "a file of config/adopted belongs to no declared target",
    consequence: "nothing of it is imported, and what it describes would be created a second time or left alone",
    fix: "delete the file, or declare the target that it was made for",
    source: "design: adopt writes import ids and a baseline beside the config",
  },
  CONFIG_UNKNOWN_FIELD: {
    title: "a field that no schema knows",
    consequence: "a misspelt field would be ignored, and the wish in it not be carried out",
    fix: "take the suggestion, or look the field up in docs/config.md",
    source: "docs/config.md",
  },
  CONFIG_NAME: {
    title: "a name of the wrong form",
    consequence: "names become parts of addresses, stacks and rule references, which admit few characters",
    fix: "rename it",
    source: "docs/config.md",
  },
  CONFIG_VALUE: {
    title: "a value of the wrong form",
    consequence: "the provider would refuse it half-way through the apply, or take it for something else",
    fix: "take a value of the form in the message",
    source: "docs/config.md",
  },
  CONFIG_MISSING: {
    title: "a required field is missing",
    consequence: "there is no safe default to guess",
    fix: "add the field",
    source: "docs/config.md",
  },
  CONFIG_HIDDEN_CHARACTER: {
    title: "text with characters that a reader cannot see",
    consequence: "a reviewer would approve another value than the one that is applied",
    fix: "remove the character",
    source: "Unicode Technical Report 36, section 3; CVE-2021-42574",
  },
  CONFIG_TEXT_TOO_LONG: {
    title: "text that is longer than any real value",
    consequence: "the message, the plan and the review would drown in it",
    fix: "shorten it",
    source: "docs/config.md",
  },
  CONFIG_TOO_DEEP: {
    title: "data nested deeper than any real config",
    consequence: "the checker would run out of stack",
    fix: "flatten the value",
    source: "docs/config.md",
  },
  CONFIG_FORBIDDEN_NAME: {
    title: "a name that reaches into JavaScript's own objects",
    consequence: "code that reads the config could be made to run other code",
    fix: "choose another name",
    source: "CWE-1321, prototype pollution",
  },
  PACKAGE_ROOT_MISSING: {
    title: "the installation of slipway is incomplete",
    consequence: "parts of the program cannot be found",
    fix: "install slipway again",
    source: "design: the package is found by its package.json",
  },
} as const satisfies Record<string, ErrorEntry>;
