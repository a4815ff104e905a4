import type { Answer, Facts, QuestionType } from "../mail/dns/answer.ts";
import { parseTxt } from "../mail/txt.ts";
import type { RecordModel } from "./model.ts";

/** Longest chain of CNAMEs that is followed. Source: RFC 1034 section 3.6.2 wants loops caught; resolvers give up near here. */
const MAX_ALIASES = 8;

/** What DNS will say once the configs are applied: a declared name is known in full; `beyond` knows the rest. */
export function declaredDns(records: readonly RecordModel[], beyond: Facts): Facts {
  const byName = new Map<string, RecordModel[]>();
  for (const record of records) {
    const found = byName.get(record.name);
    if (found === undefined) byName.set(record.name, [record]);
    else found.push(record);
  }
  const answer = (name: string, type: QuestionType, aliases: number): Answer | undefined => {
    const found = byName.get(name);
    if (found === undefined) return beyond(name, type);
    const isAddress = type === "A" || type === "AAAA";
    // a proxied name answers with the edge's addresses, whatever it stands for
    if (isAddress && found.some(({ proxied }) => proxied)) return { kind: "found", values: [] };
    const values = found.filter((record) => record.type === type).map(answerText);
    if (values.length > 0) return { kind: "found", values };
    const alias = found.find((record) => record.type === "CNAME");
    // Cloudflare shows only the addresses behind an alias that is proxied, or that stands beside other records at the apex
    const isFlattened = alias?.proxied === true || found.some((record) => record.type !== "CNAME");
    if (alias === undefined || (isFlattened && !isAddress)) return { kind: "empty" };
    return aliases > MAX_ALIASES ? { kind: "failed" } : answer(alias.content, type, aliases + 1);
  };
  return (name, type) => answer(name, type, 0);
}

function answerText({ type, content, priority }: RecordModel): string {
  if (type === "TXT") return parseTxt(content) ?? content;
  return type === "MX" ? `${priority ?? 0} ${content}` : content;
}
