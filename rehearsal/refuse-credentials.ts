import { SlipwayError } from "../errors/slipway-error.ts";

/** Variables that let a process act on a real account. AWS_REGION and the like are harmless and stay allowed. */
const CREDENTIALS = [
  /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)$/,
  /^AWS_CONTAINER_(CREDENTIALS|AUTHORIZATION)_/,
  /^(CLOUDFLARE|CF)_(API_TOKEN|API_KEY|API_USER_SERVICE_KEY|EMAIL)$/,
];

/**
 * A rehearsal next to real credentials is one mistake away from the real thing, so it does not start.
 * @throws SlipwayError REHEARSAL_REAL_CREDENTIALS naming the variables, never their values
 */
export function refuseCredentials(environment: Readonly<Record<string, string | undefined>>): void {
  const found = Object.keys(environment)
    .filter((name) => (environment[name] ?? "") !== "" && CREDENTIALS.some((pattern) => pattern.test(name)))
    .sort();
  if (found.length === 0) return;
  throw new SlipwayError({
    kind: "refused",
    code: "REHEARSAL_REAL_CREDENTIALS",
    where: "environment",
    expected: "no cloud credentials in a rehearsal",
    got: found.join(", "),
    fix: `start it without them: env ${found.map((name) => `-u ${name}`).join(" ")} slipway rehearse`,
  });
}
