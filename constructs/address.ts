import { SlipwayError } from "../errors/slipway-error.ts";

/** Letters, digits, _ and -, starting with a letter or _. Source: Terraform language, identifiers (checked 2026-11-22). */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * The resource name made from a model key: the key itself, so that the address follows identity and never position.
 *
 * Errors: a key that Terraform does not accept as it stands is a bug in whoever made the model; cleaning it could make two keys one.
 */
export function addressOf(resourceType: string, key: string): string {
  if (IDENTIFIER.test(key)) return key;
  throw new SlipwayError({
    kind: "bug",
    code: "SYNTH_KEY_NOT_AN_ADDRESS",
    where: resourceType,
    expected: "a key of letters, digits, _ and - that starts with a letter",
    got: JSON.stringify(key),
    fix: "give the model a key that is an identifier",
  });
}
