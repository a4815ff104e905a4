import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import type { DnsWorld } from "./dns-answer.ts";
import { replyTo } from "./dns-message.ts";
import { LOOPBACK, listen, portTaken } from "./listen.ts";

export interface DnsServer {
  readonly address: string;
  /** The same for UDP and TCP. */
  readonly port: number;
  close(): Promise<void>;
}

const TCP_IDLE_MS = 5000;
/** A free port for TCP may be taken for UDP. */
const MAX_TRIES = 10;

/** An authoritative name server on loopback, over UDP and TCP. @throws SlipwayError REHEARSAL_PORT_TAKEN */
export async function startDnsServer(world: () => DnsWorld, port = 0): Promise<DnsServer> {
  for (let attempt = 1; ; attempt++) {
    const { server, sockets } = tcpServer(world);
    const tcpPort = await listen(server, port, "DNS");
    const udp = createSocket("udp4");
    try {
      await bind(udp, tcpPort);
    } catch (error) {
      await closeTcp(server, sockets);
      if (port === 0 && attempt < MAX_TRIES) continue;
      throw portTaken("DNS (UDP)", tcpPort, error);
    }
    udp.on("message", (bytes, peer) => {
      const reply = replyTo(bytes, "udp", world);
      // who asked may be gone by now
      if (reply !== undefined) udp.send(reply, peer.port, peer.address, () => {});
    });
    return {
      address: LOOPBACK,
      port: tcpPort,
      close: async () => {
        await new Promise<void>((resolve) => udp.close(() => resolve()));
        await closeTcp(server, sockets);
      },
    };
  }
}

function bind(udp: UdpSocket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    udp.once("error", (error) => {
      udp.close();
      reject(error);
    });
    udp.bind(port, LOOPBACK, () => {
      udp.removeAllListeners("error");
      udp.on("error", () => {}); // an unreachable peer
      resolve();
    });
  });
}

function tcpServer(world: () => DnsWorld): { server: Server; sockets: Set<Socket> } {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]); // bounded: whole messages are taken out at once
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const reply = replyTo(received.subarray(2, end), "tcp", world);
        received = received.subarray(end);
        if (reply === undefined) {
          socket.destroy();
          return;
        }
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([length, reply]));
      }
    });
  });
  return { server, sockets };
}

async function closeTcp(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
