import { isObject, type JsonObject, objectAt, textAt } from "../json.ts";
import { refusal } from "../refusal.ts";
import type { TerraformBinary } from "./terraform.ts";

// The dependency lock file as text: which provider, in which version, with which hashes. Written by `slipway lock`, committed beside the configs.

export const LOCK_FILE = ".terraform.lock.hcl";

/** Where a source without a host comes from. Source: Terraform and OpenTofu documentation, provider source addresses (checked 2026-11-22). */
const REGISTRIES = { terraform: "registry.terraform.io", opentofu: "registry.opentofu.org" } as const;

export type Flavour = TerraformBinary["flavour"];

export interface LockedProvider {
  /** With its host: `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  readonly version: string;
  /** The whole block, as written. */
  readonly text: string;
}

/** Blocks that terraform writes open at the start of a line and close there, so no grammar is needed. */
export function lockedProviders(lockFile: string): readonly LockedProvider[] {
  const text = lockFile.replaceAll("\r\n", "\n"); // as git may check it out
  return [...text.matchAll(/^provider "([^"\n]+)" \{\n[\s\S]*?^\}$/gm)].map((match) => ({
    address: match[1] ?? "",
    version: /^\s*version\s*=\s*"([^"\n]+)"/m.exec(match[0])?.[1] ?? "none",
    text: match[0],
  }));
}

/** Providers that a synthesized stack pins, by address; terraform's built-in ones need no lock. */
export function pinnedProviders(config: JsonObject, flavour: Flavour): ReadonlyMap<string, string> {
  const required = objectAt(objectAt(config, "terraform"), "required_providers");
  return new Map(
    Object.values(required).flatMap((each): [string, string][] => {
      const [source, version] = isObject(each) ? [textAt(each, "source"), textAt(each, "version")] : [undefined, undefined];
      if (source === undefined || source.startsWith("terraform.io/builtin/")) return [];
      return [[source.split("/").length === 2 ? `${REGISTRIES[flavour]}/${source}` : source, version ?? "any version"]];
    }),
  );
}

/**
 * What of the committed lock file belongs to a stack. Terraform refuses a read-only lock file that names a provider too many.
 * @param pinned from `pinnedProviders`
 * @throws SlipwayError kind "refused", code LOCK_FILE_MISSING without one, LOCK_FILE_OUTDATED when a version is not the pinned one
 */
export function lockFileFor(where: string, lockFile: string | undefined, pinned: ReadonlyMap<string, string>): string | undefined {
  if (pinned.size === 0) return lockFile;
  if (lockFile === undefined) {
    throw refusal("LOCK_FILE_MISSING", where, `${LOCK_FILE} with ${told([...pinned])}`, "none", "run slipway lock and commit the file");
  }
  const locked = new Map(lockedProviders(lockFile).map((each) => [each.address, each]));
  const moved = [...pinned].filter(([address, version]) => locked.get(address)?.version !== version);
  if (moved.length > 0) {
    const got = told(moved.map(([address]) => [address, locked.get(address)?.version ?? "missing"]));
    throw refusal("LOCK_FILE_OUTDATED", where, told(moved), got, "run slipway lock and commit the file");
  }
  return [...pinned.keys()]
    .sort()
    .map((address) => `${locked.get(address)?.text ?? ""}\n`)
    .join("\n");
}

function told(providers: readonly (readonly [address: string, version: string])[]): string {
  return providers.map(([address, version]) => `${address} ${version}`).join(", ");
}
