import { toALabels } from "../a-label.ts";
import { MAX_LABEL_LENGTH, MAX_NAME_LENGTH } from "./limits.ts";
import { type MacroPart, parseMacros, usesMacro } from "./macro.ts";

/** A name in an SPF term, with or without macros. */
export interface DomainSpec {
  readonly parts: readonly MacroPart[];
  /** In lower case without trailing dot where it holds no macro. */
  readonly text: string;
}

export type ParsedDomainSpec =
  | { readonly ok: true; readonly spec: DomainSpec }
  | { readonly ok: false; readonly at: number; readonly expected: string; readonly didYouMean?: string };

/** Source: RFC 7208 section 12, toplabel. */
const TOP_LABEL = /^(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])$/i;

/** domain-spec of RFC 7208 section 12. What is no host name can still be one: `include:https://x.com` is read, and never found. */
export function parseDomainSpec(text: string): ParsedDomainSpec {
  if (text === "") return { ok: false, at: 0, expected: "a domain" };
  if (/[^\x00-\x7f]/.test(text)) {
    const ascii = toALabels(text);
    return {
      ok: false,
      at: text.search(/[^\x00-\x7f]/),
      expected: "a domain in ASCII",
      ...(ascii === undefined ? {} : { didYouMean: ascii }),
    };
  }
  const parsed = parseMacros(text);
  if (!parsed.ok) return parsed;
  const last = parsed.parts.at(-1);
  if (last?.kind === "literal" && !endsInTopLabel(last.text)) {
    return { ok: false, at: text.length - last.text.length, expected: "a domain of at least two labels, the last one not a number" };
  }
  const hasMacro = parsed.parts.some(({ kind }) => kind !== "literal");
  return { ok: true, spec: { parts: parsed.parts, text: hasMacro ? text : text.toLowerCase().replace(/\.$/, "") } };
}

/** Whether a resolver can be asked for the name. Source: RFC 7208 section 4.3. */
export function isQueryable(name: string): boolean {
  const labels = name.split(".");
  return (
    name.length <= MAX_NAME_LENGTH &&
    labels.length >= 2 &&
    labels.every((label) => label !== "" && label.length <= MAX_LABEL_LENGTH && /^[\x20-\x7e]+$/.test(label)) &&
    TOP_LABEL.test(labels.at(-1) ?? "")
  );
}

/** Whether the name could be one of a host, or of a policy under an underscore: no URL, port or punctuation. */
export function looksLikeHost({ parts }: DomainSpec): boolean {
  const shape = parts.map((part) => (part.kind === "expand" ? "m" : part.text)).join("");
  return shape
    .replace(/\.$/, "")
    .split(".")
    .every((label) => label.length <= MAX_LABEL_LENGTH && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/i.test(label));
}

/** Whether the name is the same for every message. */
export function isConstant({ parts }: DomainSpec): boolean {
  return !usesMacro(parts, "sliphcrtv");
}

function endsInTopLabel(literal: string): boolean {
  const bare = literal.replace(/\.$/, "");
  const dot = bare.lastIndexOf(".");
  return dot >= 0 && TOP_LABEL.test(bare.slice(dot + 1));
}
