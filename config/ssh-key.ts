/** Algorithm and key of an OpenSSH public key line, or why it cannot be read. */
export type ParsedSshKey =
  | { readonly ok: true; readonly algorithm: string; readonly blob: string; readonly bits: number }
  | { readonly ok: false; readonly reason: string };

/** Length of an ed25519 public key, in bytes. Source: RFC 8709 section 4. */
const ED25519_BYTES = 32;

/** Checks that the base64 really is a key of the algorithm before it. Source: RFC 4253 section 6.6, RFC 8709 section 4. */
export function parseSshKey(line: string): ParsedSshKey {
  const [algorithm = "", base64 = ""] = line.split(" ");
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) return { ok: false, reason: "broken base64" };
  const fields = fieldsOf(bytes);
  if (fields === undefined) return { ok: false, reason: "a key that is cut off or has bytes behind it" };
  const [name, first, second] = fields;
  if (name?.toString("latin1") !== algorithm) return { ok: false, reason: `a key of another type than ${algorithm}` };
  const parsed = { ok: true, algorithm, blob: base64 } as const;
  switch (algorithm) {
    case "ssh-ed25519":
      return first?.length === ED25519_BYTES && fields.length === 2
        ? { ...parsed, bits: 256 }
        : { ok: false, reason: "an ed25519 key of the wrong length" };
    case "sk-ssh-ed25519@openssh.com":
      return first?.length === ED25519_BYTES && fields.length === 3
        ? { ...parsed, bits: 256 }
        : { ok: false, reason: "an ed25519 key of the wrong length" };
    case "ssh-rsa":
      return second === undefined || fields.length !== 3
        ? { ok: false, reason: "an RSA key without a modulus" }
        : { ...parsed, bits: bitsOf(second) };
    default:
      return { ok: false, reason: `the algorithm ${algorithm}` };
  }
}

/** Length-prefixed strings to the last byte; undefined when they do not end there. */
function fieldsOf(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (offset + 4 > bytes.length) return undefined;
    const end = offset + 4 + bytes.readUInt32BE(offset);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(offset + 4, end));
    offset = end;
  }
  return fields;
}

/** Bits of a positive multiple-precision integer, whose first byte may be a zero for the sign. */
function bitsOf(integer: Buffer): number {
  const start = integer.findIndex((byte) => byte !== 0);
  const first = integer[start];
  return first === undefined ? 0 : (integer.length - start - 1) * 8 + (32 - Math.clz32(first));
}
