import { getServers } from "node:dns";
import { RECURSION_DESIRED } from "dns-packet";
import { exchange, type NameServer, saysNoSuchName } from "./dns.ts";
import { readAnswer } from "./dns-data.ts";

export interface Resolved {
  readonly kind: "found" | "empty" | "nxdomain" | "failed";
  /** Texts as the DNS lock has them: `<priority> <host>` for MX. */
  readonly values: readonly string[];
  /** The shortest of the answers'. */
  readonly ttlSeconds?: number;
}

/** The system's resolvers. */
export function systemResolvers(): NameServer[] {
  return getServers().map((server) => {
    const [, bracketed, port6] = /^\[(.+)\]:(\d+)$/.exec(server) ?? [];
    if (bracketed !== undefined) return { address: bracketed, port: Number(port6) };
    const [, address, port] = /^([\d.]+):(\d+)$/.exec(server) ?? [];
    return { address: address ?? server, port: Number(port ?? 53) };
  });
}

/** Longest chain of aliases that is followed. Source: resolvers stop at 8 to 16. */
const MAX_ALIASES = 8;

/** Asks resolvers, one after the other until one answers; where an answer ends at an alias, asks on for its target. Never throws. */
export async function resolveName(
  servers: readonly NameServer[],
  name: string,
  type: "A" | "AAAA" | "MX" | "TXT",
  timeoutMs: number,
  aliases = 0,
): Promise<Resolved> {
  for (const server of servers) {
    try {
      const packet = await exchange(server, name, type, timeoutMs, RECURSION_DESIRED);
      if (saysNoSuchName(packet)) return { kind: "nxdomain", values: [] };
      const records = packet.answers ?? [];
      const answers = records.flatMap(readAnswer);
      const values = answers.flatMap((answer) => (answer.type === type ? [textOf(answer)] : []));
      const target = answers.findLast((answer) => answer.type === "CNAME")?.data;
      // a server that knows its own zones alone does not go on by itself
      if (values.length === 0 && target !== undefined && aliases < MAX_ALIASES)
        return await resolveName(servers, target, type, timeoutMs, aliases + 1);
      if (values.length === 0) return { kind: "empty", values };
      const ttls = records.flatMap((record) => ("ttl" in record && typeof record.ttl === "number" ? [record.ttl] : []));
      return { kind: "found", values, ...(ttls.length === 0 ? {} : { ttlSeconds: Math.min(...ttls) }) };
    } catch {
      // the next one may know
    }
  }
  return { kind: "failed", values: [] };
}

function textOf({ data, priority }: ReturnType<typeof readAnswer>[number]): string {
  return priority === undefined ? data : `${priority} ${data || "."}`;
}
