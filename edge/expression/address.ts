import ipaddr from "ipaddr.js";
import { refuse } from "./refusal.ts";
import type { AddressLiteral, AddressRange } from "./syntax-tree.ts";

/** Bytes of an address in its only usual spelling; undefined for hex, octal or short IPv4 forms and for IPv6 zone ids. */
export function addressBytes(text: string): readonly number[] | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray();
  if (text.includes(":") && !text.includes("%") && ipaddr.IPv6.isValid(text)) return ipaddr.IPv6.parse(text).toByteArray();
  return undefined;
}

/** An address, `192.0.2.0/24` or `192.0.2.3..192.0.2.7`; undefined when the word is no address at all. */
export function parseAddress(word: string, position: number): AddressLiteral | AddressRange | undefined {
  if (addressBytes(word) !== undefined) return { kind: "ip", value: word, position };
  const [first = "", last, ...more] = word.split("..");
  if (last !== undefined && more.length === 0 && addressBytes(first) !== undefined) return explicitRange(first, last, position);
  const [network = "", bits, ...rest] = word.split("/");
  if (bits !== undefined && rest.length === 0 && addressBytes(network) !== undefined) return networkRange(network, bits, position);
  return undefined;
}

function explicitRange(first: string, last: string, position: number): AddressRange {
  const [low, high] = [addressBytes(first), addressBytes(last)];
  if (low !== undefined && high !== undefined && low.length === high.length && compareBytes(low, high) <= 0) {
    return { kind: "ip-range", first, last, position };
  }
  throw refuse({
    code: "EXPRESSION_SYNTAX",
    position,
    expected: "two addresses of one family, the lower one first",
    got: `${first}..${last}`,
    fix: "correct the range",
  });
}

function networkRange(network: string, bits: string, position: number): AddressRange {
  const bytes = addressBytes(network) ?? [];
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.POSITIVE_INFINITY;
  const host = bytes.map((byte, index) => byte & (0xff >> Math.min(8, Math.max(0, length - index * 8))));
  if (length <= bytes.length * 8 && host.every((byte) => byte === 0)) {
    const last = bytes.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, length - index * 8))));
    return { kind: "ip-range", first: network, last: ipaddr.fromByteArray([...last]).toString(), position };
  }
  throw refuse({
    code: "EXPRESSION_SYNTAX",
    position,
    expected: "a network such as 192.0.2.0/24, without host bits",
    got: `${network}/${bits}`,
    fix: "correct the network",
  });
}

export function compareBytes(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const index = a.findIndex((byte, at) => byte !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** Whether an address lies between the ends; another family never does. */
export function addressWithin(address: string, { first, last }: AddressRange): boolean {
  const [bytes, low, high] = [addressBytes(address), addressBytes(first), addressBytes(last)];
  if (bytes === undefined || low === undefined || high === undefined || bytes.length !== low.length) return false;
  return compareBytes(low, bytes) <= 0 && compareBytes(bytes, high) <= 0;
}
