import { type RequestOptions, request } from "node:https";
import { reasonOf, unanswered } from "../unanswered.ts";
import type { ProbeWorld } from "../world.ts";

/** What an origin answers to somebody who does not come through the edge: a status, or no answer at all and how it withheld it. */
export type AroundAnswer = { readonly status: number } | { readonly closed: string };

/** Asks an origin by its own name for a URL of the host that it serves, as the edge would. Throws when nobody knows where the origin is. */
export type AskAround = (origin: string, url: string) => Promise<AroundAnswer>;

/** How a firewall, or a server that wants a certificate, sends strangers away. */
const CLOSED = /^(no answer in time|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EPROTO|ERR_SSL_[A-Z0-9_]+|ERR_TLS_[A-Z_]+)$/;

export function createAround({ around, timeoutMs }: Pick<ProbeWorld, "around" | "timeoutMs">): AskAround {
  return async (origin, url) => {
    const { hostname, pathname, search } = new URL(url);
    const place = around?.(origin);
    const options = {
      host: place?.address ?? origin,
      port: place?.port ?? 443,
      method: "GET",
      path: `${pathname}${search}`,
      servername: hostname,
      headers: { host: hostname, "user-agent": "slipway-verify", accept: "*/*", connection: "close" },
      agent: false,
      // whose certificate it is does not matter to somebody who should get no answer at all
      rejectUnauthorized: false,
      signal: AbortSignal.timeout(timeoutMs),
    };
    try {
      return { status: await statusOf(options) };
    } catch (error) {
      const reason = reasonOf(error);
      if (CLOSED.test(reason)) return { closed: reason };
      throw unanswered(`GET ${url} at ${origin}`, "an answer, or none on purpose", reason);
    }
  };
}

function statusOf(options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    asked.on("error", reject);
    asked.end();
  });
}
