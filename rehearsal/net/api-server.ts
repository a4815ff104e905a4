import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { WorldZone } from "../world.ts";
import { type ApiAnswer as Answer, failed, pageOf, SUCCESS, withoutNulls } from "./api-answer.ts";
import { type ListedState, listAt } from "./api-lists.ts";
import type { ApiChange } from "./api-secrets.ts";

/** What the API knows of: attributes of the Terraform resources. */
export interface ApiState extends ListedState {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly rulesets: readonly Readonly<Record<string, unknown>>[];
}

export interface ApiOptions {
  readonly state: () => ApiState;
  readonly zones: readonly WorldZone[];
  readonly accountIds: readonly string[];
  /** Makes or deletes something of an account; undefined for what is not to be had here. */
  readonly change?: (change: ApiChange) => Answer | undefined;
}

interface Question {
  readonly zoneId: string;
  readonly query: URLSearchParams;
}

const DEFAULT_PAGE_SIZE = 100;
/** Source: Cloudflare API, "List DNS Records", per_page (checked 2026-11-25). */
const LARGEST_PAGE = 5_000_000;

/**
 * The calls of Cloudflare's v4 API that Slipway itself makes; Terraform talks to the provider instead.
 * Source: Cloudflare API, "Zone Details", "List DNS Records", "Get a zone entry point ruleset"; errors 7003 and 10000 (checked 2026-11-25).
 */
export function createApiServer(options: ApiOptions): Server {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => send(response, answer(options, request, Buffer.concat(chunks).toString("utf8"))));
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

function answer(
  { state, zones, accountIds, change }: ApiOptions,
  { method = "GET", url = "/", headers }: IncomingMessage,
  text: string,
): Answer {
  const { pathname, searchParams: query } = new URL(url, "http://api.invalid");
  if (!/^Bearer \S+$/.test(headers.authorization ?? "")) return failed(403, 10_000, "Authentication error");
  const unknown = failed(404, 7003, `Could not route to ${pathname}, perhaps your object identifier is invalid?`);
  const [, accountId, path = ""] = /^\/client\/v4\/accounts\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  if (accountId !== undefined && accountIds.includes(accountId) && method !== "GET") {
    const made = change?.({ method, accountId, path, body: parsed(text) });
    if (made !== undefined) return made;
  }
  if (method !== "GET") return failed(405, 10_405, "Method not allowed for this authentication scheme");
  if (accountId !== undefined) {
    const found = accountIds.includes(accountId) ? listAt(path, query, of("account_id", accountId, state())) : undefined;
    return found ?? unknown;
  }
  const [, zoneId = "", rest] = /^\/client\/v4\/zones\/([^/]+)(?:\/(.+))?$/.exec(pathname) ?? [];
  const zone = zones.find((each) => each.zoneId === zoneId);
  if (zone === undefined) return unknown;
  if (rest === undefined) return zoneDetails(zone);
  if (rest === "dns_records") return listRecords(state(), { zoneId, query });
  const [, phase] = /^rulesets\/phases\/([a-z0-9_]+)\/entrypoint$/.exec(rest) ?? [];
  if (phase !== undefined) return entryPoint(state(), zoneId, phase);
  return listAt(rest, query, of("zone_id", zoneId, state())) ?? unknown;
}

function zoneDetails({ zoneId: id, domain: name, status = "active", paused = false, plan }: WorldZone): Answer {
  return { status: 200, body: { ...SUCCESS, result: { id, name, status, paused, type: "full", plan: { legacy_id: plan } } } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What belongs to one account or zone: the other's things are not told. */
function of(owner: "account_id" | "zone_id", id: string, { applications, policies, operations, schemas }: ListedState): ListedState {
  const own = (things: ListedState["policies"]): ListedState["policies"] => things.filter((each) => each[owner] === id);
  return { applications: own(applications), policies: own(policies), operations: own(operations), schemas: own(schemas) };
}

function listRecords({ records }: ApiState, { zoneId, query }: Question): Answer {
  const found = records
    .filter((record) => record.zone_id === zoneId)
    .filter(({ type, name }) => fits(query.get("type"), type) && fits(query.get("name.exact"), name))
    .map((record) => ({ ...record, meta: fieldsOf(record.meta) }));
  return pageOf(found, query, { usual: DEFAULT_PAGE_SIZE, largest: LARGEST_PAGE }) ?? failed(400, 1004, "DNS Validation Error");
}

/** Terraform keeps as JSON text what the API answers as an object. */
function fieldsOf(meta: unknown): unknown {
  return typeof meta === "string" ? JSON.parse(meta) : meta;
}

function fits(wanted: string | null, value: unknown): boolean {
  return wanted === null || wanted.toLowerCase() === String(value).toLowerCase();
}

function entryPoint({ rulesets }: ApiState, zoneId: string, phase: string): Answer {
  const found = rulesets.find((ruleset) => ruleset.zone_id === zoneId && ruleset.phase === phase && ruleset.kind === "zone");
  if (found === undefined) return failed(404, 10_003, `could not find entrypoint ruleset in the ${phase} phase`);
  return { status: 200, body: { ...SUCCESS, result: withoutNulls(found) } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
