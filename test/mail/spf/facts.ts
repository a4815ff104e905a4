import type { Answer, Facts, QuestionType, Resolve } from "../../../mail/dns/answer.ts";

/** DNS for a test: `"TXT x.example"` to values; a name that stands in no key does not exist. */
export type Zone = Readonly<Record<string, readonly string[]>>;

export function factsOf(zone: Zone): Facts {
  const names = new Set(Object.keys(zone).map((key) => key.split(" ")[1]));
  return (name: string, type: QuestionType): Answer => {
    const values = zone[`${type} ${name}`];
    if (values !== undefined && values.length > 0) return { kind: "found", values };
    return names.has(name) ? { kind: "empty" } : { kind: "nxdomain" };
  };
}

export function resolverOf(zone: Zone): Resolve {
  const facts = factsOf(zone);
  return async (name, type) => facts(name.toLowerCase(), type) ?? { kind: "failed" };
}
