import { type AskDns, createDns } from "./probes/dns.ts";
import { type AskHttp, createHttp, type HttpAnswer } from "./probes/http.ts";
import { type AskTls, createTls, trustOf } from "./probes/tls.ts";
import type { ProbeWorld } from "./world.ts";

/** The world as checks see it. */
export interface Net {
  /** The same question is asked once for all checks. */
  readonly dns: AskDns;
  readonly tls: AskTls;
  /** Asks every time. */
  readonly http: AskHttp;
  /** GET without headers of its own; the same address is asked once for all checks. */
  readonly get: (url: string) => Promise<HttpAnswer>;
  readonly allowBursts: boolean;
}

export function createNet(world: ProbeWorld, domain: string): Net {
  const trust = trustOf(world);
  const http = createHttp(world, trust);
  const answers = new Map<string, Promise<HttpAnswer>>();
  const get = (url: string): Promise<HttpAnswer> => {
    const known = answers.get(url) ?? http({ method: "GET", url });
    answers.set(url, known);
    return known;
  };
  return { dns: once(createDns(world, domain)), tls: createTls(world, trust), http, get, allowBursts: world.allowBursts };
}

function once(ask: AskDns): AskDns {
  const answers = new Map<string, ReturnType<AskDns>>();
  return (name, type) => {
    const known = answers.get(`${type} ${name}`) ?? ask(name, type);
    answers.set(`${type} ${name}`, known);
    return known;
  };
}
