import type { PolicyDocument } from "./account-model.ts";

/** The role that runs a launch's tools in one environment. */
export interface ToolRoleModel {
  /** `<launch>-<environment>-tools` */
  readonly name: string;
  readonly description: string;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
  readonly permissionsBoundary?: string;
}
