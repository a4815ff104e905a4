import type { ZoneModel } from "../config/model.ts";
import { checkDmarcText } from "../mail/dmarc/check-text.ts";
import { receivedDmarc } from "../mail/dmarc/receiver.ts";
import { dmarcName } from "../mail/dmarc/record.ts";
import type { Proposal } from "../mail/evidence/counterfactual.ts";
import { parseTxt } from "../mail/txt.ts";

/** How a zone's config would have its mail sent and judged. */
export function proposalOf({ base, mail, senders = [] }: Pick<ZoneModel, "base" | "mail" | "senders">): Proposal {
  const texts = base.records.flatMap(({ type, name, content }) => {
    const text = type === "TXT" && name.startsWith(PREFIX) ? parseTxt(content) : undefined;
    return text === undefined ? [] : [{ domain: name.slice(PREFIX.length), text }];
  });
  const suffixes = new Map(
    texts.flatMap(({ domain, text }) => {
      const received = receivedDmarc([text]);
      return received === undefined ? [] : [[domain, received.psd] as const];
    }),
  );
  const records = texts.flatMap(({ domain, text }) => {
    const { record } = checkDmarcText(text);
    return record === undefined ? [] : [[domain, record] as const];
  });
  return {
    domain: mail.domain,
    records: new Map(records),
    senders,
    keys: new Set(mail.dkim.filter(({ value }) => !/;\s*p=\s*$/.test(value)).map(({ name }) => name)),
    tree: (name) => suffixes.get(name),
  };
}

const PREFIX = dmarcName("");
