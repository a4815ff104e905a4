import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { PagesModel } from "../config/workload-model.ts";
import { addressOf } from "./address.ts";
import { PagesDomain, PagesProject } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface PagesTargetProps {
  readonly target: PagesModel;
  /** Cloudflare account identifier, 32 hex digits. */
  readonly accountId: string;
}

/**
 * A project of Cloudflare Pages with a domain for each host. The build uploads the files; the project holds no variables, because the
 * provider would keep secret ones in the state.
 */
export class PagesTarget extends Construct {
  /** By the host's address key: the name that its record points at. */
  readonly origins: ReadonlyMap<string, string>;
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;

  constructor(scope: Construct, id: string, { target, accountId }: PagesTargetProps) {
    super(scope, id);
    const project = new PagesProject(this, "project", {
      accountId,
      name: lit(target.name),
      productionBranch: lit(target.productionBranch),
    });
    project.overrideLogicalId("site");
    const domains = target.hosts.map(({ key, name }) => {
      const domain = new PagesDomain(this, `domain-${key}`, { accountId, projectName: project.name, name: lit(name) });
      domain.overrideLogicalId(addressOf("cloudflare_pages_domain", key));
      return { key, domain };
    });
    this.origins = new Map(domains.map(({ key }) => [key, project.subdomain]));
    // a name that leads to Pages before Pages knows it answers with error 522
    this.gates = new Map(domains.map(({ key, domain }) => [key, [domain]]));
  }
}
