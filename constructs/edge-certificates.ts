import { Construct } from "constructs";
import type { ZoneEdgeModel } from "../config/edge-model.ts";
import { addressOf } from "./address.ts";
import { CertificatePack, TotalTls, UniversalSslSetting } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface EdgeCertificatesProps extends Pick<ZoneEdgeModel, "universalSsl" | "certificates" | "totalTls"> {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
}

/** There is one of each in a zone. */
const ONLY = "zone";

/**
 * The certificates that visitors see: Universal SSL, advanced ones by name, and Total TLS.
 *
 * Every attribute of an advanced certificate forces replacement, so the new one is made before the old one goes; deleting the two
 * settings does nothing.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, certificate_pack, total_tls and universal_ssl_setting.
 */
export class EdgeCertificates extends Construct {
  constructor(scope: Construct, id: string, props: EdgeCertificatesProps) {
    super(scope, id);
    const { zoneId } = props;
    new UniversalSslSetting(this, "universal", { zoneId, enabled: props.universalSsl }).overrideLogicalId(ONLY);
    for (const { key, authority, hosts, validation, validityDays } of props.certificates) {
      const name = addressOf("cloudflare_certificate_pack", key);
      new CertificatePack(this, `pack-${name}`, {
        zoneId,
        type: "advanced",
        certificateAuthority: authority,
        hosts: hosts.map(lit),
        validationMethod: validation,
        validityDays,
        lifecycle: { createBeforeDestroy: true },
      }).overrideLogicalId(name);
    }
    if (props.totalTls === undefined) return;
    const { enabled, authority } = props.totalTls;
    new TotalTls(this, "total", { zoneId, enabled, certificateAuthority: authority }).overrideLogicalId(ONLY);
  }
}
