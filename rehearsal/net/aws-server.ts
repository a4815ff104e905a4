import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AwsRefusal } from "../behaviours/aws-refusal.ts";

/** One call of an AWS service in its JSON protocol. */
export interface AwsCall {
  readonly action: string;
  readonly input: unknown;
  /** That the caller signed for. */
  readonly region: string;
}

/** Answers a call, at once or later, or throws AwsRefusal. */
export type AwsService = (call: AwsCall) => object | Promise<object>;

/**
 * The AWS calls that Slipway itself makes; Terraform talks to the provider instead. Who signed is not looked at, only for which region.
 * Source: Smithy 2.0, AWS JSON 1.1 protocol (checked 2026-11-26).
 * @param services by the prefix of `X-Amz-Target`
 */
export function createAwsServer(services: ReadonlyMap<string, AwsService>): Server {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void answer(services, request, response, Buffer.concat(chunks)));
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

async function answer(
  services: ReadonlyMap<string, AwsService>,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const [prefix = "", action = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
  const [, region] = /Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\//.exec(request.headers.authorization ?? "") ?? [];
  const service = services.get(prefix);
  try {
    if (region === undefined) throw new AwsRefusal("MissingAuthenticationTokenException", "Missing Authentication Token");
    if (service === undefined) throw new AwsRefusal("UnknownOperationException", `${prefix}.${action} is not served here`);
    send(response, 200, await service({ action, input: JSON.parse(body.toString("utf8")), region }));
  } catch (error) {
    if (!(error instanceof AwsRefusal)) throw error;
    send(response, 400, { __type: error.name, message: error.message });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
