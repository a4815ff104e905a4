import { knownSecretIn, secretIn } from "../../errors/secret-detector.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { mistake, type Place, type Rule } from "./world.ts";

export const secretsUsed: Rule = ({ configs }) =>
  configs.launches.flatMap(({ file, config }) => {
    const used = new Set(
      Object.values(config.environments).flatMap(({ target, turnstile, serviceTokens }) => [
        ...Object.values(target.environment).flatMap((variable) => ("secret" in variable ? [variable.secret] : [])),
        ...[...Object.values(turnstile), ...Object.values(serviceTokens)].map(({ secret }) => secret),
      ]),
    );
    return Object.keys(config.secrets)
      .filter((key) => !used.has(key))
      .map((key) =>
        mistake({ file, path: ["secrets", key] }, [], {
          code: "SECRET_UNUSED",
          expected: "an environment variable that takes its value from this slot",
          got: "none",
          fix: "remove the slot, or use it",
        }),
      );
  });

export const secretsDeclared: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    Object.entries(environment.config.target.environment).flatMap(([variable, source]) => {
      if (!("secret" in source) || Object.hasOwn(environment.launch.secrets, source.secret)) return [];
      const known = Object.keys(environment.launch.secrets);
      return mistake(environment, ["target", "environment", variable, "secret"], {
        code: "SECRET_UNDECLARED",
        expected: known.length === 0 ? "a slot declared under secrets" : `one of the slots ${known.join(", ")}`,
        got: source.secret,
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
    Object.entries(environment.config.target.environment).flatMap(([variable, source]) => {
      if (!("value" in source) || !SECRET_NAME.test(variable) || HARMLESS_NAME.test(variable) || secretIn(source.value) !== undefined)
        return [];
      return mistake(environment, ["target", "environment", variable, "value"], {
        code: "SECRET_IN_CONFIG",
        expected: `a secret slot behind ${variable}`,
        got: "a value in the config (hidden)",
        fix: 'declare a slot under secrets and write { secret: "<slot>" }, or rename the variable if it holds no secret',
      });
    }),
  );

/** Source: readiness row R4. */
const SLOWEST_ROTATION_DAYS = 90;

export const secretsRotate: Rule = ({ configs }) =>
  configs.launches.flatMap(({ file, config }) =>
    Object.entries(config.secrets).flatMap(([key, { rotateEveryDays }]) => {
      if (rotateEveryDays !== undefined && rotateEveryDays <= SLOWEST_ROTATION_DAYS) return [];
      return mistake({ file, path: ["secrets", key, "rotateEveryDays"] }, [], {
        code: "SECRET_ROTATION_SLOW",
        expected: `${SLOWEST_ROTATION_DAYS} days or fewer`,
        got: rotateEveryDays === undefined ? "nothing" : String(rotateEveryDays),
        fix: "set it, if the secret's owner can rotate it",
      });
    }),
  );

/** Every text of every config: secrets get pasted where nobody expects them. Published keys are the only random texts that belong here. */
export const noSecretsInTexts: Rule = ({ configs }) =>
  [configs.account, ...configs.zones, ...configs.launches].flatMap(({ file, config }) => secretsIn(file, config));

const PUBLISHED_FIELDS = new Set(["sshPublicKey", "publicKey", "zoneId", "accountId", "sitekey", "clientId"]);

function secretsIn(file: string, config: object): SlipwayError[] {
  const errors: SlipwayError[] = [];
  const path: string[] = [];
  const visit = (value: unknown, isPublic: boolean): void => {
    if (typeof value === "string") {
      const kind = isPublic ? knownSecretIn(value) : secretIn(withoutHashes(value));
      if (kind !== undefined) errors.push(secretAt({ file, path: [...path] }, kind));
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (PUBLISHED_FIELDS.has(name)) continue;
      path.push(name);
      visit(inner, isPublic || PUBLIC_NAME.test(name) || isInDns(path));
      path.pop();
    }
  };
  visit(config, false);
  return errors;
}

function secretAt(place: Place, kind: string): SlipwayError {
  return mistake(place, [], {
    code: "SECRET_IN_CONFIG",
    expected: "text without a secret",
    got: `what looks like ${kind} (hidden)`,
    fix: "take it out, rotate it, and put the new one into a secret slot; a public value belongs under a name with PUBLIC or ID in it",
  });
}

/** Keys, fingerprints and proofs of ownership are random, and DNS is where the world reads them. */
function isInDns([section, , part]: readonly string[]): boolean {
  return section === "records" || (section === "environments" && part === "records");
}

/** Hashes and nonces of a content security policy are random and public. Source: CSP Level 3, section 2.3.1. */
function withoutHashes(text: string): string {
  return text.includes("'") ? text.replace(/'(sha(256|384|512)|nonce)-[^']*'/g, "") : text;
}
