import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Terraform } from "../../launch/terraform/terraform.ts";

export interface Program {
  readonly stack: string;
  /** A resource of type terraform_data. */
  readonly resource: string;
  /** Runs while the resource is made: it may sleep, or fail. */
  readonly command: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Terraform with a slow or failing provider, played by a provisioner, which the engine would refuse in a configuration. */
export function withProgram(terraform: Terraform, { stack, resource, command, environment = {} }: Program): Terraform {
  const provisioner = [{ "local-exec": { command, environment } }];
  return withOverride(terraform, stack, { resource: { terraform_data: { [resource]: { provisioner } } } });
}

/** Terraform that finds more in a stack's folder than the engine laid there. */
export function withOverride(terraform: Terraform, stack: string, override: object): Terraform {
  return {
    ...terraform,
    plan: async (folder, run, planFile, options) => {
      const file = join(folder, `${randomUUID()}_override.tf.json`);
      if (basename(folder) === stack) writeFileSync(file, JSON.stringify(override));
      try {
        return await terraform.plan(folder, run, planFile, options);
      } finally {
        rmSync(file, { force: true });
      }
    },
  };
}
