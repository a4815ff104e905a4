import type { SlipwayError } from "../../errors/slipway-error.ts";
import { checkSpfText, concernsSpf } from "../../mail/spf/check-text.ts";
import { isSpf, parseSpfRecord } from "../../mail/spf/record.ts";
import { parseTxt } from "../../mail/txt.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { remarkError } from "./spf.ts";
import { mistake } from "./world.ts";

interface PlacedText extends PlacedRecord {
  readonly text: string;
}

/** SPF that somebody wrote as a text, wherever in the zone: it goes through the same engine as what the senders compose. */
export function spfTextMistakes(records: readonly PlacedRecord[]): {
  readonly errors: readonly SlipwayError[];
  readonly warnings: readonly SlipwayError[];
} {
  const texts = records.flatMap((placed) => {
    const text = placed.record.type === "TXT" ? parseTxt(placed.record.content) : undefined;
    return text !== undefined && concernsSpf(text) ? [{ ...placed, text }] : [];
  });
  const remarks = texts
    .filter(({ source }) => source === "records")
    .flatMap(({ place, text }) => checkSpfText(text).remarks.map((remark) => ({ place, remark })));
  const of = (severity: "error" | "warning"): SlipwayError[] =>
    remarks.filter(({ remark }) => remark.severity === severity).map(({ place, remark }) => remarkError(place, remark));
  return { errors: of("error"), warnings: [...of("warning"), ...unused(texts)] };
}

/** A name under an underscore sends no mail: SPF there is only good for including. */
function unused(texts: readonly PlacedText[]): SlipwayError[] {
  const included = new Set(texts.flatMap(({ record, text }) => includesOf(text).filter((name) => name !== record.name)));
  return texts
    .filter(({ record: { name }, text }) => isSpf(text) && name.startsWith("_") && !included.has(name))
    .map(({ place, record: { name } }) =>
      mistake(place, [], {
        code: "SPF_UNUSED",
        expected: "SPF where mail comes from, or where another SPF record includes it",
        got: name,
        fix: `write include:${name} into the record of the sending domain, or remove it: SPF holds for its own name only`,
      }),
    );
}

function includesOf(text: string): string[] {
  const parsed = isSpf(text) ? parseSpfRecord(text) : undefined;
  if (parsed?.ok !== true) return [];
  return parsed.record.terms.flatMap(({ term }) => (term.kind === "include" || term.kind === "redirect" ? [term.domain.text] : []));
}
