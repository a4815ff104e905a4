/** Longest character-string in a TXT record, in bytes. Source: RFC 1035 section 3.3. */
const MAX_CHUNK_BYTES = 255;

/** Every byte as zone files write it; made once, because long records have thousands. */
const ESCAPED: readonly string[] = Array.from({ length: 256 }, (_, byte) => escapeByte(byte));

/**
 * TXT content as Cloudflare stores it: quoted chunks of at most 255 bytes, `"a" "b"`. The one place that writes TXT content, because
 * any other spelling of the same text shows as drift on every plan.
 * Source: RFC 1035 section 5.1 (escapes); developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types, TXT (checked 2026-11-22).
 */
export function renderTxt(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  const chunks: string[] = [];
  for (let start = 0; start === 0 || start < bytes.length; start += MAX_CHUNK_BYTES) {
    let escaped = "";
    for (const byte of bytes.subarray(start, start + MAX_CHUNK_BYTES)) escaped += ESCAPED[byte] ?? "";
    chunks.push(`"${escaped}"`);
  }
  return chunks.join(" ");
}

/** The text that quoted chunks stand for, joined without a space as receivers do; undefined when the content is not in that form. */
export function parseTxt(content: string): string | undefined {
  const bytes: number[] = [];
  let rest = content;
  do {
    const chunk = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\\d{3}|\\[^\d])*)"(?: +|$)/.exec(rest);
    if (chunk === null) return undefined;
    const decoded = decodeChunk(chunk[1] ?? "");
    if (decoded === undefined || decoded.length > MAX_CHUNK_BYTES) return undefined;
    bytes.push(...decoded);
    rest = rest.slice(chunk[0].length);
  } while (rest !== "");
  return Buffer.from(bytes).toString("utf8");
}

/** Bytes of a record on the wire, out of its content: the text, and a byte for the length of each chunk. */
export function txtWireBytes(content: string): number {
  const plain = content.replace(/\\(?:\d{3}|[^\d])/g, "x");
  const quotes = plain.split('"').length - 1;
  const chunks = quotes / 2;
  return plain.length - quotes - (chunks - 1) + chunks;
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '"' || character === "\\") return `\\${character}`;
  return byte >= 0x20 && byte <= 0x7e ? character : `\\${String(byte).padStart(3, "0")}`;
}

const BACKSLASH = 0x5c;
const [ZERO, NINE] = [0x30, 0x39];

/** One look at each character: a list of matches takes ten times as long, and a zone may have megabytes of this. */
function decodeChunk(chunk: string): number[] | undefined {
  const bytes: number[] = [];
  for (let index = 0; index < chunk.length; index += 1) {
    let byte = chunk.charCodeAt(index);
    if (byte === BACKSLASH) {
      index += 1;
      byte = chunk.charCodeAt(index);
      if (byte >= ZERO && byte <= NINE) {
        byte = (byte - ZERO) * 100 + (chunk.charCodeAt(index + 1) - ZERO) * 10 + chunk.charCodeAt(index + 2) - ZERO;
        index += 2;
      }
    }
    if (byte > 255) return undefined;
    bytes.push(byte);
  }
  return bytes;
}
