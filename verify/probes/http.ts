import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import type { ConnectionOptions, SecureContext } from "node:tls";
import { reasonOf, unanswered } from "../unanswered.ts";
import type { ProbeWorld } from "../world.ts";

export interface HttpQuestion {
  readonly method: string;
  /** http or https, on the usual port. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** So much of the answer is read, in bytes; a beginning without it. */
  readonly readBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** By name in lower case; every occurrence by itself, because a header sent twice is a finding. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The first bytes of it, as text. */
  readonly body: string;
}

/** Gives the one answer, following nothing. Throws when there is none. */
export type AskHttp = (question: HttpQuestion) => Promise<HttpAnswer>;

/** A probe looks at beginnings; a page may be endless. */
const MAX_BODY_BYTES = 65_536;

/** `trust` holds the authorities to believe; undefined: the usual ones. */
export function createHttp(world: ProbeWorld, trust: SecureContext | undefined): AskHttp {
  return async ({ method, url, headers, body, readBytes = MAX_BODY_BYTES }) => {
    const { protocol, hostname, pathname, search } = new URL(url);
    const secure = protocol === "https:";
    const port = secure ? 443 : 80;
    const place = world.connect(hostname, port);
    const options: RequestOptions & Pick<ConnectionOptions, "secureContext" | "servername"> = {
      host: place?.address ?? hostname,
      port: place?.port ?? port,
      method,
      path: `${pathname}${search}`,
      headers: { host: hostname, "user-agent": "slipway-verify", accept: "*/*", connection: "close", ...headers },
      agent: false,
      signal: AbortSignal.timeout(world.timeoutMs),
    };
    if (secure) {
      options.servername = hostname;
      if (trust !== undefined) options.secureContext = trust;
    }
    try {
      return await exchange(secure ? httpsRequest : httpRequest, options, body, readBytes);
    } catch (error) {
      throw unanswered(`${method} ${url}`, "an answer", reasonOf(error));
    }
  };
}

function exchange(send: typeof httpRequest, options: RequestOptions, body: string | undefined, readBytes: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = send(options, (response) => {
      read(response, readBytes)
        .then((text) => resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body: text }), reject)
        .finally(() => request.destroy());
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function read(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8");
}

function headersOf({ rawHeaders }: IncomingMessage): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[index + 1] ?? ""]);
  }
  return headers;
}
