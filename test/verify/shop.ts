import type { Answer } from "dns-packet";
import type { ZoneModel, ZoneSettingModel } from "../../config/model.ts";
import { type Check, runChecks } from "../../verify/check.ts";
import type { Finding } from "../../verify/finding.ts";
import { createNet } from "../../verify/net.ts";
import type { EnvironmentScope } from "../../verify/scope.ts";
import { zoneModel } from "../fixtures/models.ts";
import { GOOD_RECORDS, goodShop, SHOP, SHOP_NAMES, SHOP_ZONE } from "./good-shop.ts";
import { type ThrowawayCertificate, throwawayCertificate } from "./throwaway-certificate.ts";
import { type Asked, type Given, openTinyWorld, type TinyWorld, type TinyWorldParts } from "./tiny-world.ts";

/** What is wrong in an otherwise good world. */
export type Change = Partial<TinyWorldParts>;

let certificate: Promise<ThrowawayCertificate> | undefined;

/** The shop of test/fixtures, live and right but for one change. Whoever opens it closes it. */
export async function openShop(change: Change = {}): Promise<TinyWorld> {
  certificate ??= throwawayCertificate(SHOP_NAMES);
  return openTinyWorld({ certificate: await certificate, records: GOOD_RECORDS, respond: goodShop, ...change });
}

/** What these checks find out about the shop. */
export async function findingsOf(
  checks: readonly Check<EnvironmentScope>[],
  change: Change = {},
  scope: Partial<EnvironmentScope> = {},
): Promise<readonly Finding[]> {
  const tiny = await openShop(change);
  try {
    return await runChecks(checks, { environment: SHOP, zone: SHOP_ZONE, ...scope }, createNet(tiny.world, "shop.example"));
  } finally {
    await tiny.close();
  }
}

export function failed(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ outcome }) => outcome === "fail").map(({ id, subject }) => `${id} ${subject}`);
}

export function outcomes(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ outcome }) => outcome))].sort();
}

/** The good shop, but for some questions. */
export function shopBut(change: (asked: Asked, good: Given) => Given | undefined): Change {
  return { respond: (asked) => change(asked, goodShop(asked)) ?? goodShop(asked) };
}

export function without(name: string, type: Answer["type"]): readonly Answer[] {
  return GOOD_RECORDS.filter((record) => record.name !== name || record.type !== type);
}

export function zoneWith(settingId: ZoneSettingModel["settingId"], value: ZoneSettingModel["value"]): ZoneModel {
  const settings = zoneModel.base.settings.map((setting) => (setting.settingId === settingId ? { settingId, value } : setting));
  return { ...zoneModel, base: { ...zoneModel.base, settings } };
}
