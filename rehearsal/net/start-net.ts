import type { Server } from "node:http";
import { type BalancerState, createAroundEdge } from "./around-edge.ts";
import { createAuthority } from "./certificates.ts";
import { startDnsServer } from "./dns-server.ts";
import { closer, startEdgeServer } from "./edge-server.ts";
import { bare, type EdgeState, type NetZone, recordsOf } from "./edge-state.ts";
import { LOOPBACK, listen } from "./listen.ts";
import { createOriginApp, type OriginFlavour, type OriginProducts } from "./origin-app.ts";

export interface NetOptions {
  /** What has been applied; asked for at every question and request. */
  readonly state: () => EdgeState;
  readonly zones: readonly NetZone[];
  /** What runs behind the edge, by the host name that records name; other names have no origin. */
  readonly origins: Readonly<Record<string, OriginFlavour>>;
  /** Names at which applied targets answer, healthy ones; asked for at every question and request. */
  readonly targetNames?: () => ReadonlySet<string>;
  /** What the origins serve, whichever of them is asked. */
  readonly products?: OriginProducts;
  /** Load balancers that are applied; asked for at every connection around the edge. */
  readonly balancers?: () => BalancerState;
  /** Records of names outside the zones that the name server shall know too, in the same form as the state's. */
  readonly foreign?: readonly Readonly<Record<string, unknown>>[];
  readonly clock?: () => Date;
  /** Who every visitor seems to be; the loopback address when left out. */
  readonly visitorAddress?: () => string;
  /** Zero Trust team of the account. */
  readonly accessTeam?: string;
  /** Free ports when left out. */
  readonly ports?: { readonly dns?: number; readonly http?: number; readonly https?: number };
}

export interface Net {
  readonly dns: { readonly address: string; readonly port: number };
  readonly http: { readonly port: number };
  readonly https: { readonly port: number };
  /** Where origins take connections that do not come through the edge. */
  readonly around: { readonly port: number };
  /** The authority behind the edge's certificates. */
  readonly caPem: string;
  /** Puts the edge's clock forward, so that blocks and counting periods end. */
  advanceSeconds(seconds: number): void;
  /** Starts, changes or ends (undefined) an origin. */
  setOrigin(hostname: string, flavour: OriginFlavour | undefined): void;
  /** Puts other records in place of `foreign`. */
  setForeign(records: NonNullable<NetOptions["foreign"]>): void;
  close(): Promise<void>;
}

/** The rehearsal's network on loopback: name server, edge and origins. @throws SlipwayError REHEARSAL_PORT_TAKEN */
export async function startNet(options: NetOptions): Promise<Net> {
  const {
    state,
    zones,
    products = {},
    targetNames = () => new Set(),
    balancers = () => ({ balancers: [], listeners: [], rules: [], groups: [] }),
    clock = () => new Date(),
    visitorAddress,
    accessTeam,
    ports = {},
  } = options;
  const origins = new Map(Object.entries(options.origins).map(([name, flavour]) => [bare(name), flavour]));
  const flavourOf = (hostname: string): OriginFlavour | undefined =>
    origins.get(bare(hostname)) ?? (targetNames().has(bare(hostname)) ? "healthy" : undefined);
  let foreign = recordsOf(options.foreign ?? []);
  const authority = await createAuthority(clock());
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  let aheadSeconds = 0;

  try {
    const healthy = createOriginApp("healthy", products);
    const broken = createOriginApp("broken", products);
    const portOf = { healthy: await listen(healthy, 0, "origin"), broken: 0 };
    closers.push(closerOf(healthy));
    portOf.broken = await listen(broken, 0, "origin");
    closers.push(closerOf(broken));

    const edge = await startEdgeServer({
      state,
      zones,
      authority,
      originPort: (hostname) => {
        const flavour = flavourOf(hostname);
        return flavour === undefined ? undefined : portOf[flavour];
      },
      nowSeconds: () => clock().getTime() / 1000 + aheadSeconds,
      ...(visitorAddress === undefined ? {} : { visitorAddress }),
      ...(accessTeam === undefined ? {} : { accessTeam }),
      httpPort: ports.http ?? 0,
      httpsPort: ports.https ?? 0,
    });
    closers.push(edge.close);

    const around = createAroundEdge({
      state: balancers,
      originOf: (hostname) => recordsOf(state().records).find(({ name, type }) => name === hostname && type === "CNAME")?.content,
      authority,
      application: healthy,
    });
    closers.push(closer(around));
    const aroundPort = await listen(around, 0, "origin around the edge");

    const dns = await startDnsServer(
      () => ({
        zones,
        recordsOf: ({ zoneId }) => recordsOf(state().records, zoneId),
        foreign,
        edgeAddress: LOOPBACK,
        originAddress: (hostname) => (flavourOf(hostname) === undefined ? undefined : LOOPBACK),
      }),
      ports.dns ?? 0,
    );
    closers.push(dns.close);

    return {
      dns: { address: dns.address, port: dns.port },
      http: { port: edge.httpPort },
      https: { port: edge.httpsPort },
      around: { port: aroundPort },
      caPem: authority.caPem,
      advanceSeconds: (seconds) => {
        aheadSeconds += seconds;
      },
      setOrigin: (hostname, flavour) => {
        if (flavour === undefined) origins.delete(bare(hostname));
        else origins.set(bare(hostname), flavour);
      },
      setForeign: (records) => {
        foreign = recordsOf(records);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function closerOf(server: Server): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
