import type { Resolve } from "../dns/answer.ts";
import { isConstant } from "./domain-spec.ts";
import { MAX_SPF_LOOKUPS } from "./limits.ts";
import { directivesOf, isSpf, parseSpfRecord, redirectOf } from "./record.ts";

/** An IPv4 address that a domain's SPF record lets send, through includes too; undefined: none that it spells out. */
export async function allowedAddress(domain: string, resolve: Resolve, depth = 0): Promise<string | undefined> {
  const answer = await resolve(domain, "TXT");
  const text = answer.kind === "found" ? answer.values.find(isSpf) : undefined;
  const parsed = text === undefined ? undefined : parseSpfRecord(text);
  if (parsed?.ok !== true || depth > MAX_SPF_LOOKUPS) return undefined;
  const redirect = redirectOf(parsed.record);
  for (const term of [...directivesOf(parsed.record), ...(redirect === undefined ? [] : [redirect])]) {
    if ("qualifier" in term && term.qualifier !== "+") return undefined; // whoever comes behind may be refused here
    if (term.kind === "ip4") return term.network.bytes.join(".");
    const leads = (term.kind === "include" || term.kind === "redirect") && isConstant(term.domain);
    const found = leads ? await allowedAddress(term.domain.text.toLowerCase(), resolve, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
