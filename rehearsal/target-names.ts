import { bare } from "./net/edge-state.ts";

/** Where a resource says what it answers at: its type, and the attribute that holds the host name. */
const NAMES: Readonly<Record<string, string>> = {
  aws_lb: "dns_name",
};

/** The names of everything applied that can stand behind the edge. */
export function targetNames(attributesOf: (type: string) => readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> {
  return new Set(
    Object.entries(NAMES).flatMap(([type, attribute]) =>
      attributesOf(type).flatMap(({ [attribute]: name }) => (typeof name === "string" ? [bare(name)] : [])),
    ),
  );
}
