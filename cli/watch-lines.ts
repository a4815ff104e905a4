import type { WatchReport } from "../config/watch/report.ts";

/** The coverage matrix, and what it leaves open, for a terminal. */
export function watchLines({ coverage, detection, blindSpots }: WatchReport): string[] {
  const soon = new Map(detection.map(({ key, seconds }) => [key, `${key} within ${Math.ceil(seconds / 60)} min`]));
  const rows = coverage.map(({ kind, monitors, waiver }): readonly [string, string] => [
    kind,
    monitors.length > 0
      ? monitors.map((key) => soon.get(key) ?? key).join(", ")
      : waiver === undefined
        ? "nobody"
        : `waived until ${waiver.expires}`,
  ]);
  const width = Math.max(0, ...rows.map(([kind]) => kind.length));
  return [
    ...(rows.length === 0 ? [] : ["watched by:"]),
    ...rows.map(([kind, by]) => `  ${kind.padEnd(width)}  ${by}`),
    ...blindSpots.filter(({ seenBy }) => seenBy.length === 0).map(({ breaks }) => `  unseen: ${breaks}`),
  ];
}
