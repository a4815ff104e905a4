import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { MailRemark } from "../../mail/remark.ts";
import { recordsOf } from "../../mail/senders/catalogue.ts";
import { checkSenderTerm } from "../../mail/spf/check-sender-term.ts";
import { canonicalTerm } from "../../mail/spf/compose.ts";
import type { Sourced } from "../parse.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { mistake, type Place, type Rule, where } from "./world.ts";

interface PlacedTerm {
  readonly place: Place;
  /** Of the record that the term stands in. */
  readonly label: string;
  readonly text: string;
}

/** Every term that a sender brings. */
export const senderTerms: Rule = ({ configs }) => configs.zones.flatMap((zone) => remarksOf(zone, "error"));

export const senderTermsMeant: Rule = ({ configs }) => configs.zones.flatMap((zone) => remarksOf(zone, "warning"));

/** Receivers pay for each copy. */
export const senderTermsOnce: Rule = ({ configs }) =>
  configs.zones.flatMap((zone) => {
    const first = new Map<string, Place>();
    return placedTerms(zone).flatMap(({ place, label, text }) => {
      const key = `${label} ${canonicalTerm(text)}`;
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, place);
      if (earlier === undefined) return [];
      return mistake(place, [], {
        code: "SPF_TERM_TWICE",
        expected: "each SPF term once",
        got: `${JSON.stringify(canonicalTerm(text))} again, after ${where(earlier)}`,
        fix: "remove one of the two: receivers pay for both",
      });
    });
  });

function remarksOf(zone: Sourced<ZoneConfig>, severity: MailRemark["severity"]): SlipwayError[] {
  return placedTerms(zone).flatMap(({ place, text }) =>
    checkSenderTerm(text)
      .filter((remark) => remark.severity === severity)
      .map((remark) => remarkError(place, remark)),
  );
}

export function remarkError(place: Place, { code, expected, got, fix }: MailRemark): SlipwayError {
  return mistake(place, [], { code, expected, got, fix });
}

function placedTerms({ file, config }: Sourced<ZoneConfig>): PlacedTerm[] {
  return config.mail.senders.flatMap((sender, index) => {
    const path = ["mail", "senders", String(index)];
    return recordsOf(sender).spf.flatMap(({ label, terms }) =>
      terms.map((text, term) => ({
        place: { file, path: sender.kind === "custom" ? [...path, "spfTerms", String(term)] : path },
        label,
        text,
      })),
    );
  });
}
