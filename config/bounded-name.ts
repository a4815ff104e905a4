import { createHash } from "node:crypto";

/** Characters of the digest that a shortened name ends with: two long names do not become one. */
const DIGEST_LENGTH = 8;

/** The name itself, or as much of it as fits, with a digest of the whole. */
export function boundedName(name: string, maxLength: number): string {
  return name.length <= maxLength ? name : digestedName(name, name, maxLength);
}

/** As much of the name as fits, with a digest of everything that tells it from others of the same beginning. */
export function digestedName(name: string, identity: string, maxLength: number): string {
  const digest = createHash("sha256").update(identity).digest("hex").slice(0, DIGEST_LENGTH);
  return `${name.slice(0, maxLength - DIGEST_LENGTH - 1).replace(/-+$/, "")}-${digest}`;
}
