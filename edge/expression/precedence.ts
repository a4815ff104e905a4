import { TokenReader } from "./token-reader.ts";

const LOOSE = new Map([
  ["or", "or"],
  ["||", "or"],
  ["xor", "xor"],
  ["^^", "xor"],
  ["and", "and"],
  ["&&", "and"],
]);

/**
 * The operators that stand side by side without parentheses, loosest first, where a reader has to know which binds tighter; undefined when
 * every group says so itself. The text must be an expression that parses.
 */
export function mixedOperators(text: string): readonly string[] | undefined {
  const reader = new TokenReader(text);
  const groups: Set<string>[] = [new Set()];
  for (;;) {
    const token = reader.take();
    if (token.kind === "end") return mixed(groups.at(-1));
    if (token.kind === "sign" && token.text === "(") groups.push(new Set());
    else if (token.kind === "sign" && token.text === ")") {
      const found = mixed(groups.pop());
      if (found !== undefined) return found;
    } else {
      const operator = token.kind === "sign" || token.kind === "word" ? LOOSE.get(token.text) : undefined;
      if (operator !== undefined) groups.at(-1)?.add(operator);
    }
  }
}

function mixed(operators: ReadonlySet<string> | undefined): readonly string[] | undefined {
  return operators !== undefined && operators.size > 1 ? [...new Set(LOOSE.values())].filter((each) => operators.has(each)) : undefined;
}
