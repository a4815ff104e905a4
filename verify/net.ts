import { regionOfArn } from "../config/names.ts";
import type { SecretAnswer, SecretSlotModel } from "../config/secret-model.ts";
import { type AskAround, createAround } from "./probes/around.ts";
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
  /** Goes around the edge. */
  readonly around: AskAround;
  /** The name behind a proxied host; undefined where nobody can be asked. */
  readonly originOf: (zoneId: string, hostname: string) => Promise<string | undefined>;
  readonly allowBursts: boolean;
  /** What the secret manager says of a slot; asked once for all checks. */
  readonly secret: (slot: SecretSlotModel) => Promise<SecretAnswer | undefined>;
  readonly now: () => Date;
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
  const secret = onceEach(world);
  const { now = () => new Date() } = world;
  return {
    dns: once(createDns(world, domain)),
    tls: createTls(world, trust),
    http,
    get,
    around: createAround(world),
    originOf: async (zoneId, hostname) => await world.originOf?.(zoneId, hostname),
    allowBursts: world.allowBursts,
    secret,
    now,
  };
}

function onceEach({ describeSecret }: ProbeWorld): Net["secret"] {
  const answers = new Map<string, Promise<SecretAnswer | undefined>>();
  return ({ name, arnPrefix }) => {
    const known = answers.get(name) ?? describeSecret?.({ name, region: regionOfArn(arnPrefix) }) ?? Promise.resolve(undefined);
    answers.set(name, known);
    return known;
  };
}

function once(ask: AskDns): AskDns {
  const answers = new Map<string, ReturnType<AskDns>>();
  return (name, type) => {
    const known = answers.get(`${type} ${name}`) ?? ask(name, type);
    answers.set(`${type} ${name}`, known);
    return known;
  };
}
