import type { LookUp } from "../config/refresh-lock.ts";
import type { Resolve } from "../mail/dns/answer.ts";
import { type DnsLock, lockFacts } from "../mail/dns/lock.ts";
import { renderTxt } from "../mail/txt.ts";
import { startNet } from "../rehearsal/net/start-net.ts";
import type { NameServer } from "../verify/probes/dns.ts";
import { resolveName, systemResolvers } from "../verify/probes/resolve.ts";

const TIMEOUT_MS = 5_000;

/** There as long as there is a DNS. Where a resolver does not know it, its "no such name" says nothing about any name. Source: root-servers.org. */
const ALWAYS_THERE = "a.root-servers.net";

export interface MailResolver {
  readonly lookUp: LookUp;
  readonly close: () => Promise<void>;
}

/** The system's resolvers; or the rehearsal's name server, whose world beyond the zones is what the lock knew last. */
export async function openMailResolver(previous: DnsLock, rehearsal: boolean): Promise<MailResolver> {
  if (!rehearsal) return { lookUp: honest(lookUpAt(systemResolvers())), close: async () => undefined };
  const net = await startNet({
    state: () => ({ records: [], rulesets: [], settings: [] }),
    zones: [],
    origins: {},
    foreign: foreignRecords(previous),
  });
  const [ask, known] = [lookUpAt([net.dns]), lockFacts(previous)];
  return {
    lookUp: async (name, type) => {
      const asked = await ask(name, type);
      // what is not there has no record to serve
      const last = asked.answer.kind === "found" ? undefined : known(name, type);
      return last === undefined ? asked : { answer: last };
    },
    close: net.close,
  };
}

/** Networks without a way out often have resolvers that deny every name: what they deny is not known. */
export function honest(lookUp: LookUp): LookUp {
  let knows: Promise<boolean> | undefined;
  return async (name, type) => {
    const found = await lookUp(name, type);
    if (found.answer.kind === "found" || found.answer.kind === "failed") return found;
    knows ??= lookUp(ALWAYS_THERE, "A").then(({ answer }) => answer.kind === "found");
    return (await knows) ? found : { answer: { kind: "failed" } };
  };
}

function lookUpAt(servers: readonly NameServer[]): LookUp {
  return async (name, type) => {
    if (type === "PTR" || type === "CNAME") return { answer: { kind: "failed" } };
    const { kind, values, ttlSeconds } = await resolveName(servers, name, type, TIMEOUT_MS);
    return { answer: kind === "found" ? { kind, values } : { kind }, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) };
  };
}

/** A world on loopback as receivers of mail see it: what its name server does not know does not exist. */
export function worldResolver(dns: NameServer): Resolve {
  const lookUp = lookUpAt([dns]);
  return async (name, type) => {
    const { answer } = await lookUp(name, type);
    return answer.kind === "failed" ? { kind: "nxdomain" } : answer;
  };
}

/** What the lock knows, in the form of the provider's records. */
export function foreignRecords({ records }: DnsLock): Readonly<Record<string, unknown>>[] {
  return records.flatMap(({ name, type, values = [], ttlSeconds = 300 }) =>
    values.map((value) => {
      const [, priority, host] = (type === "MX" && /^(\d+) (.+)$/.exec(value)) || [];
      const content = type === "TXT" ? renderTxt(value) : (host ?? value);
      return { name, type, content, ttl: ttlSeconds, proxied: false, ...(priority === undefined ? {} : { priority: Number(priority) }) };
    }),
  );
}
