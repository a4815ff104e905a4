import { prefixIn } from "./dns/name.ts";
import type { EnvironmentConfig } from "./schema/launch.ts";

/** One label below the zone, however deep the host lies, because Universal SSL covers no more. */
function derivedPreview(name: string, domain: string): string | undefined {
  const prefix = prefixIn(domain, name);
  if (prefix === undefined) return undefined; // the rules refuse a host outside its zone
  return `${["preview", ...prefix.split(".").filter((label) => label !== "")].join("-")}.${domain}`;
}

/** Names under which an environment's hosts are tried before they go live, by host key. Empty where it goes live directly. */
export function previewNames({ hosts, stages, zone }: EnvironmentConfig): ReadonlyMap<string, string> {
  if (stages.direct !== undefined) return new Map();
  const own = new Map(Object.entries(stages.previews));
  return new Map(
    Object.entries(hosts).flatMap(([key, { name }]) => {
      const preview = own.get(key) ?? derivedPreview(name, zone);
      return preview === undefined ? [] : [[key, preview]];
    }),
  );
}
