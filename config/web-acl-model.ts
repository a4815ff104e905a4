import type { WebAclWindow } from "../edge/web-acl-limits.ts";

/** A rate limit that AWS WAF keeps. */
export interface WebAclLimitModel {
  /** `<class>-<host key>`, or longer where one class counts in two ways; part of the rule's name. */
  readonly key: string;
  readonly limitClass: string;
  readonly host: string;
  /** With a pattern, a regular expression, where a part of the path varies. */
  readonly routes: readonly { readonly method: string; readonly path: string; readonly pattern?: string }[];
  readonly requests: number;
  readonly windowSeconds: WebAclWindow;
  /** Who is counted: the visitor's address, or whoever sends the same value. */
  readonly by: "address" | { readonly header: string } | { readonly cookie: string };
}

/** What AWS WAF looks at in front of the load balancer. */
export interface WebAclModel {
  readonly name: string;
  /** Header in which the edge names the visitor. */
  readonly visitorHeader: string;
  /** Names of AWS's own rule groups, in the order they run. */
  readonly managedGroups: readonly string[];
  readonly limits: readonly WebAclLimitModel[];
}
