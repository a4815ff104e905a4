import { dkimName } from "../../mail/dkim.ts";
import { dmarcName, renderDmarc } from "../../mail/dmarc.ts";
import { recordsOf } from "../../mail/senders.ts";
import { composeSpf } from "../../mail/spf.ts";
import { renderTxt } from "../../mail/txt.ts";
import type { MailPromise, RecordModel } from "../model.ts";
import type { ZoneConfig } from "../schema/zone.ts";

/** Says that nobody takes mail, so that senders give up at once. Source: RFC 7505 section 3. */
const NULL_MX = { host: ".", priority: 0 };

export interface ResolvedMail {
  readonly promise: MailPromise;
  readonly records: readonly RecordModel[];
}

export function resolveMail({ domain, mail }: Pick<ZoneConfig, "domain" | "mail">): ResolvedMail {
  const senders = mail.senders.map(recordsOf);
  const spf = composeSpf(
    senders.flatMap(({ spfTerms }) => spfTerms),
    mail.spfAll,
  );
  const { policy, subdomainPolicy, reportTo } = mail.dmarc;
  const dmarc = renderDmarc({ policy, reportTo, ...(subdomainPolicy === undefined ? {} : { subdomainPolicy }) });
  const dkim = senders.flatMap((sender) => sender.dkim);
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
      spf,
      dmarc,
      dkim: dkim.map(({ selector, type, value }) => ({ name: dkimName(selector, domain), type, value })),
      mx,
    },
    records: [
      ...mx.map(({ host, priority }) =>
        record(host === NULL_MX.host ? "mx-none" : `mx-${hyphenated(host)}`, { name: domain, type: "MX", content: host, priority }),
      ),
      record("spf", { name: domain, type: "TXT", content: renderTxt(spf) }),
      record("dmarc", { name: dmarcName(domain), type: "TXT", content: renderTxt(dmarc) }),
      ...dkim.map(({ selector, type, value }) =>
        record(`dkim-${selector}`, { name: dkimName(selector, domain), type, content: type === "TXT" ? renderTxt(value) : value }),
      ),
      ...senders.flatMap(({ returnPaths }) =>
        returnPaths.map(({ label, target }) =>
          record(`return-path-${label}`, { name: `${label}.${domain}`, type: "CNAME", content: target }),
        ),
      ),
    ],
  };
}

function hyphenated(host: string): string {
  return host.replaceAll(".", "-");
}
