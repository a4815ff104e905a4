import { isIP } from "node:net";
import type { ReceivedMessage } from "./message.ts";

/** What a saved message tells about how it came in; undefined: it does not say. */
export type MessageOrigin = { readonly [K in "clientIp" | "helo" | "mailFrom"]: string | undefined };

/**
 * The server that took a message wrote its headers on top: from whom it came, and the envelope sender. Headers further down may be anybody's.
 * Source: RFC 5321 section 4.4 (trace information).
 */
export function originOf(raw: Buffer): MessageOrigin {
  const headers = headersOf(raw);
  const received = headers.find(([name, value]) => name === "received" && /^from\s/i.test(value))?.[1];
  const returnPath = headers.find(([name]) => name === "return-path")?.[1];
  return {
    clientIp: received === undefined ? undefined : addressIn(received),
    helo: /^from\s+(\S+)/i.exec(received ?? "")?.[1],
    mailFrom: /^<([^<>]*)>$/.exec(returnPath?.trim() ?? "")?.[1],
  };
}

/** A message that can be judged; or what is missing for it. */
export function receivedMessage(
  raw: Buffer,
  given: { readonly clientIp?: string | undefined; readonly mailFrom?: string | undefined },
): ReceivedMessage | { readonly missing: "client" | "sender" } {
  const origin = originOf(raw);
  const { clientIp = origin.clientIp, mailFrom = origin.mailFrom } = given;
  if (clientIp === undefined || isIP(clientIp) === 0) return { missing: "client" };
  if (mailFrom === undefined) return { missing: "sender" };
  return { raw, clientIp, mailFrom, helo: origin.helo ?? "unknown.invalid" };
}

/** `from mail.example (mail.example [192.0.2.1])`, `([IPv6:2001:db8::1])`. */
function addressIn(received: string): string | undefined {
  const candidates = [...received.matchAll(/\[(?:IPv6:)?([0-9a-f.:]+)\]|\(([0-9a-f.:]+)\)/gi)].map(([, one, other]) => one ?? other ?? "");
  return candidates.find((text) => isIP(text) !== 0);
}

function headersOf(raw: Buffer): (readonly [name: string, value: string])[] {
  const text = raw.toString("latin1");
  const [head = ""] = text.split(/\r?\n\r?\n/, 1);
  return head
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return colon < 1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
    });
}
