import { isIP } from "node:net";
import type { ReceivedMessage } from "./message.ts";

/** What a saved message tells about how it came in; undefined: it does not say. */
export type MessageOrigin = { readonly [K in "clientIp" | "helo" | "mailFrom"]: string | undefined } & {
  readonly receivedAt: Date | undefined;
};

/**
 * The server that took a message wrote its headers on top: from whom it came, and the envelope sender. Headers further down may be anybody's.
 * Source: RFC 5321 section 4.4 (trace information).
 */
export function originOf(raw: Buffer): MessageOrigin {
  return originIn(headersOf(raw));
}

function originIn(headers: ReturnType<typeof headersOf>): MessageOrigin {
  const received = headers.find(([name, value]) => name === "received" && /^from\s/i.test(value))?.[1];
  const returnPath = headers.find(([name]) => name === "return-path")?.[1];
  return {
    clientIp: received === undefined ? undefined : addressIn(received),
    helo: /^from\s+(\S+)/i.exec(received ?? "")?.[1],
    mailFrom: /^<([^<>]*)>$/.exec(returnPath?.trim() ?? "")?.[1],
    receivedAt: dateIn(received?.slice(received.lastIndexOf(";") + 1) ?? headers.find(([name]) => name === "date")?.[1]),
  };
}

/** Each signature costs its reader a look into DNS. Mail that comes by lists has a handful. */
export const MAX_SIGNATURES = 20;

export interface ReceivedFile extends ReceivedMessage {
  readonly receivedAt: Date | undefined;
}

/** A message that can be judged; or what is missing for it, or too many signatures. */
export function receivedMessage(
  raw: Buffer,
  given: { readonly clientIp?: string | undefined; readonly mailFrom?: string | undefined },
): ReceivedFile | { readonly missing: "client" | "sender" } | { readonly signatures: number } {
  const headers = headersOf(raw);
  const origin = originIn(headers);
  const { clientIp = origin.clientIp, mailFrom = origin.mailFrom } = given;
  if (clientIp === undefined || isIP(clientIp) === 0) return { missing: "client" };
  if (mailFrom === undefined) return { missing: "sender" };
  const signatures = headers.filter(([name]) => name === "dkim-signature").length;
  if (signatures > MAX_SIGNATURES) return { signatures };
  return { raw, clientIp, mailFrom, helo: origin.helo ?? "unknown.invalid", receivedAt: origin.receivedAt };
}

/** Behind the last semicolon of a Received header; without one, what the author claims. */
function dateIn(text: string | undefined): Date | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
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
