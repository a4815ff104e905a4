import { Construct } from "constructs";
import type { ToolRoleModel } from "../config/tool-model.ts";
import { IamRole, IamRolePolicy } from "./aws.ts";
import { lit } from "./lit.ts";

/** Shortest session that IAM gives, in seconds: one that leaks is worth little. Source: IAM API reference, CreateRole (checked 2026-11-26). */
const SESSION_SECONDS = 3600;

/** The role that a launch's tools run with: every action by name, nothing else. */
export class ToolRole extends Construct {
  constructor(scope: Construct, id: string, { role: model }: { readonly role: ToolRoleModel }) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: lit(model.name),
      description: lit(model.description),
      assumeRolePolicy: lit(JSON.stringify(model.trust)),
      maxSessionDuration: SESSION_SECONDS,
      ...(model.permissionsBoundary === undefined ? {} : { permissionsBoundary: lit(model.permissionsBoundary) }),
    });
    role.overrideLogicalId("tools");
    if (model.policy.Statement.length === 0) return; // IAM takes no empty policy
    new IamRolePolicy(this, "policy", { name: "tools", role: role.name, policy: lit(JSON.stringify(model.policy)) }).overrideLogicalId(
      "tools",
    );
  }
}
