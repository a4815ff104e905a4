import {
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  rootCertificates,
  type SecureContext,
  type SecureVersion,
} from "node:tls";
import { reasonOf, unanswered } from "../unanswered.ts";
import type { ProbeWorld } from "../world.ts";

export type Handshake =
  | {
      readonly kind: "accepted";
      readonly protocol: string;
      /** Why the certificate is not to be trusted for the name; undefined when it is. Says nothing when a version was asked for. */
      readonly distrust?: string;
      /** Until the first certificate of the chain that was sent runs out, in days; negative when one has. */
      readonly daysLeft: number;
    }
  /** `alert`: the server said no. `closed`: it hung up, which may mean no. */
  | { readonly kind: "refused"; readonly by: "alert" | "closed"; readonly reason: string };

/** One handshake on port 443 with exactly this version, or any when none is given. Throws when nobody answers. */
export type AskTls = (hostname: string, version?: SecureVersion) => Promise<Handshake>;

/** Node does not even offer these without being told that weak is wanted. Source: OpenSSL 3, SSL_CTX_set_security_level. */
const WEAK: readonly SecureVersion[] = ["TLSv1", "TLSv1.1"];

/** The usual authorities and the world's own. Made once, because reading them all takes longer than a handshake. */
export function trustOf({ caPem }: ProbeWorld): SecureContext | undefined {
  return caPem === undefined ? undefined : createSecureContext({ ca: [...rootCertificates, caPem] });
}

/** `trust` holds the authorities to believe; undefined: the usual ones. It plays no part when a version is asked for. */
export function createTls(world: ProbeWorld, trust: SecureContext | undefined): AskTls {
  return (hostname, version) => {
    const place = world.connect(hostname, 443);
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: place?.address ?? hostname,
        port: place?.port ?? 443,
        servername: hostname,
        // judged below, so that a bad certificate is a finding and not an error
        rejectUnauthorized: false,
        ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
        ...(version !== undefined && WEAK.includes(version) ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
        ...(version === undefined && trust !== undefined ? { secureContext: trust } : {}),
      });
      let reached = false;
      const lost = (reason: string): void => reject(unanswered(`${hostname}:443 ${version ?? "TLS"}`, "a TLS handshake", reason));
      socket.setTimeout(world.timeoutMs, () => {
        lost("no answer in time");
        socket.destroy();
      });
      socket.on("connect", () => {
        reached = true;
      });
      socket.on("secureConnect", () => {
        const distrust = socket.authorized ? {} : { distrust: String(socket.authorizationError) };
        const daysLeft = daysLeftOf(socket.getPeerCertificate(true), Date.now());
        resolve({ kind: "accepted", protocol: socket.getProtocol() ?? "unknown", daysLeft, ...distrust });
        socket.destroy();
      });
      socket.on("error", (error) => {
        const reason = reasonOf(error);
        if (/^ERR_SSL_.*ALERT/.test(reason)) resolve({ kind: "refused", by: "alert", reason });
        else if (reached && reason === "ECONNRESET") resolve({ kind: "refused", by: "closed", reason });
        else lost(reason);
        socket.destroy();
      });
    });
  };
}

const DAY_MS = 86_400_000;

/** The chain ends at a certificate that names itself as its issuer. */
function daysLeftOf(leaf: DetailedPeerCertificate, nowMs: number): number {
  const seen = new Set<string>();
  let soonest = Number.POSITIVE_INFINITY;
  for (
    let each: DetailedPeerCertificate | undefined = leaf;
    each !== undefined && !seen.has(each.fingerprint256);
    each = each.issuerCertificate
  ) {
    seen.add(each.fingerprint256);
    soonest = Math.min(soonest, Date.parse(each.valid_to));
  }
  return Math.floor((soonest - nowMs) / DAY_MS);
}
