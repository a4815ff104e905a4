import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { RateCounters } from "../../edge/rate-counter.ts";
import type { EdgeRequest } from "../../edge/request.ts";
import { type EdgeOutcome, simulate } from "../../edge/simulate.ts";
import { SlipwayError, SlipwayErrors } from "../../errors/slipway-error.ts";
import { accessLogin } from "./edge-access.ts";
import { type AnswerContext, newRay, originHeaders, visitorHeaders } from "./edge-answer.ts";
import { bare, type EdgeState, type NetZone, recordsOf, rulesetsOf, settingsOf, type ZoneRecord, zoneOf } from "./edge-state.ts";
import { workerName } from "./edge-workers.ts";
import { LOOPBACK } from "./listen.ts";
import { proxiedRecord } from "./record-lookup.ts";

export interface EdgeOptions {
  readonly state: () => EdgeState;
  readonly zones: readonly NetZone[];
  /** Port on loopback of the origin that a record names, by host name or address; undefined when there is none. */
  readonly originPort: (origin: string) => number | undefined;
  readonly nowSeconds: () => number;
  /** Who is asking, when it shall not be the loopback address. */
  readonly visitorAddress?: () => string;
  /** Zero Trust team of the account. */
  readonly accessTeam?: string;
}

/** How long an origin may take to answer. Cloudflare waits 100 s; nobody wants to in a rehearsal. */
const ORIGIN_MS = 10_000;
const MAX_ALIASES = 8;

/** Handles one visitor's request the way Cloudflare's edge would, and remembers rate-limit counters from one to the next. */
export function createEdgeHandler(
  options: EdgeOptions,
): (scheme: "http" | "https", request: IncomingMessage, response: ServerResponse) => void {
  let counters: RateCounters = new Map();

  return (scheme, incoming, response) => {
    response.on("error", () => response.destroy());
    const ray = newRay();
    const request = edgeRequest(scheme, incoming, options.visitorAddress?.() ?? incoming.socket.remoteAddress ?? LOOPBACK);
    if (request === undefined) return refuse(response, 400, "bad host header", ray);
    const hostname = bare(new URL(request.url).hostname);
    const state = options.state();
    const zone = zoneOf(options.zones, hostname);
    const records = zone === undefined ? [] : recordsOf(state.records, zone.zoneId);
    const record = zone === undefined ? undefined : proxiedRecord(records, zone.domain, hostname);
    // source: developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1001 (checked 2026-11-22)
    if (zone === undefined || record === undefined) return refuse(response, 409, "error code: 1001", ray);
    try {
      const rulesets = rulesetsOf(state, zone);
      const settings = settingsOf(state, zone);
      const { alwaysUseHttps } = settings;
      const outcome = simulate(request, rulesets, { nowSeconds: options.nowSeconds(), counters, dataCentre: "SIM", alwaysUseHttps });
      counters = outcome.counters;
      const context: AnswerContext = { request, rulesets, settings, ray };
      if (outcome.kind !== "forward") return answer(response, context, own(outcome));
      const login = accessLogin(request, state, options.accessTeam);
      if (login !== undefined) return answer(response, context, { statusCode: 302, headers: { location: login }, body: "" });
      forward(incoming, response, context, { records, record, originPort: options.originPort, worker: workerName(request, state) });
    } catch (error) {
      if (error instanceof SlipwayError || error instanceof SlipwayErrors) return refuse(response, 500, error.message, ray);
      throw error;
    }
  };
}

interface OwnAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function own(outcome: Exclude<EdgeOutcome, { kind: "forward" }>): OwnAnswer {
  if (outcome.kind === "redirect") return { statusCode: outcome.statusCode, headers: { location: outcome.location }, body: "" };
  if (outcome.kind === "challenge") return { statusCode: outcome.statusCode, headers: {}, body: "Just a moment..." };
  if (outcome.statusCode === 403) return { statusCode: 403, headers: {}, body: "error code: 1020" };
  return { statusCode: 429, headers: { "retry-after": String(outcome.retryAfterSeconds ?? 0) }, body: "error code: 1015" };
}

