import { parseContribution, parseZoneBase } from "../config/contribution.ts";
import type { Contribution, ZoneBase } from "../config/model.ts";
import type { RunStore } from "../launch/store/store.ts";

/** What the owner of a zone applied last; nothing before the zone's first run. @throws SlipwayError CONTRIBUTION_MALFORMED */
export async function appliedZone(store: RunStore, domain: string): Promise<ZoneBase | undefined> {
  const key = `zones/${domain}.json`;
  const text = await store.read(key);
  return text === undefined ? undefined : parseZoneBase(key, JSON.parse(text));
}

/** What every environment last applied to a zone. @throws SlipwayError CONTRIBUTION_MALFORMED */
export async function appliedContributions(store: RunStore, domain: string): Promise<readonly Contribution[]> {
  const folder = `contributions/${domain}`;
  const keys = (await store.list(folder)).map((file) => `${folder}/${file}`);
  const read = await Promise.all(keys.map(async (key) => ({ key, text: await store.read(key) })));
  return read.flatMap(({ key, text }) => (text === undefined ? [] : [parseContribution(key, JSON.parse(text))]));
}
