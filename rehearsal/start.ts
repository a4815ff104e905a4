import { checkExpression } from "../edge/expression/check.ts";
import { PHASES } from "../edge/rule.ts";
import type { ExpressionPlace } from "./behaviours/behaviour.ts";
import type { Faults } from "./faults.ts";
import { changeSecretThing } from "./net/api-secrets.ts";
import { createApiServer } from "./net/api-server.ts";
import { createAwsServer } from "./net/aws-server.ts";
import { CLOUDWATCH, cloudWatch } from "./net/cloudwatch.ts";
import { edgeWatch } from "./net/edge-watch.ts";
import { domainRecords } from "./net/edge-workers.ts";
import { LOOPBACK, listen } from "./net/listen.ts";
import type { OriginFlavour, OriginProducts } from "./net/origin-app.ts";
import { SECRETS_MANAGER, secretsManager } from "./net/secrets-manager.ts";
import { type Net, startNet } from "./net/start-net.ts";
import { startProvider } from "./provider.ts";
import { targetNames } from "./target-names.ts";
import { openWorld, type World, type WorldZone } from "./world.ts";

export interface RehearsalOptions {
  /** Keeps the world from one process to the next. */
  readonly worldFile: string;
  readonly zones: readonly WorldZone[];
  readonly awsAccountId: string;
  /** What answers behind each origin host name. */
  readonly origins: Readonly<Record<string, OriginFlavour>>;
  /** What the origins serve. */
  readonly products?: OriginProducts;
  /** Zero Trust team of the Cloudflare account. */
  readonly accessTeam?: string;
  readonly faults?: Faults;
  /** What its services take for the time. */
  readonly now?: () => Date;
}

/** The local world: everything that a launch touches, on loopback. */
export interface Rehearsal {
  readonly world: World;
  /** Value for TF_REATTACH_PROVIDERS. */
  readonly reattach: string;
  readonly dns: { readonly address: string; readonly port: number };
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Where origins take connections that do not come through the edge. */
  readonly aroundPort: number;
  /** Where Cloudflare's v4 API answers. */
  readonly apiUrl: string;
  /** Where the services of AWS answer that Slipway itself asks. */
  readonly awsUrl: string;
  /** The certificate authority that the edge's certificates come from. */
  readonly caPem: string;
  readonly advanceSeconds: (seconds: number) => void;
  /** What the name server knows of names outside the zones. */
  readonly setForeign: Net["setForeign"];
  /** Every rule of every zone as the API holds it: its id and what it does, without what moves at each write. */
  readonly edgeRules: () => readonly { readonly ref: string; readonly rule: string }[];
  readonly close: () => Promise<void>;
}

