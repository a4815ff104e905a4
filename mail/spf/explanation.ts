import type { DomainSpec } from "./domain-spec.ts";
import { expandMacros, parseMacros } from "./macro.ts";
import { expandedTarget, macroValues, type Session } from "./session.ts";

/** What the domain says about a fail. Any trouble on the way means that there is none. Source: RFC 7208 section 6.2. */
export async function explanationOf(
  session: Session,
  { spec, domain }: { readonly spec: DomainSpec; readonly domain: string },
): Promise<string | undefined> {
  const target = await expandedTarget(session, domain, spec);
  if (typeof target !== "string") return undefined;
  const answer = await session.resolve(target, "TXT");
  const [text, second] = answer.kind === "found" ? answer.values : [];
  if (text === undefined || text === "" || second !== undefined) return undefined;
  const macros = parseMacros(text, { explanation: true });
  if (!macros.ok) return undefined;
  const values = await macroValues(session, domain, macros.parts, { isCounted: false });
  return values.kind === "stop" ? undefined : expandMacros(macros.parts, values.values);
}
