import { Construct } from "constructs";
import type { ZoneEdgeModel } from "../config/edge-model.ts";
import { CustomPages } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface ErrorPagesProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly pages: ZoneEdgeModel["errorPages"];
}

/**
 * Pages that visitors see in place of Cloudflare's own, named after what they are for. Deleting one does nothing: a page without an
 * address goes back to the default.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, custom_pages.
 */
export class ErrorPages extends Construct {
  constructor(scope: Construct, id: string, { zoneId, pages }: ErrorPagesProps) {
    super(scope, id);
    for (const { id: identifier, url } of pages) {
      const page = url === undefined ? { state: "default" } : { state: "customized", url: lit(url) };
      // an address of Terraform starts with no digit
      new CustomPages(this, identifier, { zoneId, identifier, ...page }).overrideLogicalId(`page_${identifier}`);
    }
  }
}
