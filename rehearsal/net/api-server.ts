import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** What the API knows of: attributes of the Terraform resources. */
export interface ApiState {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly rulesets: readonly Readonly<Record<string, unknown>>[];
}

export interface ApiOptions {
  readonly state: () => ApiState;
  readonly zoneIds: readonly string[];
}

interface Question {
  readonly zoneId: string;
  readonly query: URLSearchParams;
}

type Answer = { readonly status: number; readonly body: object };

const DEFAULT_PAGE_SIZE = 100;
/** Source: Cloudflare API, "List DNS Records", per_page (checked 2026-11-25). */
const LARGEST_PAGE = 5_000_000;

/**
 * The calls of Cloudflare's v4 API that Slipway itself makes; Terraform talks to the provider instead. Read only, as those calls are.
 * Source: Cloudflare API, "List DNS Records", "Get a zone entry point ruleset"; errors 7003 and 10000 (checked 2026-11-25).
 */
export function createApiServer(options: ApiOptions): Server {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => send(response, answer(options, request)));
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

function answer({ state, zoneIds }: ApiOptions, { method, url = "/", headers }: IncomingMessage): Answer {
  const { pathname, searchParams: query } = new URL(url, "http://api.invalid");
  if (!/^Bearer \S+$/.test(headers.authorization ?? "")) return failed(403, 10_000, "Authentication error");
  if (method !== "GET") return failed(405, 10_405, "Method not allowed for this authentication scheme");
  const [, zoneId = "", rest = ""] = /^\/client\/v4\/zones\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  if (!zoneIds.includes(zoneId)) return failed(404, 7003, `Could not route to ${pathname}, perhaps your object identifier is invalid?`);
  if (rest === "dns_records") return listRecords(state(), { zoneId, query });
  const [, phase] = /^rulesets\/phases\/([a-z0-9_]+)\/entrypoint$/.exec(rest) ?? [];
  if (phase !== undefined) return entryPoint(state(), zoneId, phase);
  return failed(404, 7003, `Could not route to ${pathname}, perhaps your object identifier is invalid?`);
}

function listRecords({ records }: ApiState, { zoneId, query }: Question): Answer {
  const [page, size] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? DEFAULT_PAGE_SIZE)];
  if (!(Number.isInteger(page) && page >= 1 && Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE)) {
    return failed(400, 1004, "DNS Validation Error");
  }
  const found = records
    .filter((record) => record.zone_id === zoneId)
    .filter(({ type, name }) => fits(query.get("type"), type) && fits(query.get("name.exact"), name));
  const result = found.slice((page - 1) * size, page * size).map(withoutNulls);
  const info = { page, per_page: size, count: result.length, total_count: found.length, total_pages: Math.ceil(found.length / size) };
  return { status: 200, body: { ...SUCCESS, result, result_info: info } };
}

/** The API leaves out what has no value. */
function withoutNulls(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function fits(wanted: string | null, value: unknown): boolean {
  return wanted === null || wanted.toLowerCase() === String(value).toLowerCase();
}

function entryPoint({ rulesets }: ApiState, zoneId: string, phase: string): Answer {
  const found = rulesets.find((ruleset) => ruleset.zone_id === zoneId && ruleset.phase === phase && ruleset.kind === "zone");
  if (found === undefined) return failed(404, 10_003, `could not find entrypoint ruleset in the ${phase} phase`);
  return { status: 200, body: { ...SUCCESS, result: withoutNulls(found) } };
}

const SUCCESS = { success: true, errors: [], messages: [] };

function failed(status: number, code: number, message: string): Answer {
  return { status, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
