import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AccessModel } from "../config/access-model.ts";
import { addressOf } from "./address.ts";
import { ZeroTrustAccessApplication, ZeroTrustAccessPolicy } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface AccessApplicationsProps {
  /** Cloudflare account identifier, 32 hex digits: policies belong to accounts only. */
  readonly accountId: string;
  readonly hosts: readonly { readonly key: string; readonly name: string; readonly access: AccessModel }[];
}

/**
 * A login in front of each host: one policy that allows, and one application that asks for it. Whoever no policy allows is refused.
 *
 * Destinations only, because the API ties domain and self_hosted_domains to them; a precedence, because the API would count by position;
 * a duration, because the provider never comes to rest on an empty one; sets that are empty and flags that are false are left out,
 * because the API answers neither.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, zero_trust_access_application and zero_trust_access_policy; issue 7165.
 */
export class AccessApplications extends Construct {
  /** By host key: what has to be there before the host answers. */
  readonly gates: ReadonlyMap<string, ITerraformDependable>;

  constructor(scope: Construct, id: string, { accountId, hosts }: AccessApplicationsProps) {
    super(scope, id);
    this.gates = new Map(hosts.map(({ key, name, access }) => [key, this.gate(accountId, key, name, access)]));
  }

  private gate(accountId: string, key: string, hostName: string, access: AccessModel): ITerraformDependable {
    const name = addressOf("cloudflare_zero_trust_access_application", key);
    const policy = new ZeroTrustAccessPolicy(this, `policy-${name}`, {
      accountId,
      name: lit(access.name),
      decision: "allow",
      include: [
        ...access.emailDomains.map((domain) => ({ emailDomain: { domain: lit(domain) } })),
        ...access.emails.map((email) => ({ email: { email: lit(email) } })),
        ...access.groups.map((group) => ({ group: { id: group } })),
      ],
      sessionDuration: access.sessionDuration,
    });
    policy.overrideLogicalId(name);
    const tokens = access.serviceTokens === undefined ? [] : [this.tokens(accountId, name, access, access.serviceTokens)];
    const application = new ZeroTrustAccessApplication(this, `application-${name}`, {
      accountId,
      type: "self_hosted",
      name: lit(access.name),
      destinations: [{ type: "public", uri: lit(hostName) }],
      policies: [policy, ...tokens].map(({ id }, index) => ({ id, precedence: index + 1 })),
      sessionDuration: access.sessionDuration,
      httpOnlyCookieAttribute: true,
      sameSiteCookieAttribute: access.sameSite,
      ...(access.identityProviders.length === 0 ? {} : { allowedIdps: [...access.identityProviders] }),
      ...(access.preflightToOrigin ? { optionsPreflightBypass: true } : {}),
    });
    application.overrideLogicalId(name);
    return application;
  }

  /** Programs have no identity to ask for: they pass on their token alone, and are told no where a person would see a login. */
  private tokens(accountId: string, name: string, access: AccessModel, ids: readonly string[]): ZeroTrustAccessPolicy {
    const policy = new ZeroTrustAccessPolicy(this, `tokens-${name}`, {
      accountId,
      name: lit(`${access.name}-tokens`),
      decision: "non_identity",
      include: ids.map((tokenId) => ({ serviceToken: { tokenId } })),
      sessionDuration: access.sessionDuration,
    });
    policy.overrideLogicalId(`${name}-tokens`);
    return policy;
  }
}
