import type { Existing } from "../launch/adopt/adopt.ts";
import type { AskMonitor } from "../launch/stage/live-gate.ts";
import { openStore, type RunStore } from "../launch/store/store.ts";
import type { Terraform, TerraformSchemas, TerraformStates } from "../launch/terraform/terraform.ts";
import type { Signer } from "../launch/trust/ssh-signature.ts";
import type { ProbeWorld } from "../verify/world.ts";
import type { SecretManager } from "./aws-secrets.ts";
import type { SecretMaker } from "./cloudflare-made.ts";
import { type CommandInput, type CommandOption, flagOption } from "./command.ts";
import { findStore } from "./find-store.ts";
import { projectDir } from "./project-dir.ts";
import { storeDir } from "./store-dir.ts";
import type { ZoneState } from "./zone-state.ts";

export const REHEARSAL_OPTION: CommandOption = {
  flags: "--rehearsal",
  description: "act on the local world in .slipway/rehearsal: no account, no credentials, no network",
};

/** Where a command acts: the real world, or the rehearsal's. The engine and the probes cannot tell the difference. */
export interface Site {
  readonly store: RunStore;
  readonly terraform: Terraform & TerraformStates & TerraformSchemas;
  /** Text of the committed provider lock file; the rehearsal attaches its own providers and has none. */
  readonly lockFile: () => string | undefined;
  /** What can be done for secrets; nobody reads one. */
  readonly secrets: SecretManager;
  /** Makes what comes with a secret. */
  readonly maker: SecretMaker;
  /** Asks vendors what exists; what the site cannot ask about is left to a person. */
  readonly existing: Existing;
  /** What Cloudflare says of a zone; undefined where it cannot be asked. */
  readonly zoneState: (zoneId: string) => Promise<ZoneState | undefined>;
  readonly probeWorld: ProbeWorld;
  /** What monitors have found. */
  readonly askMonitor: AskMonitor;
  readonly planner: () => Signer;
  readonly approver: () => Signer;
  /** Approvers for a target's first run; undefined means those of the config. */
  readonly approvers: readonly { readonly id: string; readonly sshPublicKey: string }[] | undefined;
  /** Where nobody sends mail: why a domain's first DMARC record may start anywhere. */
  readonly sendsNothing?: string;
  /** Lets time pass where the site can: rate counters run out. */
  readonly advanceSeconds: (seconds: number) => void;
  readonly close: () => Promise<void>;
}

/** The run store alone, for commands that only read records. */
export async function storeOf(input: CommandInput): Promise<RunStore> {
  const project = projectDir(input);
  if (flagOption(input.options, "rehearsal")) return openStore(storeDir(project, true));
  return await findStore({ project, environment: input.shell.environment });
}
