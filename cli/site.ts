import { join } from "node:path";
import type { Model } from "../config/model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { Signer } from "../launch/ssh-signature.ts";
import { openStore, type RunStore } from "../launch/store.ts";
import { findTerraform, openTerraform, type Terraform, terraformEnvironment } from "../launch/terraform.ts";
import type { ProbeWorld } from "../verify/world.ts";
import { type CommandInput, type CommandOption, flagOption } from "./command.ts";
import { signerOf } from "./identity.ts";
import { projectDir } from "./project.ts";

export const REHEARSAL_OPTION: CommandOption = {
  flags: "--rehearsal",
  description: "act on the local world in .slipway/rehearsal: no account, no credentials, no network",
};

/** Where a command acts: the real world, or the rehearsal's. The engine and the probes cannot tell the difference. */
export interface Site {
  readonly store: RunStore;
  readonly terraform: Terraform;
  readonly probeWorld: ProbeWorld;
  readonly planner: () => Signer;
  readonly approver: () => Signer;
  /** Approvers for a target's first run; undefined means those of the config. */
  readonly approvers: readonly { readonly id: string; readonly sshPublicKey: string }[] | undefined;
  /** Lets time pass where the site can: rate counters run out. */
  readonly advanceSeconds: (seconds: number) => void;
  readonly close: () => Promise<void>;
}

/** The run store alone, for commands that only read records. */
export function storeOf(input: CommandInput): RunStore {
  return openStore(storeDir(projectDir(input), flagOption(input.options, "rehearsal")));
}

export function storeDir(project: string, rehearsal: boolean): string {
  return join(project, ".slipway", ...(rehearsal ? ["rehearsal"] : []));
}

/** `readModel` is only called for the rehearsal, which has to know zones and origins: a broken config must never stand in the way of a rollback. */
export async function openSite(input: CommandInput, readModel: () => Promise<Model>): Promise<Site> {
  if (!flagOption(input.options, "rehearsal")) return openRealSite(input);
  const { openRehearsalSite } = await import("./rehearsal-site.ts");
  return openRehearsalSite({ dir: storeDir(projectDir(input), true), model: await readModel(), environment: input.shell.environment });
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
  const binary = await findTerraform(environment);
  return {
    store: openStore(storeDir(projectDir(input), false)),
    terraform: openTerraform({ binary, environment: terraformEnvironment(environment) }),
    probeWorld: { dns: "authoritative", connect: () => undefined, timeoutMs: 10_000, allowBursts: false },
    planner: () => signerOf(input),
    approver: () => signerOf(input),
    approvers: undefined,
    advanceSeconds: () => undefined,
    close: async () => undefined,
  };
}
