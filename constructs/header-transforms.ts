import { Construct } from "constructs";
import type { ZoneEdgeModel } from "../config/edge-model.ts";
import { ManagedTransforms } from "./cloudflare.ts";

export interface HeaderTransformsProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly transforms: NonNullable<ZoneEdgeModel["managedTransforms"]>;
}

/**
 * Headers that Cloudflare adds or removes by itself. Creating it fails where one is enabled already: such a zone is adopted.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, managed_transforms, checkAllDisabledBeforeCreation.
 */
export class HeaderTransforms extends Construct {
  constructor(scope: Construct, id: string, { zoneId, transforms }: HeaderTransformsProps) {
    super(scope, id);
    const enabled = (ids: readonly string[]) => ids.map((each) => ({ id: each, enabled: true }));
    new ManagedTransforms(this, "zone", {
      zoneId,
      managedRequestHeaders: enabled(transforms.request),
      managedResponseHeaders: enabled(transforms.response),
    }).overrideLogicalId("zone");
  }
}
