import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { BlockList } from "node:net";
import * as z from "zod";
import type { CertificateAuthority } from "./certificates.ts";
import { bare } from "./edge-state.ts";
import { createTlsFront } from "./tls-front.ts";

type ResourceState = Readonly<Record<string, unknown>>;

/** Load balancers as they are applied: attributes of aws_lb, aws_lb_listener, aws_lb_listener_rule and aws_security_group. */
export interface BalancerState {
  readonly balancers: readonly ResourceState[];
  readonly listeners: readonly ResourceState[];
  readonly rules: readonly ResourceState[];
  readonly groups: readonly ResourceState[];
}

/** Somebody on the internet who is not Cloudflare. Source: RFC 5737 section 3. */
const STRANGER = "203.0.113.200";
const HTTPS_PORT = 443;

const groupSchema = z.looseObject({
  id: z.string(),
  ingress: z.array(z.looseObject({ from_port: z.number(), to_port: z.number(), cidr_blocks: z.array(z.string()).nullish() })).nullish(),
});
const listenerSchema = z.looseObject({
  arn: z.string(),
  load_balancer_arn: z.string(),
  port: z.number(),
  default_action: z.array(z.looseObject({ fixed_response: z.array(z.looseObject({ status_code: z.string().nullish() })).nullish() })),
  mutual_authentication: z.array(z.looseObject({ mode: z.string().nullish() })).nullish(),
});
const balancerSchema = z.looseObject({ arn: z.string(), dns_name: z.string(), security_groups: z.array(z.string()).nullish() });

export interface AroundOptions {
  readonly state: () => BalancerState;
  /** The name of the load balancer that serves a host, as its applied record says. */
  readonly originOf: (hostname: string) => string | undefined;
  readonly authority: CertificateAuthority;
  /** The application behind the load balancers. */
  readonly application: Server;
}

/**
 * Where load balancers take connections that do not come through the edge. A stranger whom no group admits gets no handshake, and so does
 * one without a certificate where the listener wants one; whoever gets in meets the listener's rules.
 */
export function createAroundEdge({ state, originOf, authority, application }: AroundOptions): ReturnType<typeof createTlsFront> {
  return createTlsFront({
    termsFor: (hostname) => {
      const listener = listenerFor(state(), originOf(hostname));
      return listener === undefined ? undefined : { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", names: [hostname] };
    },
    leafFor: authority.leafFor,
    onRequest: (request, response) => answer(state(), originOf, application, request, response),
  });
}

/** The listener that a stranger can talk to. */
function listenerFor(state: BalancerState, origin: string | undefined): z.output<typeof listenerSchema> | undefined {
  const balancer = state.balancers.map((each) => balancerSchema.parse(each)).find(({ dns_name: name }) => bare(name) === origin);
  if (balancer === undefined) return undefined;
  const groups = state.groups.map((each) => groupSchema.parse(each)).filter(({ id }) => balancer.security_groups?.includes(id) === true);
  if (!groups.some(admitsStranger)) return undefined;
  const listener = state.listeners
    .map((each) => listenerSchema.parse(each))
    .find(({ load_balancer_arn: arn, port }) => arn === balancer.arn && port === HTTPS_PORT);
  return listener?.mutual_authentication?.some(({ mode }) => mode === "verify") === true ? undefined : listener;
}

function admitsStranger({ ingress }: z.output<typeof groupSchema>): boolean {
  const admitted = new BlockList();
  for (const { from_port: from, to_port: to, cidr_blocks: ranges } of ingress ?? []) {
    if (from > HTTPS_PORT || to < HTTPS_PORT) continue;
    for (const range of ranges ?? []) {
      const [network = "", bits = "32"] = range.split("/");
      admitted.addSubnet(network, Number(bits), "ipv4");
    }
  }
  return admitted.check(STRANGER);
}

function answer(
  state: BalancerState,
  originOf: AroundOptions["originOf"],
  application: Server,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const host = bare((request.headers.host ?? "").replace(/:\d+$/, ""));
  const listener = listenerFor(state, originOf(host));
  const isDeclared = state.rules.some(
    ({ listener_arn: arn, condition }) => arn === listener?.arn && JSON.stringify(condition ?? null).includes(`"${host}"`),
  );
  if (isDeclared) {
    application.emit("request", request, response);
    return;
  }
  const status = Number(listener?.default_action[0]?.fixed_response?.[0]?.status_code ?? 503);
  response.writeHead(status, { "content-length": "0" });
  response.end();
}
