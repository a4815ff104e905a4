import { Construct } from "constructs";
import type { ZoneSettingModel } from "../config/model.ts";
import { addressOf } from "./address.ts";
import { ZoneSetting } from "./cloudflare.ts";
import { dyn } from "./dyn.ts";
import { lit } from "./lit.ts";

export interface ZoneSettingsProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly settings: readonly ZoneSettingModel[];
}

/**
 * Writes zone settings, one resource each, named after the setting.
 *
 * Deleting one does nothing at Cloudflare, so going back means writing the old value, never leaving the resource out.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/zone_setting/resource.go, Delete.
 */
export class ZoneSettings extends Construct {
  constructor(scope: Construct, id: string, props: ZoneSettingsProps) {
    super(scope, id);
    for (const { settingId, value } of props.settings) {
      // an address of Terraform starts with no digit
      const name = addressOf("cloudflare_zone_setting", settingId.replace(/^(?=\d)/, "_"));
      new ZoneSetting(this, name, {
        zoneId: props.zoneId,
        settingId,
        value: dyn(typeof value === "string" ? lit(value) : value),
      }).overrideLogicalId(name);
    }
  }
}
