import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";

/** The two packages that the constructs compile against; resolved by name, so that they are never loaded here. */
const MANIFESTS = {
  cloudflare: () => require.resolve("@cdktf/provider-cloudflare/package.json"),
  aws: () => require.resolve("@cdktf/provider-aws/package.json"),
} as const;

export type ProviderName = keyof typeof MANIFESTS;

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)/;

/**
 * The TypeScript that a folder of the prebuilt bindings was compiled from, out of its inline source map. The compiled JavaScript alone
 * does not tell optional from computed.
 * @throws SlipwayError REHEARSAL_BINDINGS_UNREADABLE
 */
export function bindingSource(provider: ProviderName, folder: string): string {
  const file = join(dirname(MANIFESTS[provider]()), "lib", folder, "index.js");
  const map = INLINE_MAP.exec(readBinding(file, folder))?.[1];
  if (map === undefined) throw unreadable(folder, "no inline source map");
  const parsed: unknown = JSON.parse(Buffer.from(map, "base64").toString("utf8"));
  const source = typeof parsed === "object" && parsed !== null && "sourcesContent" in parsed ? parsed.sourcesContent : undefined;
  if (!Array.isArray(source) || typeof source[0] !== "string") throw unreadable(folder, "a source map without its sources");
  return source[0];
}

export function unreadable(where: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "bug",
    code: "REHEARSAL_BINDINGS_UNREADABLE",
    where: `provider bindings, ${where}`,
    expected: "TypeScript sources in the form that cdktf generates",
    got,
    fix: "install the versions in package-lock.json again with npm ci",
  });
}

function readBinding(file: string, folder: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadable(folder, cause instanceof Error ? cause.message : String(cause));
  }
}
