import { SlipwayError } from "../errors/slipway-error.ts";
import { type CommandOption, flagOption, type OptionValues, type Shell } from "./command.ts";

/** Longest value, in bytes. Source: AWS Secrets Manager API reference, PutSecretValue, SecretString (checked 2026-11-26). */
const MAX_VALUE_BYTES = 65_536;
const LINE_END = /\r?\n$/;
const BYTE_ORDER_MARK = "\ufeff";

export const VALUE_OPTIONS: readonly CommandOption[] = [
  { flags: "--trim-line-end", description: "the line end that echo and editors add is no part of the value" },
  { flags: "--keep-line-end", description: "the line end is part of the value, as in a PEM file" },
];

export interface SecretValue {
  readonly text: string;
  /** Overwrites the bytes that were read. What the runtime copied for itself goes when it collects them. */
  readonly wipe: () => void;
}

export interface LineEnd {
  readonly trim: boolean;
  readonly keep: boolean;
}

/** Out of VALUE_OPTIONS. */
export function lineEndIn(options: OptionValues): LineEnd {
  return { trim: flagOption(options, "trimLineEnd"), keep: flagOption(options, "keepLineEnd") };
}

/**
 * A secret from standard input, and from nowhere else: a terminal would echo it, a command line and an environment are read by others.
 * @throws SlipwayError SECRET_FROM_TERMINAL, SECRET_VALUE_SIZE, SECRET_VALUE_FORM, SECRET_LINE_END
 */
export async function readSecretValue(stdin: ReturnType<Shell["stdin"]>, lineEnd: LineEnd): Promise<SecretValue> {
  refuseTerminal(stdin);
  const bytes = await readBytes(stdin);
  try {
    return { text: textOf(bytes, lineEnd), wipe: () => void bytes.fill(0) };
  } catch (error) {
    bytes.fill(0);
    throw error;
  }
}

/** Before anything else happens: somebody may be about to type. */
export function refuseTerminal({ isTTY }: { readonly isTTY?: boolean }): void {
  if (isTTY !== true) return;
  throw wrong(
    "SECRET_FROM_TERMINAL",
    "the value on standard input, from a pipe or a file",
    "a terminal, which would show it",
    "pipe it from where it is kept: pass show llm-key | slipway secret put <target> <slot> --trim-line-end",
  );
}

async function readBytes(stdin: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const bytes = Buffer.alloc(MAX_VALUE_BYTES + 2); // a line end more
  let length = 0;
  for await (const chunk of stdin) {
    const fits = length + chunk.byteLength <= bytes.length;
    if (fits) bytes.set(chunk, length);
    length += chunk.byteLength;
    chunk.fill(0);
    if (fits) continue;
    bytes.fill(0);
    throw size(`more than ${MAX_VALUE_BYTES}`);
  }
  return bytes.subarray(0, length);
}

function textOf(bytes: Buffer, { trim, keep }: LineEnd): string {
  if (trim && keep) {
    throw wrong("SECRET_LINE_END", "one of --trim-line-end and --keep-line-end", "both", "leave one out");
  }
  const text = decoded(bytes);
  const ends = LINE_END.test(text);
  if (ends && !trim && !keep) {
    throw wrong(
      "SECRET_LINE_END",
      "to know whether the line end belongs to the value",
      "a value that ends with one",
      "add --trim-line-end, or --keep-line-end for a PEM file and the like",
    );
  }
  const value = trim ? text.replace(LINE_END, "") : text;
  const length = Buffer.byteLength(value);
  if (value.trim() === "" || length > MAX_VALUE_BYTES) throw size(value.trim() === "" ? "nothing but space" : String(length));
  return value;
}

function decoded(bytes: Buffer): string {
  const form = (got: string): SlipwayError =>
    wrong("SECRET_VALUE_FORM", "text in UTF-8, as an environment variable can hold it", got, "encode it, for example with base64");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw form("other bytes");
  }
  if (text.startsWith(BYTE_ORDER_MARK)) throw form("text after a byte order mark");
  if (text.includes("\0")) throw form("text with a zero byte");
  return text;
}

function size(got: string): SlipwayError {
  return wrong("SECRET_VALUE_SIZE", `1 to ${MAX_VALUE_BYTES} bytes`, got, "check what is piped in");
}

function wrong(
  code: "SECRET_FROM_TERMINAL" | "SECRET_VALUE_SIZE" | "SECRET_VALUE_FORM" | "SECRET_LINE_END",
  expected: string,
  got: string,
  fix: string,
): SlipwayError {
  return new SlipwayError({ kind: "config", code, where: "standard input", expected, got, fix });
}
