import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/** Everything in `later` is made after everything in `earlier`, and goes before it. */
export function waitFor(later: Construct, earlier: Construct): void {
  const addresses = earlier.node
    .findAll()
    .filter(TerraformResource.isTerraformResource)
    .map((each) => `${each.terraformResourceType}.${each.friendlyUniqueId}`)
    .sort();
  for (const each of later.node.findAll()) {
    if (TerraformResource.isTerraformResource(each)) each.dependsOn = [...new Set([...(each.dependsOn ?? []), ...addresses])];
  }
}
