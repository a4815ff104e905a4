import { renderIdleKey } from "../../mail/dkim/life.ts";
import { dkimName } from "../../mail/dkim/record.ts";
import { dmarcName, renderDmarc } from "../../mail/dmarc/record.ts";
import { recordsOf } from "../../mail/senders/catalogue.ts";
import { hostOf } from "../../mail/senders/records.ts";
import { composeSpf } from "../../mail/spf/compose.ts";
import { renderTxt } from "../../mail/txt.ts";
import type { MailPromise, RecordModel } from "../model.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { resolveTransport } from "./mail-transport.ts";

/** Says that nobody takes mail, so that senders give up at once. Source: RFC 7505 section 3. */
const NULL_MX = { host: ".", priority: 0 };

export interface ResolvedMail {
  readonly promise: MailPromise;
  readonly records: readonly RecordModel[];
}

export function resolveMail({ domain, mail }: Pick<ZoneConfig, "domain" | "mail">): ResolvedMail {
  const senders = mail.senders.map(recordsOf);
  const composed = composeSpf(
    senders.flatMap((sender) => sender.spf),
    mail.spfAll,
  );
  const [apex, ...below] = composed.map(({ label, record }) => ({ label, name: hostOf(label, domain), spf: record }));
  const dmarc = renderDmarc(mail.dmarc);
  const idle = mail.idleKeys.map((key) => ({ label: key.label, selector: key.selector, type: "TXT" as const, value: renderIdleKey(key) }));
  const dkim = [...senders.flatMap((sender) => sender.dkim), ...idle].map(({ label, selector, type, value }) => ({
    label,
    selector,
    name: dkimName(selector, hostOf(label, domain)),
    type,
    value,
  }));
  const transport = resolveTransport(domain, mail);
  const mx = mail.mx.length === 0 ? [NULL_MX] : mail.mx;

  const record = (key: string, parts: Pick<RecordModel, "name" | "type" | "content" | "priority">): RecordModel => ({
    key: `mail-${key}`,
    concern: "mail",
    ...parts,
    ttlSeconds: mail.ttlSeconds,
    proxied: false,
  });
  return {
    promise: {
      domain,
      spf: apex?.spf ?? "",
      ...(below.length === 0 ? {} : { spfBelow: below.map(({ name, spf }) => ({ name, spf })) }),
      dmarc,
      dkim: dkim.map(({ name, type, value }) => ({ name, type, value })),
      mx,
      ...transport.promise,
    },
    records: [
      ...mx.map(({ host, priority }) =>
        record(host === NULL_MX.host ? "mx-none" : `mx-${hyphenated(host)}`, { name: domain, type: "MX", content: host, priority }),
      ),
      ...composed.map(({ label, record: spf }) =>
        record(["spf", ...keyOf(label)].join("_"), { name: hostOf(label, domain), type: "TXT", content: renderTxt(spf) }),
      ),
      ...transport.records,
      record("dmarc", { name: dmarcName(domain), type: "TXT", content: renderTxt(dmarc) }),
      ...dkim.map(({ label, selector, name, type, value }) =>
        record([`dkim-${selector}`, ...keyOf(label)].join("_"), { name, type, content: type === "TXT" ? renderTxt(value) : value }),
      ),
      ...senders.flatMap(({ aliases }) =>
        aliases.map(({ label, target, purpose }) =>
          record(`${purpose}-${underscored(label)}`, { name: hostOf(label, domain), type: "CNAME", content: target }),
        ),
      ),
      ...senders.flatMap((sender) =>
        sender.mx.map(({ label, host, priority }) =>
          record(`mx-${hyphenated(host)}_${underscored(label)}`, { name: hostOf(label, domain), type: "MX", content: host, priority }),
        ),
      ),
    ],
  };
}

/** The domain's own records have had keys without a label from the first. */
function keyOf(label: string): string[] {
  return label === "" ? [] : [underscored(label)];
}

/** No label holds an underscore, so that no two names share a key. */
function underscored(label: string): string {
  return label.replaceAll(".", "_");
}

function hyphenated(host: string): string {
  return host.replaceAll(".", "-");
}
