import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { parseJson, textAt } from "../../launch/json.ts";

/** One request on its way to the emulator. */
export interface Passing {
  /** `CreateTopic chatbot-alerts`: what is done to the thing of which name; for plain HTTP interfaces `PUT /bucket/key`. */
  readonly action: string;
  readonly when: "before" | "after";
}

/** Stands between terraform and the emulator, so that a test can act at the very moment of a request. */
export interface Gateway {
  readonly endpoint: string;
  /** Called around every request; may take its time. When it throws, the connection breaks instead. */
  hook: (passing: Passing) => void | Promise<void>;
  /** Actions that the emulator answered without an error, in order. */
  readonly done: string[];
  readonly close: () => Promise<void>;
}

export async function openGateway(target: string): Promise<Gateway> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing).catch(() => outgoing.destroy()));
  const gateway: Gateway = {
    endpoint: await listening(),
    hook: () => undefined,
    done: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gateway;

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const action = actionOf(incoming, body);
    await gateway.hook({ action, when: "before" });
    const { method, url: path, headers } = incoming;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ hostname, port, method, path, headers, timeout: 30_000 }, resolve).once("error", reject).end(body);
    });
    const content = await bodyOf(answer);
    const { statusCode = 502 } = answer;
    if (statusCode < 300) gateway.done.push(action);
    await gateway.hook({ action, when: "after" });
    outgoing.writeHead(statusCode, answer.headers).end(content);
  }

  async function listening(): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Source: AWS JSON 1.1 and query protocols. */
function actionOf({ headers, method, url }: IncomingMessage, body: Buffer): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return named(target.split(".").at(-1) ?? target, textAt(parseJson(body.toString("utf8")), "Name"));
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) {
    const form = new URLSearchParams(body.toString("utf8"));
    return named(form.get("Action") ?? "form", form.get("Name"));
  }
  return `${method} ${url?.split("?")[0]}`;
}

function named(action: string, name: string | null | undefined): string {
  return typeof name === "string" ? `${action} ${name}` : action;
}
