import type { Server } from "node:net";
import { SlipwayError } from "../../errors/slipway-error.ts";

/** Everything in the rehearsal's network stays on this machine. */
export const LOOPBACK = "127.0.0.1";

/** Listens on loopback, on a free port when `port` is 0, and gives the port. @throws SlipwayError REHEARSAL_PORT_TAKEN */
export function listen(server: Server, port: number, service: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) => reject(portTaken(service, port, error));
    server.once("error", onError);
    server.listen(port, LOOPBACK, () => {
      server.removeListener("error", onError);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

export function portTaken(service: string, port: number, cause: unknown): SlipwayError {
  const reason = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : String(cause);
  return new SlipwayError(
    {
      kind: "refused",
      code: "REHEARSAL_PORT_TAKEN",
      where: `rehearsal: ${service} on ${LOOPBACK}:${port}`,
      expected: "a port to listen on",
      got: reason,
      fix: "end what uses the port, or leave the port out so that a free one is taken",
    },
    { cause },
  );
}
