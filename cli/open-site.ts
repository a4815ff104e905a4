import type { Model } from "../config/model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { findTerraform, openTerraform, terraformEnvironment } from "../launch/terraform/terraform.ts";
import { awsMonitors } from "./aws-monitors.ts";
import { awsSecrets } from "./aws-secrets.ts";
import { cloudflareApi } from "./cloudflare-api.ts";
import { cloudflareMaker } from "./cloudflare-made.ts";
import { type CommandInput, flagOption } from "./command.ts";
import { findStoreToChange } from "./find-store.ts";
import { signerOf } from "./identity.ts";
import { readLockFile } from "./lock-file.ts";
import { planKeysFor } from "./plan-keys.ts";
import { projectDir } from "./project-dir.ts";
import { refuseRedirections } from "./redirections.ts";
import type { Site } from "./site.ts";
import { storeDir } from "./store-dir.ts";

/** `readModel` is only called for the rehearsal, which has to know zones and origins: a broken config must never stand in the way of a rollback. */
export async function openSite(input: CommandInput, readModel: () => Promise<Model>): Promise<Site> {
  if (!flagOption(input.options, "rehearsal")) return openRealSite(input);
  const { openRehearsalSite, rehearsalTools } = await import("./rehearsal-site.ts");
  const { environment, now } = input.shell;
  const [dir, model] = [storeDir(projectDir(input), true), await readModel()];
  return openRehearsalSite({ dir, model, environment, now, binary: await rehearsalTools(environment) });
}

async function openRealSite(input: CommandInput): Promise<Site> {
  const { environment } = input.shell;
  const missing = [
    ...((environment.CLOUDFLARE_API_TOKEN ?? "") === "" ? ["CLOUDFLARE_API_TOKEN"] : []),
    ...(Object.keys(environment).some((name) => /^AWS_(ACCESS_KEY_ID|PROFILE|WEB_IDENTITY_TOKEN_FILE|CONTAINER_CREDENTIALS_)/.test(name))
      ? []
      : ["AWS credentials"]),
  ];
  if (missing.length > 0) {
    throw new SlipwayError({
      kind: "config",
      code: "CREDENTIALS_MISSING",
      where: "environment",
      expected: "CLOUDFLARE_API_TOKEN and AWS credentials",
      got: `no ${missing.join(" and no ")}`,
      fix: "set them, or add --rehearsal to work against the local world",
    });
  }
  refuseRedirections(environment);
  const binary = await findTerraform(environment);
  const secrets = awsSecrets({});
  const cloudflare = cloudflareApi({ token: environment.CLOUDFLARE_API_TOKEN ?? "" });
  return {
    store: await findStoreToChange({ project: projectDir(input), environment, planKeys: (place) => planKeysFor(place, environment) }),
    terraform: openTerraform({ binary, environment: terraformEnvironment(environment) }),
    lockFile: () => readLockFile(projectDir(input), binary),
    secrets,
    maker: cloudflareMaker({ token: environment.CLOUDFLARE_API_TOKEN ?? "" }),
    existing: cloudflare,
    zoneState: cloudflare.zoneState,
    askMonitor: awsMonitors({ now: input.shell.now }),
    probeWorld: {
      dns: "authoritative",
      connect: () => undefined,
      timeoutMs: 10_000,
      allowBursts: false,
      describeSecret: secrets.describe,
      originOf: originsOf(cloudflare),
    },
    planner: () => signerOf(input),
    approver: () => signerOf(input),
    approvers: undefined,
    advanceSeconds: () => undefined,
    close: async () => undefined,
  };
}

/** The names behind proxied hosts, each zone listed once; a list that cannot be had says nothing. */
function originsOf({ records }: Pick<Site["existing"], "records">): NonNullable<Site["probeWorld"]["originOf"]> {
  const lists = new Map<string, ReturnType<typeof records>>();
  return async (zoneId, hostname) => {
    const list = lists.get(zoneId) ?? records(zoneId);
    lists.set(zoneId, list);
    const found = await list.catch(() => []);
    return found.find(({ name, type }) => name === hostname && type === "CNAME")?.content;
  };
}
