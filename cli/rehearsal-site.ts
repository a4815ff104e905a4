import { join } from "node:path";
import type { HostModel } from "../config/host-model.ts";
import type { Model } from "../config/model.ts";
import { watchedTexts } from "../config/watched-texts.ts";
import { localPlanKeys } from "../launch/store/local-plan-keys.ts";
import { openStore } from "../launch/store/store.ts";
import { findTerraform, openTerraform, type TerraformBinary, terraformEnvironment } from "../launch/terraform/terraform.ts";
import { requireSshKeygen } from "../launch/trust/ssh-signature.ts";
import type { OriginProducts } from "../rehearsal/net/origin-app.ts";
import { refuseCredentials } from "../rehearsal/refuse-credentials.ts";
import { type Rehearsal, startRehearsal } from "../rehearsal/start.ts";
import type { World } from "../rehearsal/world.ts";
import type { NameServer } from "../verify/probes/dns.ts";
import { awsMonitors } from "./aws-monitors.ts";
import { awsSecrets, type SecretManager } from "./aws-secrets.ts";
import { cloudflareApi } from "./cloudflare-api.ts";
import { cloudflareMaker } from "./cloudflare-made.ts";
import { rehearsalPlanKeyFile } from "./plan-keys.ts";
import { publicKeyOf, rehearsalSigner } from "./rehearsal-keys.ts";
import { originIn, worldLookup } from "./rehearsal-lookup.ts";
import type { Site } from "./site.ts";

/** An origin whose name starts so has a health route that answers 503; everything else about it works. */
export const BROKEN_ORIGIN_PREFIX = "broken.";

const PROBE_TIMEOUT_MS = 5_000;

export interface RehearsalSiteOptions {
  /** Run store, world and keys lie here. */
  readonly dir: string;
  readonly model: Model;
  /** Origins that no config names yet, because a later step of the story moves a host there. */
  readonly extraOrigins?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** From `rehearsalTools`. */
  readonly binary: TerraformBinary;
  /** What the world takes for the time; the machine's clock without it. */
  readonly now?: () => Date;
}

/** The local world also shows what the API holds, so that a story can look behind the engine's back. */
export interface RehearsalSite extends Site {
  readonly world: World;
  readonly dns: NameServer;
  readonly setForeign: Rehearsal["setForeign"];
  /** Every rule of every zone as the API holds it, with its id but without counters that move at each write. */
  readonly edgeRules: () => readonly { readonly ref: string; readonly rule: string }[];
}

