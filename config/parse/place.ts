import { showText } from "../show-value.ts";

/** `config/account.ts: people.owner`, as every message about a config starts. */
export function placeOf(file: string, path: readonly PropertyKey[]): string {
  return path.length === 0 ? file : `${file}: ${path.map((part) => showText(String(part))).join(".")}`;
}
