import { type Suspicion, shapeIn, suspicionIn } from "../../errors/secret-detector.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { slotReferences } from "../slot-references.ts";
import { mistake, type Place, type Rule } from "./world.ts";

export const secretsUsed: Rule = ({ configs, environments }) =>
  configs.launches.flatMap(({ file, config }) => {
    const own = environments.filter(({ launch }) => launch === config);
    const used = new Set(own.flatMap(slotReferences).map(({ slot }) => slot));
    return Object.keys(config.secrets)
      .filter((key) => !used.has(key))
      .map((key) =>
        mistake({ file, path: ["secrets", key] }, [], {
          code: "SECRET_UNUSED",
          expected: "an environment variable or a reader that takes its value from this slot",
          got: "none",
          fix: "remove the slot, or use it",
        }),
      );
  });

export const secretsDeclared: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    slotReferences(environment).flatMap(({ slot, field }) => {
      if (Object.hasOwn(environment.launch.secrets, slot)) return [];
      const known = Object.keys(environment.launch.secrets);
      return mistake(environment, field, {
        code: "SECRET_UNDECLARED",
        expected: known.length === 0 ? "a slot declared under secrets" : `one of the slots ${known.join(", ")}`,
        got: slot,
        fix: "correct the name, or declare the slot under secrets",
      });
    }),
  );

/** Names that say what the value is. `TOKEN_TTL` and `PUBLIC_KEY` are no secrets. */
const SECRET_NAME = /(^|_)(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|SIGNING_KEY|CREDENTIALS?)$/;
const HARMLESS_NAME = /(^|_)(PUBLIC|PUBLISHABLE)(_|$)/;

/** Variables whose values are random and meant to be seen. */
const PUBLIC_NAME = /(^|_)(PUBLIC|PUBLISHABLE|ID|SITE_?KEY|DIGEST|COMMIT|SHA256)(_|$)/;

export const variableNamesHarmless: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    plainVariables(environment.config).flatMap(({ field, variable, value }) => {
      if (!SECRET_NAME.test(variable) || HARMLESS_NAME.test(variable) || suspicionIn(value) !== undefined) return [];
      return mistake(environment, field, {
        code: "SECRET_IN_CONFIG",
        expected: `a secret slot behind ${variable}`,
        got: "a value in the config (hidden)",
        fix: 'declare a slot under secrets and write { secret: "<slot>" }, or rename the variable if it holds no secret',
      });
    }),
  );

/** Variables with their values, wherever an `environment` declares them. */
function plainVariables(config: object): { readonly field: readonly string[]; readonly variable: string; readonly value: string }[] {
  const visit = (value: unknown, field: readonly string[]): ReturnType<typeof plainVariables> => {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) =>
      name === "value" && typeof inner === "string" && field.at(-2) === "environment"
        ? [{ field: [...field, name], variable: field.at(-1) ?? "", value: inner }]
        : visit(inner, [...field, name]),
    );
  };
  return visit(config, []);
}

/** Every text of every config: secrets get pasted where nobody expects them. Published keys are the only random texts that belong here. */
export const noSecretsInTexts: Rule = ({ configs }) =>
  [configs.account, ...configs.zones, ...configs.launches].flatMap(({ file, config }) => secretsIn(file, config));

/** What pins an artefact: random to look at, and there to be seen. */
const PIN_FIELDS = new Set(["sha256", "version", "image", "storeId"]);

const PUBLISHED_FIELDS = new Set(["sshPublicKey", "publicKey", "zoneId", "accountId", "sitekey", "clientId"]);

function secretsIn(file: string, config: object): SlipwayError[] {
  const errors: SlipwayError[] = [];
  const path: string[] = [];
  const visit = (value: unknown, isPublic: boolean): void => {
    if (typeof value === "string") {
      const suspicion = isPublic ? shapeIn(value) : suspicionIn(withoutHashes(value));
      if (suspicion !== undefined) errors.push(secretAt({ file, path: [...path] }, suspicion));
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (PUBLISHED_FIELDS.has(name)) continue;
      path.push(name);
      visit(inner, isPublic || PUBLIC_NAME.test(name) || PIN_FIELDS.has(name) || isInDns(path));
      path.pop();
    }
  };
  visit(config, false);
  return errors;
}

function secretAt(place: Place, { class: kindOf, kind }: Suspicion): SlipwayError {
  return mistake(place, [], {
    code: "SECRET_IN_CONFIG",
    expected: "text without a secret",
    got: `what looks like ${kind} (hidden)`,
    fix: `take it out, rotate it, and put the new one into a secret slot; ${ELSE[kindOf] ?? "whoever has seen this file has seen it"}`,
  });
}

/** What else might be meant, by class. */
const ELSE: Readonly<Partial<Record<Suspicion["class"], string>>> = {
  "random text": "a public value belongs under a name with PUBLIC or ID in it",
  "credentials in a URL": "an address without credentials may stay",
  "connection string": "the whole string is the secret: an application reads it as one variable",
};

/** Keys, fingerprints and proofs of ownership are random, and DNS is where the world reads them. */
function isInDns([section, , part]: readonly string[]): boolean {
  return section === "records" || (section === "environments" && part === "records");
}

/** Hashes and nonces of a content security policy are random and public. Source: CSP Level 3, section 2.3.1. */
function withoutHashes(text: string): string {
  return text.includes("'") ? text.replace(/'(sha(256|384|512)|nonce)-[^']*'/g, "") : text;
}
