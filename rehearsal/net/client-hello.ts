/** What the first bytes of a connection say. */
export type Greeting =
  | { readonly kind: "more" }
  | { readonly kind: "not-tls" }
  /** `hostname` as the visitor asked for it (SNI), if it asked. */
  | { readonly kind: "client-hello"; readonly hostname: string | undefined };

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const RECORD_HEADER_BYTES = 5;
/** Largest handshake record. Source: RFC 8446 section 5.1. */
const MAX_RECORD_BYTES = 16_384;
const SERVER_NAME = 0;

/** Reads the server name out of a ClientHello that came in one record, as every usual client sends it. Source: RFC 8446 section 4.1.2; RFC 6066 section 3. */
export function readGreeting(bytes: Buffer): Greeting {
  if (bytes.length === 0) return { kind: "more" };
  if (bytes[0] !== HANDSHAKE) return { kind: "not-tls" };
  if (bytes.length < RECORD_HEADER_BYTES) return { kind: "more" };
  const length = bytes.readUInt16BE(3);
  if (length > MAX_RECORD_BYTES) return { kind: "not-tls" };
  if (bytes.length < RECORD_HEADER_BYTES + length) return { kind: "more" };
  try {
    return { kind: "client-hello", hostname: serverName(bytes.subarray(RECORD_HEADER_BYTES, RECORD_HEADER_BYTES + length)) };
  } catch {
    // a length that points outside the message
    return { kind: "not-tls" };
  }
}

function serverName(hello: Buffer): string | undefined {
  if (hello[0] !== CLIENT_HELLO) return undefined;
  const versionAndRandom = 2 + 32;
  let at = 4 + versionAndRandom;
  at += 1 + hello.readUInt8(at); // session id
  at += 2 + hello.readUInt16BE(at); // cipher suites
  at += 1 + hello.readUInt8(at); // compression methods
  if (at + 2 > hello.length) return undefined;
  const end = at + 2 + hello.readUInt16BE(at);
  at += 2;
  while (at + 4 <= end) {
    const type = hello.readUInt16BE(at);
    const length = hello.readUInt16BE(at + 2);
    if (type === SERVER_NAME && length > 5) {
      const nameLength = hello.readUInt16BE(at + 7);
      return hello.toString("latin1", at + 9, at + 9 + nameLength).toLowerCase();
    }
    at += 4 + length;
  }
  return undefined;
}
