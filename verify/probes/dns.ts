import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { createConnection, isIPv6 } from "node:net";
import { type DecodedPacket, decode, encode, type Packet, streamEncode } from "dns-packet";
import { reasonOf, unanswered } from "../unanswered.ts";
import type { ProbeWorld } from "../world.ts";
import { type AskedType, type DnsAnswer, readAnswer } from "./dns-data.ts";

/** Gives the records of the answer section; an empty list when the name or type does not exist. Throws when nobody answers. */
export type AskDns = (name: string, type: AskedType) => Promise<readonly DnsAnswer[]>;

export interface NameServer {
  readonly address: string;
  readonly port: number;
}

/** Largest answer asked for over UDP, in bytes, that no path fragments. Source: DNS flag day 2020. */
const UDP_PAYLOAD_BYTES = 1232;
/** Over UDP a question or its answer can get lost, so it is asked again once. */
const UDP_TRIES = 2;
const NO_ERROR = 0;
const NAME_DOES_NOT_EXIST = 3;

/** Asks the zone's servers without recursion, one after the other until one answers. Source: RFC 1035 section 4, RFC 6891, RFC 7766. */
export function createDns(world: ProbeWorld, domain: string, nameServersOf: typeof findNameServers = findNameServers): AskDns {
  let servers: Promise<readonly NameServer[]> | undefined;
  return async (name, type) => {
    servers ??= world.dns === "authoritative" ? nameServersOf(domain, world.timeoutMs) : Promise.resolve([world.dns]);
    const reasons: string[] = [];
    for (const server of await servers) {
      try {
        return await askServer(server, name, type, world.timeoutMs);
      } catch (error) {
        reasons.push(reasonOf(error));
      }
    }
    throw unanswered(`${name} ${type}`, "an answer from a name server of the zone", reasons.join("; "));
  };
}

/** Addresses of at most three of the zone's name servers, as the system's resolver knows them. */
async function findNameServers(domain: string, timeoutMs: number): Promise<readonly NameServer[]> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  try {
    const names = (await resolver.resolveNs(domain)).slice(0, 3);
    const addresses = await Promise.all(names.map((name) => resolver.resolve4(name)));
    return addresses.flatMap(([address]) => (address === undefined ? [] : [{ address, port: 53 }]));
  } catch (error) {
    throw unanswered(domain, "name servers of the zone", reasonOf(error));
  }
}

async function askServer(server: NameServer, name: string, type: AskedType, timeoutMs: number): Promise<readonly DnsAnswer[]> {
  return ((await exchange(server, name, type, timeoutMs)).answers ?? []).flatMap(readAnswer);
}

/**
 * One question, one answer, over TCP where it does not fit into a datagram.
 * @param flags of the query; none asks the server for what it knows itself
 * @throws Error when the server does not answer, or says neither yes nor no
 */
export async function exchange(server: NameServer, name: string, type: AskedType, timeoutMs: number, flags = 0): Promise<DecodedPacket> {
  let packet = await overUdp(server, question(name, type, flags), timeoutMs);
  if (packet.flag_tc) packet = await overTcp(server, question(name, type, flags), timeoutMs);
  const code = responseCode(packet);
  if (code !== NO_ERROR && code !== NAME_DOES_NOT_EXIST) throw new Error(`response code ${code}`);
  return packet;
}

export function saysNoSuchName(packet: DecodedPacket): boolean {
  return responseCode(packet) === NAME_DOES_NOT_EXIST;
}

function responseCode({ flags = 0 }: DecodedPacket): number {
  return flags & 0xf;
}

interface Query extends Packet {
  readonly id: number;
  readonly questions: [{ readonly type: AskedType; readonly name: string }];
}

function question(name: string, type: AskedType, flags: number): Query {
  return {
    type: "query",
    id: randomInt(0x10000),
    flags,
    questions: [{ type, name }],
    additionals: [
      {
        type: "OPT",
        name: ".",
        udpPayloadSize: UDP_PAYLOAD_BYTES,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  };
}

async function overUdp(server: NameServer, query: Query, timeoutMs: number): Promise<DecodedPacket> {
  const bytes = encode(query);
  const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const send = (): void => socket.send(bytes, (error) => error && reject(error));
      socket.on("error", reject);
      // a stray datagram is not our answer, so waiting goes on
      socket.on("message", (message) => {
        const packet = answerTo(message, query);
        if (packet !== undefined) resolve(packet);
      });
      // connected, so that only this server's datagrams arrive, and its refusal is an error at once
      socket.connect(server.port, server.address, () => {
        send();
        for (let again = 1; again < UDP_TRIES; again++) timers.push(setTimeout(send, (timeoutMs * again) / UDP_TRIES));
      });
      timers.push(setTimeout(() => reject(new Error("no answer in time")), timeoutMs));
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    socket.close();
  }
}

async function overTcp(server: NameServer, query: Query, timeoutMs: number): Promise<DecodedPacket> {
  const socket = createConnection({ host: server.address, port: server.port, timeout: timeoutMs });
  try {
    return await new Promise((resolve, reject) => {
      let received = Buffer.alloc(0);
      socket.on("error", reject);
      socket.on("timeout", () => reject(new Error("no answer in time")));
      socket.on("end", () => reject(new Error("connection closed without an answer")));
      socket.on("data", (chunk) => {
        received = Buffer.concat([received, chunk]); // bounded: two bytes of length come first
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        const packet = answerTo(received.subarray(2, 2 + received.readUInt16BE(0)), query);
        if (packet === undefined) reject(new Error("an answer to another question"));
        else resolve(packet);
      });
      socket.write(streamEncode(query));
    });
  } finally {
    socket.destroy();
  }
}

function answerTo(bytes: Buffer, { id, questions: [{ name }] }: Query): DecodedPacket | undefined {
  try {
    const packet = decode(bytes);
    const asked = packet.questions?.[0]?.name.toLowerCase();
    return packet.flag_qr && packet.id === id && asked === name.toLowerCase() ? packet : undefined;
  } catch {
    return undefined; // not a DNS packet
  }
}
