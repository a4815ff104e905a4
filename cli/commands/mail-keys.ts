import type { Model, ZoneModel } from "../../config/model.ts";
import { labelSchema } from "../../config/schema/senders.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import type { SecretKeeper } from "../../launch/secrets/secrets.ts";
import type { DkimKeyKind } from "../../mail/dkim/key.ts";
import { makeDkimKey } from "../../mail/dkim/make-key.ts";
import { dkimName } from "../../mail/dkim/record.ts";
import { awsSecrets } from "../aws-secrets.ts";
import { type Command, type CommandInput, flagOption, textOption } from "../command.ts";
import { openSite } from "../open-site.ts";
import { keepPrivateHalf } from "../private-half.ts";
import { findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { refuseRedirections } from "../redirections.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** `slipway mail keys`: the private half goes from memory into its slot; only the public half is ever seen. */
export const mailKeys: Command = {
  name: "mail keys",
  argument: "<target>",
  argumentDescription: "zone/<domain>",
  summary: "Make a DKIM key pair: the private half goes into a secret slot, the public half is printed for the config",
  options: [
    { flags: "--selector <label>", description: "DNS label left of ._domainkey; one that no key has had" },
    { flags: "--slot <name>", description: "secret slot without a value, as <launch>/<environment>/<secret>" },
    { flags: "--type <type>", description: "rsa (2048 bits) or ed25519", default: "rsa" },
    REHEARSAL_OPTION,
  ],
  example: "slipway mail keys zone/opsdesk.example --selector s2027 --slot chatbot/production/mail-key --rehearsal",
  run: async (input) => {
    const { argument = "", options, global, shell } = input;
    const { model } = await openProject(projectDir(input));
    const zone = zoneOf(model, argument);
    const selector = selectorOf(zone, textOption(options, "selector"));
    const kind = kindOf(textOption(options, "type"));
    const slot = slotOf(model, textOption(options, "slot"));
    const keeper = await openKeeper(input, model);
    try {
      const key = makeDkimKey(kind);
      await keepPrivateHalf(keeper.secrets, slot, key);
      const { publicKey, fingerprint } = key;
      const entry = { state: "prepublish", selector, publicKey };
      if (global.json) shell.out(JSON.stringify({ zone: zone.target, slot, fingerprint, entry }));
      else {
        shell.out(`{ state: "prepublish", selector: "${selector}", publicKey: "${publicKey}" },`);
        shell.err(`${kind} key ${fingerprint}; its private half is in ${slot}`);
        shell.err(
          `next: put the line into mail.idleKeys of ${zone.base.zone.domain}, apply the zone, and sign with it once slipway verify has seen it`,
        );
      }
      return 0;
    } finally {
      await keeper.close();
    }
  },
};

function zoneOf(model: Model, target: string): ZoneModel {
  const found = findTarget(model, target);
  if (found.kind === "zone") return found.zone;
  throw option("target", `one of ${[...model.zones.keys()].join(", ")}`, JSON.stringify(target), "name the zone that publishes the key");
}

function selectorOf(zone: ZoneModel, selector = ""): string {
  if (!labelSchema.safeParse(selector).success) {
    throw option("--selector", "a DNS label", JSON.stringify(selector), "name one, such as s2027");
  }
  const name = dkimName(selector, zone.base.zone.domain);
  if (!zone.base.records.some((record) => record.name === name)) return selector;
  throw option("--selector", "a selector that no key has", selector, "take another: a selector belongs to one key for all its life");
}

function kindOf(type: string | undefined): DkimKeyKind {
  if (type === "rsa" || type === "ed25519") return type;
  throw option("--type", "rsa or ed25519", JSON.stringify(type), "leave it out for rsa, which every receiver knows");
}

function slotOf(model: Model, wanted: string | undefined): string {
  const slots = [...model.environments.values()].flatMap(({ secretSlots }) => secretSlots.map(({ name }) => name));
  if (wanted !== undefined && slots.includes(wanted)) return wanted;
  throw new SlipwayError({
    kind: "config",
    code: "SECRET_SLOT_UNKNOWN",
    where: "--slot",
    expected: `one of ${slots.join(", ") || "the slots that launches declare, of which there is none"}`,
    got: wanted === undefined ? "nothing" : JSON.stringify(wanted),
    fix: "declare the slot in the launch that sends the mail, and name it",
  });
}

interface Keeper {
  readonly secrets: SecretKeeper;
  readonly close: () => Promise<void>;
}

/** Terraform and Cloudflare have no part in it. */
async function openKeeper(input: CommandInput, model: Model): Promise<Keeper> {
  if (flagOption(input.options, "rehearsal")) return openSite(input, async () => model);
  refuseRedirections(input.shell.environment);
  return { secrets: awsSecrets({ region: model.account.account.aws.region }), close: async () => {} };
}

function option(where: string, expected: string, got: string, fix: string): SlipwayError {
  return new SlipwayError({ kind: "config", code: "OPTION_VALUE", where, expected, got, fix });
}
