import type { MonitorModel } from "./monitor-model.ts";

/** Texts that a monitor looks for where it looks first. */
export function watchedTexts(monitor: MonitorModel): string[] {
  const contains = monitor.means !== "canary" ? monitor.contains : monitor.script.kind === "page" ? monitor.script.contains : undefined;
  return contains === undefined ? [] : [contains];
}
