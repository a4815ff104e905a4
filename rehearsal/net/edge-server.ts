import { createServer as createHttpServer } from "node:http";
import type { Server, Socket } from "node:net";
import type { SecureVersion } from "node:tls";
import type { CertificateAuthority } from "./certificates.ts";
import { createEdgeHandler, type EdgeOptions } from "./edge-handler.ts";
import { recordsOf, settingsOf, type ZoneSettings, zoneOf } from "./edge-state.ts";
import { listen } from "./listen.ts";
import { proxiedRecord } from "./record-lookup.ts";
import { createTlsFront, type TlsTerms } from "./tls-front.ts";

export interface EdgeServerOptions extends EdgeOptions {
  readonly authority: CertificateAuthority;
  /** Free ports when left out. */
  readonly httpPort?: number;
  readonly httpsPort?: number;
}

export interface EdgeServer {
  readonly httpPort: number;
  readonly httpsPort: number;
  close(): Promise<void>;
}

/** Cloudflare's edge on loopback, over HTTP and HTTPS. What is applied is asked for at every request. @throws SlipwayError REHEARSAL_PORT_TAKEN */
export async function startEdgeServer(options: EdgeServerOptions): Promise<EdgeServer> {
  const handle = createEdgeHandler(options);
  const http = createHttpServer((request, response) => handle("http", request, response));
  http.on("clientError", (_error, socket) => socket.destroy());
  const front = createTlsFront({
    termsFor: (hostname) => termsFor(options, hostname),
    leafFor: options.authority.leafFor,
    onRequest: (request, response) => handle("https", request, response),
  });
  const closing = [closer(http), closer(front)];
  const close = async () => {
    await Promise.all(closing.map((end) => end()));
  };
  try {
    return {
      httpPort: await listen(http, options.httpPort ?? 0, "HTTP edge"),
      httpsPort: await listen(front, options.httpsPort ?? 0, "HTTPS edge"),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const VERSIONS: Readonly<Record<ZoneSettings["minTlsVersion"], SecureVersion>> = {
  "1.0": "TLSv1",
  "1.1": "TLSv1.1",
  "1.2": "TLSv1.2",
  "1.3": "TLSv1.3",
};

/** Hosts that are not proxied, and hosts deeper than the zone's certificate covers, get none. */
function termsFor({ state, zones }: EdgeServerOptions, hostname: string): TlsTerms | undefined {
  const zone = zoneOf(zones, hostname);
  if (zone === undefined) return undefined;
  const applied = state();
  if (proxiedRecord(recordsOf(applied.records, zone.zoneId), zone.domain, hostname) === undefined) return undefined;
  // source: developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations (checked 2026-11-22)
  const isCovered = hostname === zone.domain || !hostname.slice(0, -zone.domain.length - 1).includes(".");
  if (!isCovered && !zone.addOns?.includes("acm")) return undefined;
  const { minTlsVersion, hasTls13 } = settingsOf(applied, zone);
  return {
    minVersion: VERSIONS[minTlsVersion],
    maxVersion: hasTls13 || minTlsVersion === "1.3" ? "TLSv1.3" : "TLSv1.2",
    names: isCovered ? [zone.domain, `*.${zone.domain}`] : [hostname],
  };
}

/** Ends a server with all its connections; safe before it listens. */
export function closer(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
}
