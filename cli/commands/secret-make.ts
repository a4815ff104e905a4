import type { EnvironmentModel } from "../../config/model.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import type { SecretManager } from "../aws-secrets.ts";
import type { Made, SecretMaker } from "../cloudflare-made.ts";
import { type Command, flagOption, type OptionValues, textOption } from "../command.ts";
import { openSite } from "../open-site.ts";
import { findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { REHEARSAL_OPTION, type Site } from "../site.ts";

interface Plan {
  /** Where it stands in the launch config. */
  readonly place: string;
  readonly isMade: boolean;
  readonly slot: string;
  readonly make: (maker: SecretMaker) => Promise<Made>;
  /** Lines of the config, out of the public half. */
  readonly lines: (shown: Made["shown"]) => readonly string[];
}

/** `slipway secret make`: makes what comes with a secret, and puts the secret where the application reads it. Nobody sees it on the way. */
export const secretMake: Command = {
  name: "secret make",
  argument: "<target>",
  argumentDescription: "<launch>/<environment>",
  summary: "Make a Turnstile widget or an Access service token, put its secret straight into its slot, and print the public half",
  options: [
    { flags: "--turnstile <name>", description: "a widget that the config declares under turnstile" },
    { flags: "--service-token <name>", description: "a token that the config declares under serviceTokens" },
    { flags: "--replace", description: "although the slot holds a value already; that one stays as the previous version" },
    REHEARSAL_OPTION,
  ],
  example: "slipway secret make chatbot/production --turnstile login",
  run: async (input) => {
    const { argument: target = "", options, global, shell } = input;
    const project = await openProject(projectDir(input), target);
    const found = findTarget(project.model, target);
    if (found.kind !== "environment")
      throw wrong(target, "<launch>/<environment>", target, "name the environment whose application uses it");
    const { account } = project.model.account;
    const plan = planOf(found.environment, account.cloudflare.accountId, options);
    if (plan.isMade) {
      const fix = "remove the public half from the config, commit that, and make another one with --replace";
      throw refusal("SECRET_ALREADY_MADE", plan.place, "no public half in the config", "one that was made before", fix);
    }
    const site = await openSite(input, async () => project.model);
    try {
      const arn = await emptySlot(site, plan.slot, account.aws.region, flagOption(options, "replace"));
      const made = await plan.make(site.maker);
      await keep(site, arn, account.aws.region, made);
      const lines = plan.lines(made.shown);
      if (global.json) shell.out(JSON.stringify({ target, slot: plan.slot, place: plan.place, ...made.shown }));
      else
        for (const line of [
          `${plan.slot}: holds the secret, and nothing else does`,
          `write into the launch config, at ${plan.place}:`,
          ...lines,
        ])
          shell.out(line);
      return 0;
    } finally {
      await site.close();
    }
  },
};

function planOf(environment: EnvironmentModel, accountId: string, options: OptionValues): Plan {
  const [widget, token] = [textOption(options, "turnstile"), textOption(options, "serviceToken")];
  if ((widget === undefined) === (token === undefined)) {
    throw wrong(
      "options",
      "one of --turnstile <name> and --service-token <name>",
      widget === undefined ? "none" : "both",
      "name one thing to make",
    );
  }
  const path = `environments.${environment.environment}`;
  if (widget !== undefined) {
    const { key, name, hosts, mode, slot, sitekey } = oneOf(environment.turnstile ?? [], widget, "turnstile");
    return {
      place: `${path}.turnstile.${key}`,
      isMade: sitekey !== undefined,
      slot,
      make: async (maker) => await maker.widget({ accountId, name, hosts, mode }),
      lines: (shown) => [`  sitekey: ${JSON.stringify(shown.sitekey)},`],
    };
  }
  const { key, name, days, slot, id } = oneOf(environment.serviceTokens ?? [], token ?? "", "serviceTokens");
  return {
    place: `${path}.serviceTokens.${key}`,
    isMade: id !== undefined,
    slot,
    make: async (maker) => await maker.serviceToken({ accountId, name, days }),
    lines: (shown) => [
      `  made: { ${Object.entries(shown)
        .map(([field, value]) => `${field}: ${JSON.stringify(value)}`)
        .join(", ")} },`,
    ],
  };
}

function oneOf<T extends { readonly key: string }>(things: readonly T[], key: string, section: string): T {
  const found = things.find((each) => each.key === key);
  if (found !== undefined) return found;
  const known = things.map((each) => each.key).join(", ");
  throw wrong(
    section,
    known === "" ? `something declared under ${section}, which is empty` : `one of ${known}`,
    key,
    "declare it in the launch config first",
  );
}

/** Looked at before anything is made: a secret without a place to go would be lost. */
async function emptySlot(site: Site, name: string, region: string, mayReplace: boolean): Promise<string> {
  const status = await site.secrets.find({ name, region });
  if (status?.kind !== "present") {
    const got = status === undefined ? "no answer" : status.kind === "absent" ? "no such slot" : "a slot that is scheduled for deletion";
    throw refusal(
      "SECRET_SLOT_MISSING",
      name,
      "an empty slot in AWS Secrets Manager",
      got,
      "apply the environment first; its slots are made then",
    );
  }
  if (status.hasValue === true && !mayReplace) {
    const fix = "check that the config names the right slot, then add --replace";
    throw refusal("SECRET_SLOT_FILLED", name, "an empty slot", "a value, which an application may be using", fix);
  }
  return status.arn;
}

/** Puts the secret where it belongs, or takes back what was made. @throws SlipwayError SECRET_NOT_KEPT */
export async function keep(site: { readonly secrets: Pick<SecretManager, "put"> }, arn: string, region: string, made: Made): Promise<void> {
  try {
    await site.secrets.put(arn, region, made.secret);
  } catch (error) {
    const left = await made.undo().then(
      () => "it was deleted again",
      () => `delete it by hand: ${Object.values(made.shown).join(", ")}`,
    );
    const got = `${error instanceof Error ? error.name : "an error"}; ${left}`;
    throw refusal(
      "SECRET_NOT_KEPT",
      arn,
      "Secrets Manager to take the new secret",
      got,
      "check the credentials' secretsmanager:PutSecretValue, then make it again",
    );
  }
}

function refusal(
  code: "SECRET_ALREADY_MADE" | "SECRET_SLOT_MISSING" | "SECRET_SLOT_FILLED" | "SECRET_NOT_KEPT",
  where: string,
  expected: string,
  got: string,
  fix: string,
): SlipwayError {
  return new SlipwayError({ kind: "refused", code, where, expected, got, fix });
}

function wrong(where: string, expected: string, got: string, fix: string): SlipwayError {
  return new SlipwayError({ kind: "config", code: "SECRET_THING_UNKNOWN", where, expected, got, fix });
}
