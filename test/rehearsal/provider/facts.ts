import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What was read from the real providers: beside the repository on machines that have it, or where the environment says. */
const FOLDER = process.env.SLIPWAY_FACTS ?? join(__dirname, "..", "..", "..", "..", "shared", "facts");

/** Runs the test where the file is, and shows it as skipped elsewhere. */
export function itWithFacts(file: string): jest.It {
  return existsSync(join(FOLDER, file)) ? it : it.skip;
}

export function readFacts<T>(file: string, check: (value: unknown) => value is T): T {
  const value: unknown = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
  if (!check(value)) throw new Error(`${file} has another form`);
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
