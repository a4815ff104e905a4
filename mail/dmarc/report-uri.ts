export type ReportUri =
  | { readonly kind: "mailbox"; readonly address: string; readonly hasSizeLimit: boolean }
  /** A URI of another scheme, which no receiver has to serve. */
  | { readonly kind: "other"; readonly scheme: string }
  | { readonly kind: "malformed"; readonly didYouMean: string | undefined };

/** One entry of `rua` or `ruf`. Source: RFC 9989 section 4.8 (dmarc-uri); the size limit `!10m` is history, RFC 9989 appendix A. */
export function parseReportUri(text: string): ReportUri {
  const [, encoded, limit] = /^mailto:([^\s!,;]+@[^\s!,;@]+?)(![0-9]+[kmgt]?)?$/i.exec(text) ?? [];
  const address = encoded === undefined ? undefined : decoded(encoded.replace(/\?.*$/, ""));
  if (address !== undefined) return { kind: "mailbox", address, hasSizeLimit: limit !== undefined };
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\S+$/i.exec(text) ?? [];
  if (scheme !== undefined && scheme.toLowerCase() !== "mailto") return { kind: "other", scheme: scheme.toLowerCase() };
  return { kind: "malformed", didYouMean: meant(text) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a stray percent sign
  }
}

/** A bare address, and addresses that no comma parts. */
function meant(text: string): string | undefined {
  const parts = text.split(/[\s,]+/).map((part) => part.replace(/^mailto:/i, ""));
  return parts.every((part) => /^[^\s@:]+@[^\s@:]+\.[^\s@:]+$/.test(part)) ? parts.map((part) => `mailto:${part}`).join(",") : undefined;
}
