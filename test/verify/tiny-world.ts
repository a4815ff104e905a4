import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet, TRUNCATED_RESPONSE } from "dns-packet";
import type { ProbeWorld } from "../../verify/world.ts";
import type { ThrowawayCertificate } from "./throwaway-certificate.ts";

export interface Asked {
  readonly secure: boolean;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Given {
  readonly status: number;
  /** A list sends the header several times. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

export interface TinyWorldParts {
  readonly certificate: ThrowawayCertificate;
  readonly records: readonly Answer[];
  readonly respond: (asked: Asked) => Given;
  readonly tls?: TlsOptions;
  /** Every UDP answer comes truncated, so that the asker has to come back over TCP. */
  readonly truncate?: boolean;
  /** Response code for every question, for example 5, refused. */
  readonly dnsCode?: number;
}

export interface TinyWorld {
  readonly world: ProbeWorld;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

/** A DNS server, a web server and a TLS server on loopback; whoever opens it closes it. */
export async function openTinyWorld(parts: TinyWorldParts): Promise<TinyWorld> {
  const asked: Asked[] = [];
  const listener =
    (secure: boolean): RequestListener =>
    (request, response) => {
      const { host = "", ...headers } = request.headers;
      const question = { secure, host, method: request.method ?? "", path: request.url ?? "", headers };
      asked.push(question);
      const { status, headers: given = {}, body = "" } = parts.respond(question);
      response.writeHead(status, { ...given });
      response.end(body);
      request.resume();
    };
  const { certPem, keyPem, caPem } = parts.certificate;
  const plain = createHttpServer(listener(false));
  const secure = createHttpsServer({ cert: certPem, key: keyPem, minVersion: "TLSv1.2", ...parts.tls }, listener(true));
  const tcp = createTcpServer((socket) => answerOverTcp(socket, parts));
  const udp = createSocket("udp4");
  udp.on("message", (message, from) => {
    const packet = answerTo(decode(message), parts);
    const sent = parts.truncate === true ? { ...packet, answers: [], flags: (packet.flags ?? 0) | TRUNCATED_RESPONSE } : packet;
    udp.send(encode(sent), from.port, from.address);
  });
  const [port80, port443, dnsPort] = await Promise.all([plain, secure, tcp].map(listen));
  udp.bind(dnsPort, "127.0.0.1");
  await once(udp, "listening");
  return {
    asked,
    world: {
      dns: { address: "127.0.0.1", port: dnsPort ?? 0 },
      connect: (_, port) => ({ address: "127.0.0.1", port: (port === 80 ? port80 : port443) ?? 0 }),
      caPem,
      timeoutMs: 2000,
      allowBursts: false,
      describeSecret: async ({ name }) => ({
        kind: "present",
        arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-a1b2c3`,
        versions: [{ id: "v1", createdAt: new Date(), labels: ["AWSCURRENT"] }],
      }),
    },
    close: async () => {
      udp.close();
      await Promise.all([plain, secure, tcp].map((server) => new Promise((done) => server.close(done))));
    },
  };
}

/** Nobody listens: every port refuses. */
export async function deadWorld(): Promise<ProbeWorld> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return {
    dns: { address: "127.0.0.1", port },
    connect: () => ({ address: "127.0.0.1", port }),
    timeoutMs: 500,
    allowBursts: true,
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function answerTo(query: Packet, { records, dnsCode }: TinyWorldParts): Packet {
  const [question] = query.questions ?? [];
  const name = question?.name.toLowerCase();
  const named = records.filter((record) => record.name.toLowerCase() === name);
  const code = dnsCode ?? (named.length === 0 ? 3 : 0);
  return {
    type: "response",
    id: query.id,
    flags: AUTHORITATIVE_ANSWER | code,
    questions: query.questions ?? [],
    answers: dnsCode === undefined ? named.filter(({ type }) => type === question?.type || type === "CNAME") : [],
  };
}

function answerOverTcp(socket: Socket, parts: TinyWorldParts): void {
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    const reply = encode(answerTo(decode(bytes.subarray(2)), parts));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(reply.length);
    // in two pieces, as a network may deliver it
    socket.write(Buffer.concat([length, reply.subarray(0, 5)]));
    setTimeout(() => socket.end(reply.subarray(5)), 5);
  });
}
