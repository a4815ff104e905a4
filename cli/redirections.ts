import { SlipwayError } from "../errors/slipway-error.ts";
import { redirectionsIn } from "../launch/terraform/terraform.ts";

/** @throws SlipwayError kind "config", code ENVIRONMENT_REDIRECTS, when the environment answers for AWS: its records would be anybody's. */
export function refuseRedirections(environment: Readonly<Record<string, string | undefined>>): void {
  const redirections = redirectionsIn(environment);
  if (redirections.length === 0) return;
  throw new SlipwayError({
    kind: "config",
    code: "ENVIRONMENT_REDIRECTS",
    where: "environment",
    expected: "AWS itself, or an emulator on this machine",
    got: redirections.join(", "),
    fix: `unset ${redirections.join(", ")}`,
  });
}
