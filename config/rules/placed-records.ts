import type { Model, RecordModel } from "../model.ts";
import { environmentTarget, zoneTarget } from "../names.ts";
import { recordKey } from "../resolve/records.ts";
import type { Place, World } from "./world.ts";

/** A record of the model and the place in the configs that asks for it. */
export interface PlacedRecord {
  readonly record: RecordModel;
  readonly place: Place;
  /** Which section of a config brings it. */
  readonly source: "hosts" | "records" | "mail";
}

/** Every record of every zone, whichever config brings it: the zone's own, its mail's, and those of the environments in it. */
export function placedRecords(world: World, model: Model): ReadonlyMap<string, readonly PlacedRecord[]> {
  const byDomain = new Map<string, PlacedRecord[]>();
  for (const { file, config } of world.configs.zones) {
    const records = model.zones.get(zoneTarget(config.domain))?.base.records ?? [];
    byDomain.set(
      config.domain,
      records.map((record) => placed({ file, path: [] }, record)),
    );
  }
  for (const environment of world.environments) {
    const records = model.environments.get(environmentTarget(environment.launch.name, environment.name))?.records ?? [];
    const known = byDomain.get(environment.config.zone) ?? [];
    for (const record of records) known.push(placed(environment, record));
    byDomain.set(environment.config.zone, known);
  }
  return byDomain;
}

const EXTRA = recordKey("");
const HOST = "host-";

function placed({ file, path }: Place, record: RecordModel): PlacedRecord {
  const { key } = record;
  if (key.startsWith(EXTRA)) return { record, source: "records", place: { file, path: [...path, "records", key.slice(EXTRA.length)] } };
  if (key.startsWith(HOST)) return { record, source: "hosts", place: { file, path: [...path, "hosts", key.slice(HOST.length)] } };
  return { record, source: "mail", place: { file, path: [...path, "mail"] } };
}
