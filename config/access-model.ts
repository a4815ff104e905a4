// What Cloudflare Access asks of whoever comes to a host, spelled out. Plain JSON: it lies in the run store with the environment's model.

export interface AccessModel {
  /** Name of application and policy in the account: `<launch>-<environment>-<host key>`. */
  readonly name: string;
  /** Host name that strangers are sent to. */
  readonly loginHost: string;
  /** As Cloudflare writes it: "8h", "90m". */
  readonly sessionDuration: string;
  readonly sameSite: "lax" | "strict";
  readonly preflightToOrigin: boolean;
  /** In codepoint order, as the other lists. */
  readonly emailDomains: readonly string[];
  readonly emails: readonly string[];
  readonly groups: readonly string[];
  readonly identityProviders: readonly string[];
}
