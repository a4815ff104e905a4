import { targetOf } from "../dns/target.ts";
import type { RecordModel } from "../model.ts";
import { groupBy } from "../rules/world.ts";

/** What answers at a name with an address, in the end. Other records at it are no reason to wait, and could wait in a circle. */
const ADDRESSES: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

/**
 * The same records, each with the keys of those in its stack that it leads to: these are published first and go away last, so that no name
 * leads to one that is not there, which somebody else could claim. Wildcards count where they answer. The rules refuse CNAMEs in a circle.
 */
export function inOrder(records: readonly RecordModel[]): RecordModel[] {
  const byName = groupBy(
    records.filter(({ type }) => ADDRESSES.has(type)),
    ({ name }) => name,
  );
  return records.map((record) => {
    const target = targetOf(record);
    const there = target === undefined ? [] : (byName.get(target) ?? byName.get(target.replace(/^[^.]+/, "*")) ?? []);
    const waitsFor = there.filter((other) => other.key !== record.key).map(({ key }) => key);
    return waitsFor.length === 0 ? record : { ...record, waitsFor };
  });
}
