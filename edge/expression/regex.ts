import { refuse } from "./refusal.ts";

/**
 * Cloudflare runs Rust's regular expressions, we run JavaScript's. Only what means the same in both is read: literals, `.`, classes
 * without sets inside, groups without flags, alternatives, quantifiers, `^` and `$`. Source: docs.rs/regex, syntax (checked 2026-11-22).
 */
const SHARED =
  /^(?:\\[.\\/^$|()[\]{}*+?-]|\[\^?(?:[^\\[\]&~-]|\\[\\\][^-]|(?<=[0-9A-Za-z])-(?=[0-9A-Za-z]))+\]|\((?:\?:)?(?!\?)|[^\\[\]])*$/;

/** Compiles the shared part of the syntax, or says what is outside it. */
export function parseRegex(pattern: string, position: number): RegExp {
  if (SHARED.test(pattern)) {
    // in a unicode pattern JavaScript takes neither `\-` outside a class nor `.` for the line separators that Rust's `.` matches
    const portable = pattern.replace(/\[(?:[^\\\]]|\\.)*\]|\\-|\\.|\./g, (part) => (part === "\\-" ? "-" : part === "." ? "[^\\n]" : part));
    try {
      return new RegExp(portable, "u");
    } catch {
      // an unbalanced bracket or a dangling quantifier; refused below
    }
  }
  throw refuse({
    code: "EXPRESSION_SYNTAX",
    position,
    expected: "a regular expression of literals, classes, groups, alternatives and quantifiers, without flags or \\d, \\w, \\b",
    got: JSON.stringify(pattern),
    fix: "write classes out, for example [0-9], or use wildcard",
  });
}

/** Capture groups of a pattern. */
export function captureCount(pattern: RegExp): number {
  return (new RegExp(`${pattern.source}|`, "u").exec("")?.length ?? 1) - 1;
}
