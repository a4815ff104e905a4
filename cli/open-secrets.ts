import type { EnvironmentModel } from "../config/model.ts";
import type { SecretSlotModel } from "../config/secret-model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { RunStore } from "../launch/store/store.ts";
import { awsSecrets, type SecretManager } from "./aws-secrets.ts";
import { type CommandInput, flagOption } from "./command.ts";
import { findStoreToChange } from "./find-store.ts";
import { openSite } from "./open-site.ts";
import { environmentNamed, openProject } from "./project.ts";
import { projectDir } from "./project-dir.ts";
import { refuseRedirections } from "./redirections.ts";

/** What a secret command works with: neither Terraform nor Cloudflare has a part in it. */
export interface SecretDesk {
  readonly environment: EnvironmentModel;
  readonly region: string;
  readonly secrets: SecretManager;
  readonly store: RunStore;
  readonly close: () => Promise<void>;
}

/** @throws SlipwayError TARGET_UNKNOWN, or what is wrong with the configs */
export async function openSecretDesk(input: CommandInput): Promise<SecretDesk> {
  const { argument: target = "" } = input;
  const { model } = await openProject(projectDir(input), target);
  const environment = environmentNamed(model, target, "name the environment whose application reads the secret");
  const { region } = model.account.account.aws;
  if (flagOption(input.options, "rehearsal")) {
    const site = await openSite(input, async () => model);
    return { environment, region, secrets: site.secrets, store: site.store, close: site.close };
  }
  refuseRedirections(input.shell.environment);
  const store = await findStoreToChange({ project: projectDir(input), environment: input.shell.environment });
  return { environment, region, secrets: awsSecrets({ region }), store, close: async () => undefined };
}

/** @throws SlipwayError SECRET_SLOT_UNKNOWN */
export function slotOf({ target, secretSlots }: EnvironmentModel, key = ""): SecretSlotModel {
  const found = secretSlots.find((slot) => slot.key === key);
  if (found !== undefined) return found;
  throw new SlipwayError({
    kind: "config",
    code: "SECRET_SLOT_UNKNOWN",
    where: target,
    expected: `one of its slots ${secretSlots.map((slot) => slot.key).join(", ") || "(it has none)"}`,
    got: JSON.stringify(key),
    fix: "name a slot that the launch config declares and the environment uses",
  });
}

/** Who acts, for the record; the vendor's own trail says it by credential. */
export function actorOf({ options, shell }: CommandInput): string {
  const given = options.as;
  return typeof given === "string" ? given : (shell.environment.SLIPWAY_AS ?? shell.environment.USER ?? "unknown");
}

export const ACTOR_OPTION = { flags: "--as <email>", description: "who you are, for the record (default: SLIPWAY_AS)" };
export const SLOT_ARGUMENT = { name: "<slot>", description: "name of a slot under secrets" };
