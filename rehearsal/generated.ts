import { createHash } from "node:crypto";

const ID_LENGTH = 32;
/** Where the rehearsal's time starts. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** An identifier in Cloudflare's form, 32 lower-case hex digits, that depends on nothing but its arguments. */
export function generatedId(type: string, number: number): string {
  return createHash("sha256").update(`${type} ${number}`).digest("hex").slice(0, ID_LENGTH);
}

/** The same digits in the form of a UUID, as AWS writes them. */
export function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, ID_LENGTH)].join("-");
}

/** One second for every change of the world. */
export function generatedTime(changes: number): string {
  return new Date(EPOCH_MS + changes * 1000).toISOString().replace(".000Z", "Z");
}
