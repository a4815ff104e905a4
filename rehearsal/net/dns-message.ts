import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  decode,
  encode,
  type OptAnswer,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from "dns-packet";
import { answerDns, type DnsReply, type DnsWorld, RCODE } from "./dns-answer.ts";

/** Longest answer over UDP without and with EDNS, and over TCP, in bytes. Source: RFC 1035 section 4.2.1; DNS flag day 2020; RFC 1035 section 4.2.2. */
const UDP_BYTES = 512;
const UDP_EDNS_BYTES = 1232;
const TCP_BYTES = 65_535;

const HEADER_BYTES = 12;
/**
 * Other names are legal, and no host has one; the codec can't give them back unchanged. A label that ends in a dot of its own reads as an
 * empty label, which would end the name too early on the way back.
 */
const PLAIN_NAME = /^(?=.{1,254}$)(\.|[!-\-/-~]+(\.[!-\-/-~]+)*)$/;
const RESPONSE_FLAG = 0x8000;
const OPCODE_MASK = 0x7800;

/** The bytes of an answer to the bytes of a question; undefined when nothing may be answered. Never throws. */
export function replyTo(bytes: Buffer, transport: "udp" | "tcp", world: () => DnsWorld): Buffer | undefined {
  // an answer to an answer could go back and forth for ever
  if (bytes.length < HEADER_BYTES || (bytes.readUInt16BE(2) & RESPONSE_FLAG) !== 0) return undefined;
  if ((bytes.readUInt16BE(2) & OPCODE_MASK) !== 0) return bareReply(bytes, RCODE.notImplemented);
  const packet = decoded(bytes);
  const [question, ...others] = packet?.questions ?? [];
  if (packet === undefined || question === undefined || others.length > 0 || !PLAIN_NAME.test(question.name)) {
    return bareReply(bytes, RCODE.formatError);
  }
  try {
    return withinLimit(packet, answerDns(question, world()), transport);
  } catch {
    // a record that the wire format can't hold, or a state that can't be read
    return bareReply(bytes, RCODE.serverFailure);
  }
}

function decoded(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** Answers that do not fit are left out, and the asker is told to come back over TCP. */
function withinLimit(packet: DecodedPacket, reply: DnsReply, transport: "udp" | "tcp"): Buffer {
  const edns = packet.additionals?.find((each): each is OptAnswer => each.type === "OPT");
  const limit = transport === "tcp" ? TCP_BYTES : edns === undefined ? UDP_BYTES : clamp(edns.udpPayloadSize);
  const whole = message(packet, reply, edns);
  if (whole.length <= limit) return whole;
  return message(packet, { ...reply, answers: [], authorities: [] }, edns, TRUNCATED_RESPONSE);
}

function clamp(payloadBytes: number): number {
  return Math.min(UDP_EDNS_BYTES, Math.max(UDP_BYTES, payloadBytes));
}

function message(packet: DecodedPacket, reply: DnsReply, edns: OptAnswer | undefined, extraFlags = 0): Buffer {
  const authoritative = reply.isAuthoritative ? AUTHORITATIVE_ANSWER : 0;
  return encode({
    type: "response",
    id: packet.id,
    flags: reply.rcode | authoritative | extraFlags | ((packet.flags ?? 0) & RECURSION_DESIRED),
    questions: packet.questions,
    answers: [...reply.answers],
    authorities: [...reply.authorities],
    additionals: edns === undefined ? [] : [opt()],
  });
}

function opt(): Answer {
  return {
    type: "OPT",
    name: ".",
    udpPayloadSize: UDP_EDNS_BYTES,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
}

/** Header only: the question could not be read or shall not be answered. */
function bareReply(bytes: Buffer, rcode: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  bytes.copy(header, 0, 0, 2);
  header.writeUInt16BE(RESPONSE_FLAG | (bytes.readUInt16BE(2) & (OPCODE_MASK | RECURSION_DESIRED)) | rcode, 2);
  return header;
}