/** Opens the local world: provider, DNS, edge and origins on loopback, throw-away keys for a planner, an approver and a reviewer. */
export async function openRehearsalSite(options: RehearsalSiteOptions): Promise<RehearsalSite> {
  const { dir, model, extraOrigins = [], environment, binary, now = () => new Date() } = options;
  const store = openStore(dir, localPlanKeys(rehearsalPlanKeyFile(dir)));
  const planner = await rehearsalSigner(dir, "planner");
  const approver = await rehearsalSigner(dir, "approver");
  const reviewer = await rehearsalSigner(dir, "reviewer");

  const hosts = [...model.environments.values()].flatMap((each) => each.hosts.flatMap(({ origin }) => origin ?? []));
  const { team } = model.account.account.cloudflare;
  const rehearsal = await startRehearsal({
    worldFile: join(dir, "world.json"),
    zones: [...model.zones.values()].map((zone) => ({ ...zone.base.zone, accountId: model.account.account.cloudflare.accountId })),
    awsAccountId: model.account.account.aws.accountId,
    origins: Object.fromEntries(
      [...hosts, ...extraOrigins].map((name) => [name, name.startsWith(BROKEN_ORIGIN_PREFIX) ? "broken" : "healthy"]),
    ),
    products: productsOf(model),
    now,
    ...(team === undefined ? {} : { accessTeam: team }),
  });
  const cloudflare = cloudflareApi({ token: "rehearsal", baseUrl: rehearsal.apiUrl });
  makeRotationFunctions(rehearsal.world, model);
  const lookup = worldLookup(rehearsal.world);
  const secrets = rehearsalSecrets(rehearsal.awsUrl, model.account.account.aws.region);
  return {
    store,
    terraform: openTerraform({
      binary,
      environment: { ...terraformEnvironment(environment), TF_REATTACH_PROVIDERS: rehearsal.reattach },
      // local whatever the configs name; the engine says where
      override: { terraform: { backend: { local: {} } } },
    }),
    lockFile: () => undefined,
    secrets,
    maker: cloudflareMaker({ token: "rehearsal", baseUrl: rehearsal.apiUrl }),
    existing: {
      // Cloudflare by its API, as for real; AWS has none here
      records: cloudflare.records,
      lookup: (wanted) => (wanted.type.startsWith("cloudflare_") ? cloudflare.lookup(wanted) : lookup(wanted)),
    },
    zoneState: cloudflare.zoneState,
    askMonitor: awsMonitors({ now, endpoint: rehearsal.awsUrl, credentials: NOBODY }),
    world: rehearsal.world,
    probeWorld: {
      dns: rehearsal.dns,
      connect: (_hostname, port) => ({ address: "127.0.0.1", port: port === 443 ? rehearsal.httpsPort : rehearsal.httpPort }),
      originOf: async (zoneId, hostname) => originIn(rehearsal.world, zoneId, hostname),
      around: () => ({ address: "127.0.0.1", port: rehearsal.aroundPort }),
      caPem: rehearsal.caPem,
      timeoutMs: PROBE_TIMEOUT_MS,
      allowBursts: true,
      describeSecret: secrets.describe,
    },
    planner: () => planner,
    approver: () => approver,
    approvers: [approver, reviewer].map((each) => ({ id: each.id, sshPublicKey: publicKeyOf(each) })),
    sendsNothing: "in a rehearsal nobody has sent mail yet",
    advanceSeconds: rehearsal.advanceSeconds,
    edgeRules: rehearsal.edgeRules,
    dns: rehearsal.dns,
    setForeign: rehearsal.setForeign,
    close: rehearsal.close,
  };
}

/** Who asks the rehearsal's AWS: the environment's own credentials never get here. */
const NOBODY = { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" };

/** Functions that configs name and somebody else made: they are there before anything is launched. */
function makeRotationFunctions(world: World, model: Model): void {
  const named = [...model.environments.values()].flatMap(({ secretSlots }) =>
    secretSlots.flatMap(({ rotation }) => rotation?.functionArn ?? []),
  );
  for (const arn of new Set(named)) {
    if (world.find(LAMBDA_FUNCTION, arn) === undefined) world.put({ type: LAMBDA_FUNCTION, id: arn, attributes: { arn } });
  }
}

const LAMBDA_FUNCTION = "aws_lambda_function";

/** The rehearsal's Secrets Manager, asked as the real one is. */
export function rehearsalSecrets(endpoint: string, region: string): SecretManager {
  return awsSecrets({ endpoint, region, credentials: NOBODY });
}

/**
 * What has to be there, and what must not, before a rehearsal touches anything.
 * @throws SlipwayError REHEARSAL_REAL_CREDENTIALS, TERRAFORM_MISSING, TERRAFORM_TOO_OLD, SSH_KEYGEN_MISSING
 */
export async function rehearsalTools(environment: RehearsalSiteOptions["environment"]): Promise<TerraformBinary> {
  refuseCredentials(environment);
  const binary = await findTerraform(environment);
  await requireSshKeygen();
  return binary;
}

/** What stands behind the edge, for a visitor without credentials: the inventories that the configs declare. */
function productsOf(model: Model): OriginProducts {
  const environments = [...model.environments.values()];
  return {
    healthPages: environments.flatMap(({ monitors }) =>
      monitors.flatMap((monitor) => watchedTexts(monitor).map((text) => ({ path: monitor.path, contains: text }))),
    ),
    routes: environments.flatMap(({ hosts, routes }) =>
      routes.flatMap(({ hostName, method, path, auth, limit }) =>
        namesOf(hosts, hostName).map((host) => ({
          host,
          method,
          path,
          // a login is open to everybody and still lets nobody in without a password
          refuses: auth !== "public" || limit === "login",
        })),
      ),
    ),
  };
}

/** An application answers under every name that its host ever has. */
function namesOf(hosts: readonly HostModel[], hostName: string): readonly string[] {
  return hosts.find(({ name }) => name === hostName)?.certifiedNames ?? [hostName];
}
