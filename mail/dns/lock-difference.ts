import { isSpf } from "../spf/record.ts";
import { questionKey } from "./answer.ts";
import type { DnsLock, LockEntry } from "./lock.ts";

/** What changed in the world between two locks, in words, one line each; a new day alone is no change. */
export function lockDifference(before: DnsLock, after: DnsLock): string[] {
  const old = new Map(before.records.map((entry) => [questionKey(entry), entry]));
  const fresh = new Map(after.records.map((entry) => [questionKey(entry), entry]));
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((key) => {
    const [was, is] = [old.get(key), fresh.get(key)];
    if (was === undefined) return is === undefined ? [] : [`${key}: new, ${shown(is)}`];
    if (is === undefined) return [`${key}: no longer needed`];
    return changes(was, is).map((change) => `${key}: ${change}`);
  });
}

function changes(was: LockEntry, is: LockEntry): string[] {
  if (was.answer !== is.answer) return [`was ${shown(was)}, is ${shown(is)}`];
  const [before, after] = [was, is].map(partsOf);
  if (before === undefined || after === undefined) return [];
  const added = after.filter((part) => !before.includes(part));
  const dropped = before.filter((part) => !after.includes(part));
  return [...(added.length === 0 ? [] : [`adds ${added.join(" ")}`]), ...(dropped.length === 0 ? [] : [`drops ${dropped.join(" ")}`])];
}

/** SPF term by term; other values as a whole. */
function partsOf({ values = [] }: LockEntry): string[] {
  return values.flatMap((value) => (isSpf(value) ? value.split(/ +/).slice(1) : [JSON.stringify(value)]));
}

function shown({ answer, values = [] }: LockEntry): string {
  if (answer === "nxdomain") return "a name that does not exist";
  if (answer === "empty") return "nothing of this type";
  return values.length === 1 ? JSON.stringify(values[0]) : `${values.length} values`;
}
