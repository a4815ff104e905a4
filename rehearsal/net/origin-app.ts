import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** `broken` is a product whose health route answers 503; everything else about it works. */
export type OriginFlavour = "healthy" | "broken";

/** Where a health check looks, and the text it wants to see there. */
export interface HealthPage {
  readonly path: string;
  readonly contains: string;
}

/** One line of a launch's API inventory, as far as a visitor without a session can tell. */
export interface OriginRoute {
  /** Name that visitors ask for. */
  readonly host: string;
  readonly method: string;
  /** `{name}` stands for one segment. */
  readonly path: string;
  /** What a caller without credentials is told. */
  readonly refuses: boolean;
}

/** What the origins serve: the inventories and health checks of the configs. */
export interface OriginProducts {
  readonly routes?: readonly OriginRoute[];
  /** Without one there still is a page at /healthz. */
  readonly healthPages?: readonly HealthPage[];
}

const PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>Welcome</title><h1>Welcome</h1>\n";
const JSON_TYPE = "application/json; charset=utf-8";

const HEALTH_PATH = "/healthz";

/** A server that plays the products behind the edge. It looks at nothing but host, method and path, and keeps nothing. */
export function createOriginApp(flavour: OriginFlavour, { routes = [], healthPages = [] }: OriginProducts): Server {
  const served = routes.map((each) => ({ ...each, pattern: patternOf(each.path) }));
  const server = createServer((request, response) => {
    request.resume(); // bodies are read and thrown away
    request.on("error", () => response.destroy());
    request.on("end", () => answer({ flavour, routes: served, pages: healthPages }, request, response));
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

interface Product {
  readonly flavour: OriginFlavour;
  readonly routes: readonly (OriginRoute & { readonly pattern: RegExp })[];
  readonly pages: readonly HealthPage[];
}

function patternOf(path: string): RegExp {
  const segments = path.split("/").map((segment) => (/^\{.*\}$/.test(segment) ? "[^/]+" : segment.replace(/[.~]/g, "\\$&")));
  return new RegExp(`^${segments.join("/")}$`);
}

function answer({ flavour, routes, pages }: Product, request: IncomingMessage, response: ServerResponse): void {
  const { method = "GET", url = "/" } = request;
  const path = url.split("?")[0] ?? "/";
  const isReading = method === "GET" || method === "HEAD";
  const watched = pages.filter((page) => page.path === path);
  if (isReading && (watched.length > 0 || path === HEALTH_PATH)) health(flavour, watched, response);
  else if (path === "/" && isReading) send(response, 200, "text/html; charset=utf-8", PAGE);
  else {
    const host = request.headers.host?.replace(/:\d+$/, "");
    const atPath = routes.filter((each) => each.host === host && each.pattern.test(path));
    route(atPath, method, response);
  }
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

function route(atPath: readonly OriginRoute[], method: string, response: ServerResponse): void {
  const asked = atPath.find((each) => each.method === method);
  if (method === "OPTIONS" && atPath.length > 0) send(response, 204, "text/plain; charset=utf-8", "");
  else if (asked?.refuses) json(response, 401, { error: "unauthenticated" });
  else if (asked !== undefined) json(response, method === "GET" ? 200 : 202, { status: "accepted" });
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
