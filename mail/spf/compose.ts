import { toALabels } from "../a-label.ts";
import { networkOf, showIp } from "../ip-address.ts";
import { parseSpfTerm } from "./term.ts";

/** What SPF says of senders that no term names. */
export type SpfAll = "softfail" | "fail";

export interface SpfNeed {
  /** Left of the domain; empty for the domain itself. */
  readonly label: string;
  readonly terms: readonly string[];
}

/** One record a name, out of all senders' terms in their order; the domain itself always has one. No include is flattened: what a sender changes, it changes for us. */
export function composeSpf(needs: readonly SpfNeed[], all: SpfAll): readonly { readonly label: string; readonly record: string }[] {
  const labels = [...new Set(["", ...needs.map(({ label }) => label)])];
  return labels.map((label) => {
    const terms = needs.filter((need) => need.label === label).flatMap((need) => need.terms.map(canonicalTerm));
    return { label, record: ["v=spf1", ...terms, all === "fail" ? "-all" : "~all"].join(" ") };
  });
}

/** One spelling for what means the same: lower case, no `+`, A-labels, no bits behind a prefix. What cannot be read stays as it is. */
export function canonicalTerm(text: string): string {
  const parsed = parseSpfTerm(text);
  if (!parsed.ok) {
    const ascii = /[^\x00-\x7f]/.test(text) ? toALabels(text.slice(text.search(/[:=]/) + 1)) : undefined;
    const meant = ascii === undefined ? undefined : `${text.slice(0, text.search(/[:=]/) + 1)}${ascii}`;
    const again = meant === undefined ? undefined : parseSpfTerm(meant);
    return again?.ok === true ? again.term.text : text;
  }
  const { term } = parsed;
  if (term.kind !== "ip4" && term.kind !== "ip6") return term.text;
  const whole = term.kind === "ip4" ? 32 : 128;
  const sign = term.qualifier === "+" ? "" : term.qualifier;
  return `${sign}${term.kind}:${showIp(networkOf(term.network, term.bits))}${term.bits === whole ? "" : `/${term.bits}`}`;
}
