import ipaddr from "ipaddr.js";

export interface IpAddress {
  readonly family: 4 | 6;
  /** 4 or 16. */
  readonly bytes: readonly number[];
}

/** No leading zeros: some readers take them for octal. Source: RFC 7208 section 12, qnum. */
const QUAD = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
/** Source: RFC 4291 section 2.5.5.2. */
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

export function parseIpv4(text: string): IpAddress | undefined {
  return QUAD.test(text) ? { family: 4, bytes: text.split(".").map(Number) } : undefined;
}

/** A dotted tail is turned into groups first: ipaddr.js reads ::192.0.2.1 as the mapped ::ffff:192.0.2.1. Zone ids are not part of an address. */
export function parseIpv6(text: string): IpAddress | undefined {
  if (!/^[0-9a-f:.]+$/i.test(text)) return undefined;
  const tail = /(?<=:)[^:]*\.[^:]*$/.exec(text)?.[0];
  const quad = tail === undefined ? undefined : parseIpv4(tail);
  if (text.includes(".") && (tail === undefined || quad === undefined)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = quad?.bytes ?? [];
  const grouped = tail === undefined ? text : `${text.slice(0, -tail.length)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  return ipaddr.IPv6.isValid(grouped) ? { family: 6, bytes: ipaddr.IPv6.parse(grouped).toByteArray() } : undefined;
}

/** A client's address; one that is mapped into IPv6 is an IPv4 address. Source: RFC 7208 section 5. */
export function parseClientIp(text: string): IpAddress | undefined {
  const address = parseIpv4(text) ?? parseIpv6(text);
  const isMapped = address?.family === 6 && MAPPED_PREFIX.every((byte, index) => address.bytes[index] === byte);
  return isMapped ? { family: 4, bytes: address.bytes.slice(12) } : address;
}

export function isInNetwork(address: IpAddress, network: IpAddress, prefixBits: number): boolean {
  if (address.family !== network.family) return false;
  return address.bytes.every((byte, index) => {
    const mask = maskOf(prefixBits, index);
    return (byte & mask) === ((network.bytes[index] ?? 0) & mask);
  });
}

/** The network's own address: every bit behind the prefix is zero. */
export function networkOf(address: IpAddress, prefixBits: number): IpAddress {
  return { family: address.family, bytes: address.bytes.map((byte, index) => byte & maskOf(prefixBits, index)) };
}

/** As people write it: IPv6 with its longest run of zeros cut out, in lower case. Source: RFC 5952. */
export function showIp({ family, bytes }: IpAddress): string {
  return family === 4 ? bytes.join(".") : new ipaddr.IPv6([...bytes]).toRFC5952String();
}

function maskOf(prefixBits: number, byteIndex: number): number {
  const bits = Math.min(8, Math.max(0, prefixBits - byteIndex * 8));
  return (0xff << (8 - bits)) & 0xff;
}
