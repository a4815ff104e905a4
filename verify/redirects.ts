import type { Net } from "./net.ts";

/** What came of following a redirect chain. */
export type Chain =
  | { readonly kind: "ended"; readonly hops: readonly string[]; readonly url: string; readonly status: number }
  /** Points somewhere that the configs do not name; it was not followed. */
  | { readonly kind: "left"; readonly hops: readonly string[]; readonly url: string }
  | { readonly kind: "loop"; readonly hops: readonly string[] };

/** Longer chains are reported as loops: no browser goes on for ever either. */
const MAX_HOPS = 5;

export const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Follows redirects, on these hosts and the usual ports only. `hops` are the addresses redirected to. */
export async function followRedirects(net: Net, start: string, hosts: ReadonlySet<string>): Promise<Chain> {
  const hops: string[] = [];
  let url = start;
  while (hops.length <= MAX_HOPS) {
    const { status, headers } = await net.get(url);
    const location = headers.get("location")?.[0];
    if (!REDIRECTS.includes(status) || location === undefined) return { kind: "ended", hops, url, status };
    const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (target === undefined) return { kind: "left", hops, url: location };
    url = target.href;
    if (!hosts.has(target.hostname) || target.port !== "" || !/^https?:$/.test(target.protocol)) return { kind: "left", hops, url };
    if (url === start || hops.includes(url)) return { kind: "loop", hops: [...hops, url] };
    hops.push(url);
  }
  return { kind: "loop", hops };
}
