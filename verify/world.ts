import type { SecretAnswer } from "../config/secret-model.ts";

/** Where the probes ask. The real world and a rehearsal differ in this value and in nothing else. */
export interface ProbeWorld {
  /** One DNS server, or the zone's own name servers, found through the system's resolver. */
  readonly dns: { readonly address: string; readonly port: number } | "authoritative";
  /** Where to connect for a host; undefined: as its name resolves. */
  readonly connect: (hostname: string, port: 80 | 443) => { readonly address: string; readonly port: number } | undefined;
  /** What stands behind a proxied host, as Cloudflare keeps it; undefined, or left out, where nobody can be asked. */
  readonly originOf?: (zoneId: string, hostname: string) => Promise<string | undefined>;
  /** Where an origin takes connections that do not come through the edge; undefined: as its name resolves. */
  readonly around?: (origin: string) => { readonly address: string; readonly port: number } | undefined;
  /** A certificate authority to trust besides the usual ones. */
  readonly caPem?: string;
  /** For one answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Rate limits are tried by breaking one: limit + 20 % requests. The caller's address is blocked afterwards for as long as the rule says. */
  readonly allowBursts: boolean;
  /** What the secret manager says of a secret, without its value; undefined when it says nothing. Absent where nobody can be asked. */
  readonly describeSecret?: (secret: { readonly name: string; readonly region: string }) => Promise<SecretAnswer | undefined>;
  /** The clock that values are as old by; the machine's without it. */
  readonly now?: () => Date;
}
