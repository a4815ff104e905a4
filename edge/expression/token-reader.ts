import type { SlipwayError } from "../../errors/slipway-error.ts";
import { lex, type Token } from "./lexer.ts";
import { refuse } from "./refusal.ts";

/** Hands the tokens of one expression to the parsers, one at a time. */
export class TokenReader {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(text: string) {
    this.tokens = lex(text);
  }

  /** The token at hand, or the one `ahead` of it; past the end it stays at the end. */
  peek(ahead = 0): Token {
    return this.tokens[this.index + ahead] ?? { kind: "end", text: "", position: 1 };
  }

  take(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** Whether the token at hand is one of these signs or words. */
  at(...texts: readonly string[]): boolean {
    const { kind, text } = this.peek();
    return (kind === "sign" || kind === "word") && texts.includes(text);
  }

  /** Takes the sign or word, or says that it is missing. */
  expect(text: string): Token {
    if (!this.at(text)) throw this.unexpected(`"${text}"`);
    return this.take();
  }

  unexpected(expected: string, fix = "correct the expression"): SlipwayError {
    const { kind, text, position } = this.peek();
    const got =
      kind === "end" ? "the end of the expression" : kind === "quoted" || kind === "raw" ? `string ${JSON.stringify(text)}` : `"${text}"`;
    return refuse({ code: "EXPRESSION_SYNTAX", position, expected, got, fix });
  }
}