function answer(response: ServerResponse, context: AnswerContext, { statusCode, headers, body }: OwnAnswer): void {
  send(response, statusCode, visitorHeaders({ "content-type": "text/plain; charset=utf-8", ...headers }, statusCode, context), body);
}

interface Origins {
  readonly records: readonly ZoneRecord[];
  readonly record: ZoneRecord;
  readonly originPort: EdgeOptions["originPort"];
  /** Where the worker in front of the host runs; undefined without one. */
  readonly worker: string | undefined;
}

/** Source: developers.cloudflare.com/support/troubleshooting/http-status-codes, 521, 523, 524, 502 and 1016 (checked 2026-11-22). */
function forward(incoming: IncomingMessage, response: ServerResponse, context: AnswerContext, origins: Origins): void {
  const fail = (statusCode: number, body: string) => answer(response, context, { statusCode, headers: {}, body });
  const origin = origins.worker === undefined ? finalOrigin(origins) : { type: "CNAME", content: origins.worker };
  const port = origins.originPort(origin.content);
  if (port === undefined) {
    if (origin.type === "CNAME") fail(530, "error code: 1016");
    else fail(523, "error code: 523");
    return;
  }
  const { request, ray } = context;
  const upstream = httpRequest({
    host: LOOPBACK,
    port,
    method: request.method,
    path: incoming.url ?? "/",
    headers: originHeaders(incoming.headers, request, ray),
    agent: false,
    timeout: ORIGIN_MS,
  });
  upstream.on("timeout", () => {
    if (!response.headersSent) fail(524, "error code: 524");
    upstream.destroy();
  });
  upstream.on("error", (error) => {
    if (response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else if ("code" in error && error.code === "ECONNREFUSED") fail(521, "error code: 521");
    else fail(502, "error code: 502");
  });
  upstream.on("response", (reply) => {
    const statusCode = reply.statusCode ?? 502;
    response.writeHead(statusCode, outgoing(visitorHeaders(reply.headers, statusCode, context)));
    reply.on("error", () => response.destroy());
    reply.pipe(response);
  });
  response.on("close", () => upstream.destroy());
  incoming.pipe(upstream);
}

/** Follows aliases inside the zone to the record that names something outside. */
function finalOrigin({ records, record }: Origins): ZoneRecord {
  let current = record;
  for (let step = 0; step < MAX_ALIASES && current.type === "CNAME"; step++) {
    const target = bare(current.content);
    const next = records.find(({ name, type }) => name === target && (type === "CNAME" || type === "A" || type === "AAAA"));
    if (next === undefined) return { ...current, content: target };
    current = next;
  }
  return current;
}

function edgeRequest(scheme: "http" | "https", { method, url, headers }: IncomingMessage, sourceAddress: string): EdgeRequest | undefined {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) single[name] = String(value);
  const absolute = `${scheme}://${headers.host ?? ""}${url?.startsWith("/") ? url : "/"}`;
  return URL.canParse(absolute) ? { method: method ?? "GET", url: absolute, sourceAddress, headers: single } : undefined;
}

/** Answers of the edge before any zone is known. */
function refuse(response: ServerResponse, statusCode: number, body: string, ray: string): void {
  send(response, statusCode, { "content-type": "text/plain; charset=utf-8", "cf-ray": ray, server: "cloudflare" }, body);
}

function send(response: ServerResponse, statusCode: number, headers: AnswerHeaders, body: string): void {
  response.writeHead(statusCode, outgoing({ ...headers, "content-length": String(Buffer.byteLength(body)) }));
  response.end(body);
}

type AnswerHeaders = ReturnType<typeof visitorHeaders>;

/** Node wants arrays that it may change. */
function outgoing(headers: AnswerHeaders): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]));
}
