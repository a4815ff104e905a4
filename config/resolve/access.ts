import type { AccessModel } from "../access-model.ts";
import { launchStackName } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccessConfig } from "../schema/access.ts";
import type { AccountConfig } from "../schema/account.ts";

export function accessOf(
  { launch, name, config }: EnvironmentPlace,
  hostKey: string,
  { emailDomains, emails, groups, identityProviders, sessionMinutes, sameSite, preflight }: AccessConfig,
  { cloudflare }: AccountConfig,
): AccessModel {
  const tokens = Object.values(config.serviceTokens).flatMap(({ hosts, made }) =>
    made !== undefined && hosts.includes(hostKey) ? [made.id] : [],
  );
  return {
    name: `${launchStackName(launch.name, name)}-${hostKey}`,
    loginHost: `${cloudflare.team ?? ""}.cloudflareaccess.com`, // the rules refuse an account without a team
    sessionDuration: sessionMinutes % 60 === 0 ? `${sessionMinutes / 60}h` : `${sessionMinutes}m`,
    sameSite,
    preflightToOrigin: preflight === "to-origin",
    emailDomains: sortedOnce(emailDomains),
    emails: sortedOnce(emails),
    groups: sortedOnce(groups),
    identityProviders: sortedOnce(identityProviders),
    ...(tokens.length === 0 ? {} : { serviceTokens: sortedOnce(tokens) }),
  };
}

function sortedOnce(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
