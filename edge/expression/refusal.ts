import type { ErrorCode } from "../../errors/catalogue.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";

interface Refusal {
  readonly code: ErrorCode;
  /** Counted in characters, from 1. */
  readonly position: number;
  readonly expected: string;
  readonly got: string;
  readonly fix: string;
}

/** Every mistake in an expression names the character at which it was noticed. */
export function refuse({ position, ...parts }: Refusal): SlipwayError {
  return new SlipwayError({ kind: "config", where: `expression, character ${position}`, ...parts });
}

/** The expression can be read, and means nothing. */
export function meaning(position: number, expected: string, got: string, fix: string): SlipwayError {
  return refuse({ code: "EXPRESSION_MEANING", position, expected, got, fix });
}
