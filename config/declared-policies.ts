import { checkDmarcText } from "../mail/dmarc/check-text.ts";
import type { DmarcTree } from "../mail/dmarc/organizational-domain.ts";
import { receivedDmarc } from "../mail/dmarc/receiver.ts";
import type { DmarcRecord } from "../mail/dmarc/record.ts";
import type { World } from "./rules/world.ts";

/** DMARC as it will stand once the configs are applied: of declared zones, and of names in them that have a record of their own. */
export interface DeclaredPolicies {
  /** By the domain that the record speaks for. */
  readonly records: ReadonlyMap<string, DmarcRecord>;
  /** Nobody else's records are known. */
  readonly tree: DmarcTree;
}

const PREFIX = "_dmarc.";

export function declaredPolicies({ configs, records }: Pick<World, "configs" | "records">): DeclaredPolicies {
  const written = records.flatMap(({ record }) =>
    record.type === "TXT" && record.name.startsWith(PREFIX) ? [{ domain: record.name.slice(PREFIX.length), text: record.text }] : [],
  );
  const suffixes = new Map([
    ...configs.zones.map(({ config }) => [config.domain, config.mail.dmarc.publicSuffix ?? "u"] as const),
    ...written.flatMap(({ domain, text }) => {
      const received = receivedDmarc([text]);
      return received === undefined ? [] : [[domain, received.psd] as const];
    }),
  ]);
  return {
    records: new Map([
      ...configs.zones.map(({ config }) => [config.domain, config.mail.dmarc] as const),
      ...written.flatMap(({ domain, text }) => {
        const { record } = checkDmarcText(text);
        return record === undefined ? [] : [[domain, record] as const];
      }),
    ]),
    tree: (name) => suffixes.get(name),
  };
}
