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
  /** Ids of the service tokens that pass; absent without any. */
  readonly serviceTokens?: readonly string[];
}

/** A Turnstile widget; its secret is in the slot and nowhere else. */
export interface WidgetModel {
  readonly key: string;
  /** `<launch>-<environment>-<key>` */
  readonly name: string;
  /** Host names, in codepoint order. */
  readonly hosts: readonly string[];
  readonly mode: string;
  /** Name of the secret in AWS Secrets Manager. */
  readonly slot: string;
  /** Absent until it was made. */
  readonly sitekey?: string;
}

/** An Access service token; its secret is in the slot and nowhere else. */
export interface ServiceTokenModel {
  readonly key: string;
  /** `<launch>-<environment>-<key>` */
  readonly name: string;
  readonly days: number;
  /** Name of the secret in AWS Secrets Manager. */
  readonly slot: string;
  /** Absent until it was made. */
  readonly id?: string;
}
