import { readSecretValue } from "../../cli/secret-value.ts";

const NEITHER = { trim: false, keep: false };
const TRIM = { trim: true, keep: false };
const KEEP = { trim: false, keep: true };

function piped(...chunks: readonly (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    },
  };
}

it.each([
  { what: "a value as it is", chunks: ["of mine"], lineEnd: NEITHER, text: "of mine" },
  { what: "space around it", chunks: [" of mine "], lineEnd: NEITHER, text: " of mine " },
  { what: "a line end that is no part of it", chunks: ["of mine\n"], lineEnd: TRIM, text: "of mine" },
  { what: "the line end of Windows", chunks: ["of mine\r\n"], lineEnd: TRIM, text: "of mine" },
  { what: "one line end of two", chunks: ["of mine\n\n"], lineEnd: TRIM, text: "of mine\n" },
  { what: "a line end that is part of it", chunks: ["line\nline\n"], lineEnd: KEEP, text: "line\nline\n" },
  { what: "what is no end", chunks: ["line\nline"], lineEnd: NEITHER, text: "line\nline" },
  {
    what: "chunks cut within a character",
    chunks: [Buffer.from("ä").subarray(0, 1), Buffer.from("ä").subarray(1)],
    lineEnd: NEITHER,
    text: "ä",
  },
  { what: "the longest, in bytes", chunks: ["ä".repeat(32_768)], lineEnd: NEITHER, text: "ä".repeat(32_768) },
  { what: "the longest with a line end", chunks: ["x".repeat(65_536), "\r\n"], lineEnd: TRIM, text: "x".repeat(65_536) },
])("takes $what", async ({ chunks, lineEnd, text }) => {
  expect((await readSecretValue(piped(...chunks), lineEnd)).text).toBe(text);
});

it.each([
  { what: "nothing", chunks: [], lineEnd: NEITHER, code: "SECRET_VALUE_SIZE" },
  { what: "space alone", chunks: [" \t"], lineEnd: NEITHER, code: "SECRET_VALUE_SIZE" },
  { what: "a line end alone", chunks: ["\n"], lineEnd: TRIM, code: "SECRET_VALUE_SIZE" },
  { what: "a byte too many", chunks: ["x".repeat(65_537)], lineEnd: NEITHER, code: "SECRET_VALUE_SIZE" },
  {
    what: "a stream without an end",
    chunks: Array.from({ length: 9 }, () => "x".repeat(10_000)),
    lineEnd: NEITHER,
    code: "SECRET_VALUE_SIZE",
  },
  { what: "a kept line end too many", chunks: ["x".repeat(65_536), "\n"], lineEnd: KEEP, code: "SECRET_VALUE_SIZE" },
  { what: "an unclear line end", chunks: ["of mine\n"], lineEnd: NEITHER, code: "SECRET_LINE_END" },
  { what: "both answers", chunks: ["of mine\n"], lineEnd: { trim: true, keep: true }, code: "SECRET_LINE_END" },
  { what: "other bytes than UTF-8", chunks: [new Uint8Array([0xc3, 0x28])], lineEnd: NEITHER, code: "SECRET_VALUE_FORM" },
  { what: "a byte order mark", chunks: ["\ufeffof mine"], lineEnd: NEITHER, code: "SECRET_VALUE_FORM" },
  { what: "a zero byte", chunks: ["of\0mine"], lineEnd: NEITHER, code: "SECRET_VALUE_FORM" },
])("refuses $what, and does not quote it", async ({ chunks, lineEnd, code }) => {
  const error = await readSecretValue(piped(...chunks), lineEnd).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ parts: { kind: "config", code } });
  expect(String(error)).not.toContain("mine");
});

it("reads nothing from a terminal", async () => {
  const terminal = Object.assign(piped("of mine"), { isTTY: true });
  await expect(readSecretValue(terminal, NEITHER)).rejects.toMatchObject({ parts: { code: "SECRET_FROM_TERMINAL" } });
});

it("overwrites what it read, on the way in and afterwards", async () => {
  const chunk = Buffer.from("of mine");
  const value = await readSecretValue(piped(chunk), NEITHER);
  expect(chunk.every((byte) => byte === 0)).toBe(true);
  expect(value.text).toBe("of mine");
  value.wipe();
});
