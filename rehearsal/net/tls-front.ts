import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, type SecureVersion } from "node:tls";
import type { Leaf } from "./certificates.ts";
import { readGreeting } from "./client-hello.ts";

/** How one host name is served; undefined means that there is no certificate for it. */
export interface TlsTerms {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  readonly names: readonly string[];
}

interface FrontOptions {
  readonly termsFor: (hostname: string) => TlsTerms | undefined;
  readonly leafFor: (names: readonly string[]) => Promise<Leaf>;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

const GREETING_MS = 5000;
/** Fatal alert handshake_failure in a TLS 1.0 record, which is how Cloudflare turns away hosts it has no certificate for. Source: RFC 8446 section 6. */
const HANDSHAKE_FAILURE = Buffer.from([21, 3, 1, 0, 2, 2, 40]);
const PLAIN_HTTP_ANSWER =
  "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nThe plain HTTP request was sent to HTTPS port\n";

/**
 * Takes HTTPS connections whose lowest TLS version depends on the zone: the host name is read before the handshake, because by the time a TLS
 * library asks for a certificate the version has been settled.
 */
export function createTlsFront({ termsFor, leafFor, onRequest }: FrontOptions): Server {
  const servers = new Map<string, HttpsServer>();

  const serverFor = async ({ minVersion, maxVersion, names }: TlsTerms): Promise<HttpsServer> => {
    const key = JSON.stringify([minVersion, maxVersion, names]);
    const known = servers.get(key);
    if (known !== undefined) return known;
    const { certificatePem, privateKeyPem } = await leafFor(names);
    const context = { cert: certificatePem, key: privateKeyPem };
    createSecureContext(context); // throws here rather than in a handshake
    // versions below 1.2 need weaker signatures than OpenSSL admits by itself
    const server = createHttpsServer({ ...context, minVersion, maxVersion, ciphers: "DEFAULT@SECLEVEL=0" }, onRequest);
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    server.on("clientError", (_error, socket) => socket.destroy());
    servers.set(key, server);
    return server;
  };

  return createServer((socket) => {
    socket.on("error", () => socket.destroy());
    readFirst(socket, (bytes) => {
      const greeting = readGreeting(bytes);
      if (greeting.kind === "more") return false;
      if (greeting.kind === "not-tls") {
        socket.end(PLAIN_HTTP_ANSWER);
        return true;
      }
      const terms = greeting.hostname === undefined ? undefined : termsFor(greeting.hostname);
      if (terms === undefined) {
        socket.end(HANDSHAKE_FAILURE);
        return true;
      }
      socket.pause();
      socket.unshift(bytes);
      serverFor(terms).then(
        (server) => server.emit("connection", socket),
        () => socket.destroy(),
      );
      return true;
    });
  });
}

/** Calls `take` with everything received so far, until it says that it has had enough. */
function readFirst(socket: Socket, take: (bytes: Buffer) => boolean): void {
  let received = Buffer.alloc(0);
  socket.setTimeout(GREETING_MS, () => socket.destroy());
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]); // bounded: a greeting is one record of at most 16 KB
    socket.removeListener("data", onData);
    if (take(received)) {
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
    } else socket.on("data", onData);
  };
  socket.on("data", onData);
}