/** @throws SlipwayError REHEARSAL_WORLD_UNREADABLE, or one that names a port that is taken */
export async function startRehearsal({
  worldFile,
  zones,
  awsAccountId,
  origins,
  products = {},
  accessTeam,
  faults,
  now = () => new Date(),
}: RehearsalOptions): Promise<Rehearsal> {
  const world = openWorld({ file: worldFile, zones, awsAccountId });
  const attributesOf = (type: string): readonly Readonly<Record<string, unknown>>[] =>
    world.objects(type).map(({ attributes }) => attributes);
  const net = await startNet({
    state: () => ({
      records: [
        ...attributesOf("cloudflare_dns_record"),
        ...attributesOf("cloudflare_zone_dnssec").flatMap((keys) => zoneKeys(keys, zones)),
        ...zones.flatMap((zone) => domainRecords(zone, attributesOf("cloudflare_workers_custom_domain"))),
      ],
      rulesets: attributesOf("cloudflare_ruleset"),
      settings: attributesOf("cloudflare_zone_setting"),
      applications: attributesOf("cloudflare_zero_trust_access_application"),
      workerRoutes: attributesOf("cloudflare_workers_route"),
      workerDomains: attributesOf("cloudflare_workers_custom_domain"),
    }),
    zones,
    origins,
    targetNames: () => targetNames(attributesOf),
    balancers: () => ({
      balancers: attributesOf("aws_lb"),
      listeners: attributesOf("aws_lb_listener"),
      rules: attributesOf("aws_lb_listener_rule"),
      groups: attributesOf("aws_security_group"),
    }),
    products,
    ...(accessTeam === undefined ? {} : { accessTeam }),
  });
  const api = createApiServer({
    state: () => ({
      records: attributesOf("cloudflare_dns_record"),
      rulesets: attributesOf("cloudflare_ruleset"),
      applications: attributesOf("cloudflare_zero_trust_access_application"),
      policies: attributesOf("cloudflare_zero_trust_access_policy"),
      operations: attributesOf("cloudflare_api_shield_operation"),
      schemas: attributesOf("cloudflare_schema_validation_schemas"),
    }),
    zones,
    change: (change) => changeSecretThing(change, world, now),
    accountIds: zones.flatMap(({ accountId }) => accountId ?? []),
  });
  const apiPort = await listen(api, 0, "api");
  const watch = edgeWatch({ port: net.https.port, caPem: net.caPem });
  const aws = createAwsServer(
    new Map([
      [SECRETS_MANAGER, secretsManager(world, now)],
      [CLOUDWATCH, cloudWatch({ world, now, watch })],
    ]),
  );
  const awsPort = await listen(aws, 0, "aws");
  const closeApis = async (): Promise<void> => {
    for (const server of [api, aws]) {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  };
  const provider = await startProvider({ world, checkExpression: refusal, ...(faults === undefined ? {} : { faults }) }).catch(
    async (error: unknown) => {
      await closeApis();
      await net.close();
      throw error;
    },
  );
  return {
    world,
    reattach: provider.reattach,
    dns: net.dns,
    httpPort: net.http.port,
    httpsPort: net.https.port,
    aroundPort: net.around.port,
    apiUrl: `http://${LOOPBACK}:${apiPort}/client/v4`,
    awsUrl: `http://${LOOPBACK}:${awsPort}`,
    caPem: net.caPem,
    advanceSeconds: net.advanceSeconds,
    setForeign: net.setForeign,
    edgeRules: () => attributesOf("cloudflare_ruleset").flatMap(rulesOf),
    close: async () => {
      await provider.close();
      await closeApis();
      await net.close();
    },
  };
}

/** The edge runs what it can evaluate, so the API of this world takes nothing else. */
function refusal(text: string, { phase, plan = "enterprise", use }: ExpressionPlace): string | undefined {
  const known = PHASES.find((candidate) => candidate === phase);
  return known === undefined ? `the rehearsal's edge does not run phase ${phase}` : checkExpression(text, { phase: known, plan, use });
}

function rulesOf(ruleset: Readonly<Record<string, unknown>>): { readonly ref: string; readonly rule: string }[] {
  const { rules } = ruleset;
  if (!Array.isArray(rules)) return [];
  return rules.map((rule: Readonly<Record<string, unknown>>) => {
    const { version: _version, last_updated: _lastUpdated, ...lasting } = rule;
    return { ref: String(rule.ref), rule: JSON.stringify(lasting) };
  });
}

/** The key that Cloudflare publishes at the apex of a signed zone. Answers are not signed with it: the name server plays keys only. */
function zoneKeys(
  { zone_id, status, public_key }: Readonly<Record<string, unknown>>,
  zones: RehearsalOptions["zones"],
): Readonly<Record<string, unknown>>[] {
  const zone = zones.find(({ zoneId }) => zoneId === zone_id);
  if (zone === undefined || status === "disabled" || typeof public_key !== "string") return [];
  return [{ zone_id, name: zone.domain, type: "DNSKEY", data: { flags: 257, protocol: 3, algorithm: 13, public_key } }];
}
