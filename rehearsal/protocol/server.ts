import { createServer, type Socket, type Server as SocketServer } from "node:net";
import { type handleUnaryCall, Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { decodeMessage, encodeMessage, type Message, RPCS, type Rpc, SERVICE } from "./messages.ts";

/** Answers to one client's calls. Terraform opens a connection for each provider configuration, so that each has its own region and tags. */
export type Session = Readonly<Record<Rpc, (request: Message) => Message | Promise<Message>>>;

/** Schemas are larger than gRPC's four megabytes. */
const NO_LIMIT = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

const definition: ServiceDefinition = Object.fromEntries(
  RPCS.map((rpc) => [
    rpc,
    {
      path: `${SERVICE}${rpc}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: (message: Message) => encodeMessage(`${rpc}Request`, message),
      requestDeserialize: (bytes: Buffer) => decodeMessage(`${rpc}Request`, bytes),
      responseSerialize: (message: Message) => encodeMessage(`${rpc}Response`, message),
      responseDeserialize: (bytes: Buffer) => decodeMessage(`${rpc}Response`, bytes),
    },
  ]),
);

export interface Listening {
  readonly close: () => Promise<void>;
}

/** Listens on a unix socket; every connection gets a session of its own. */
export async function listen(socketPath: string, openSession: () => Session): Promise<Listening> {
  const servers = new Map<Socket, Server>();
  const sockets = createServer((socket) => {
    const server = serverFor(openSession());
    servers.set(socket, server);
    socket.on("error", () => socket.destroy()).on("close", () => servers.delete(socket));
    server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => sockets.once("error", reject).listen(socketPath, resolve));
  return { close: () => closeAll(sockets, servers) };
}

function serverFor(session: Session): Server {
  const server = new Server(NO_LIMIT);
  const handlers: UntypedServiceImplementation = Object.fromEntries(RPCS.map((rpc) => [rpc, handler(session[rpc])]));
  server.addService(definition, handlers);
  return server;
}

function handler(answer: Session[Rpc]): handleUnaryCall<Message, Message> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
  };
}

async function closeAll(sockets: SocketServer, servers: ReadonlyMap<Socket, Server>): Promise<void> {
  const closed = new Promise<void>((resolve) => sockets.close(() => resolve()));
  for (const [socket, server] of servers) {
    server.forceShutdown();
    socket.destroy();
  }
  await closed;
}
