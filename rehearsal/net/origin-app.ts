import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** `broken` is the chatbot whose health route answers 503. */
export type OriginFlavour = "chatbot" | "broken";

/** Where a health check looks, and the text it wants to see there. */
export interface HealthPage {
  readonly path: string;
  readonly contains: string;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** True when a session is not needed. */
  readonly isPublic?: true;
}

/** The API that config/launches/chatbot.ts declares, as far as a visitor without a session can tell. */
const ROUTES: readonly Route[] = [
  { method: "POST", path: /^\/v1\/login$/ },
  { method: "POST", path: /^\/v1\/password-reset$/, isPublic: true },
  { method: "POST", path: /^\/v1\/chat$/ },
  { method: "GET", path: /^\/v1\/conversations\/[^/]+$/ },
  { method: "POST", path: /^\/v1\/documents$/ },
  { method: "POST", path: /^\/v1\/webhooks\/[^/]+$/ },
  { method: "GET", path: /^\/v1\/users$/ },
];

const PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>Opsdesk</title><h1>Opsdesk</h1>\n";
const JSON_TYPE = "application/json; charset=utf-8";

const HEALTH_PATH = "/healthz";

/**
 * A server that plays the product behind the edge. It looks at nothing but method and path, and keeps nothing.
 * @param pages what the health checks of the configs look for; without one there still is a page at /healthz
 */
export function createOriginApp(flavour: OriginFlavour, pages: readonly HealthPage[]): Server {
  const server = createServer((request, response) => {
    request.resume(); // bodies are read and thrown away
    request.on("error", () => response.destroy());
    request.on("end", () => answer({ flavour, pages }, request, response));
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

interface Product {
  readonly flavour: OriginFlavour;
  readonly pages: readonly HealthPage[];
}

function answer({ flavour, pages }: Product, { method = "GET", url = "/" }: IncomingMessage, response: ServerResponse): void {
  const path = url.split("?")[0] ?? "/";
  const isReading = method === "GET" || method === "HEAD";
  const watched = pages.filter((page) => page.path === path);
  if (isReading && (watched.length > 0 || path === HEALTH_PATH)) health(flavour, watched, response);
  else if (path === "/" && isReading) send(response, 200, "text/html; charset=utf-8", PAGE);
  else route(method, path, response);
}

/** Component states, and whatever else somebody looks for there. */
function health(flavour: OriginFlavour, watched: readonly HealthPage[], response: ServerResponse): void {
  if (flavour === "broken") {
    json(response, 503, { status: "failing", components: { api: "ok", database: "failing" } });
    return;
  }
  const states = JSON.stringify({ status: "ok", components: { api: "ok", database: "ok" } });
  const texts = watched.map(({ contains }) => contains).filter((text) => !states.includes(text));
  if (texts.length === 0) send(response, 200, JSON_TYPE, states);
  else send(response, 200, "text/plain; charset=utf-8", [states, ...texts].join("\n"));
}

function route(method: string, path: string, response: ServerResponse): void {
  const atPath = ROUTES.filter((each) => each.path.test(path));
  const asked = atPath.find((each) => each.method === method);
  if (asked?.isPublic) json(response, 202, { status: "accepted" });
  else if (asked !== undefined) json(response, 401, { error: "unauthenticated" });
  else if (atPath.length > 0) json(response, 405, { error: "method not allowed" });
  else json(response, 404, { error: "not found" });
}

function json(response: ServerResponse, statusCode: number, body: object): void {
  send(response, statusCode, JSON_TYPE, JSON.stringify(body));
}

function send(response: ServerResponse, statusCode: number, contentType: string, body: string): void {
  response.writeHead(statusCode, { "content-type": contentType, "content-length": Buffer.byteLength(body), "x-powered-by": "opsdesk" });
  response.end(body);
}
