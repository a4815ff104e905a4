import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import type { EdgeState, NetZone } from "../../../rehearsal/net/edge-state.ts";
import type { Net } from "../../../rehearsal/net/start-net.ts";

export const ZONE: NetZone = { domain: "example.com", zoneId: "9a7806061c88ada191ed06f989cc3dac" };
const zone_id = ZONE.zoneId;

export const record = (type: string, name: string, content: string | null, more: object = {}): Record<string, unknown> => ({
  zone_id,
  id: `${type}-${name}`,
  type,
  name,
  content,
  ttl: 300,
  proxied: false,
  priority: null,
  data: null,
  tags: null,
  ...more,
});

export const proxied = (name: string, origin: string) => record("CNAME", name, origin, { proxied: true, ttl: 1 });

export const ruleset = (phase: string, ...rules: readonly object[]): Record<string, unknown> => ({
  zone_id,
  id: phase,
  kind: "zone",
  name: "default",
  phase,
  rules: rules.map((rule, index) => ({ id: `${index}`, ref: `zone--r${index}`, description: "r", enabled: true, logging: null, ...rule })),
});

export const setting = (setting_id: string, value: unknown): Record<string, unknown> => ({ zone_id, setting_id, value, editable: true });

export const NOTHING: EdgeState = { records: [], rulesets: [], settings: [] };

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks the edge for a URL, as an outside visitor who trusts the rehearsal's authority. */
export function ask(net: Net, url: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Got> {
  const { protocol, hostname, pathname, search } = new URL(url);
  const isSecure = protocol === "https:";
  const options: RequestOptions & { ca?: string; servername?: string } = {
    host: "127.0.0.1",
    port: isSecure ? net.https.port : net.http.port,
    method,
    path: pathname + search,
    headers: { host: hostname, ...headers },
    agent: false,
    ...(isSecure ? { ca: net.caPem, servername: hostname } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
