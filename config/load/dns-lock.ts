import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { DNS_LOCK_FILE } from "../../mail/dns/lock.ts";
import { unreadableLock } from "../dns-lock.ts";
import type { RawConfig } from "../raw.ts";

/** The DNS lock as it lies on disk; undefined when the project has none. */
export async function loadDnsLock(projectDir: string): Promise<RawConfig | SlipwayError | undefined> {
  const text = await readFile(join(projectDir, DNS_LOCK_FILE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return { file: DNS_LOCK_FILE, data: JSON.parse(text) };
  } catch {
    return unreadableLock(DNS_LOCK_FILE, "other text");
  }
}
