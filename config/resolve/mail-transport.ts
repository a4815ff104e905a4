import { REVOKED_DKIM } from "../../mail/dkim/record.ts";
import { mtaStsName, policyHost, renderMtaSts, renderPolicy } from "../../mail/mta-sts/policy.ts";
import { renderTlsRpt, tlsRptName } from "../../mail/tls-rpt.ts";
import { renderTxt } from "../../mail/txt.ts";
import type { MailPromise, RecordModel } from "../model.ts";
import type { MailConfig } from "../schema/mail.ts";
import { AUTOMATIC_TTL } from "./records.ts";

/** How mail to the domain travels, and that a domain without mail has none. */
export interface ResolvedTransport {
  readonly promise: Pick<MailPromise, "mtaSts" | "tlsRpt">;
  readonly records: readonly RecordModel[];
}

export function resolveTransport(domain: string, mail: MailConfig): ResolvedTransport {
  const { mtaSts, tlsReportTo, ttlSeconds } = mail;
  const txt = (key: string, name: string, text: string): RecordModel => ({
    key: `mail-${key}`,
    concern: "mail",
    name,
    type: "TXT",
    content: renderTxt(text),
    ttlSeconds,
    proxied: false,
  });
  const policy =
    mtaSts === undefined
      ? undefined
      : renderPolicy({ mode: mtaSts.mode, mx: mail.mx.map(({ host }) => host), maxAgeSeconds: mtaSts.maxAgeSeconds });
  const announced = policy !== undefined && mtaSts?.announced === true ? renderMtaSts(policy) : undefined;
  const tlsRpt = tlsReportTo.length === 0 ? undefined : renderTlsRpt(tlsReportTo);
  return {
    promise: {
      ...(policy === undefined ? {} : { mtaSts: { policy, ...(announced === undefined ? {} : { record: announced }) } }),
      ...(tlsRpt === undefined ? {} : { tlsRpt }),
    },
    records: [
      ...(mtaSts === undefined ? [] : [policyAlias(domain, mtaSts, ttlSeconds)]),
      ...(announced === undefined ? [] : [txt("mta-sts", mtaStsName(domain), announced)]),
      ...(tlsRpt === undefined ? [] : [txt("tls-rpt", tlsRptName(domain), tlsRpt)]),
      ...(isParked(mail) ? [txt("dkim-none", `*._domainkey.${domain}`, REVOKED_DKIM)] : []),
    ],
  };
}

function policyAlias(domain: string, { policyHostedAt, proxied }: NonNullable<MailConfig["mtaSts"]>, ttlSeconds: number): RecordModel {
  return {
    key: "mail-mta-sts-host",
    concern: "mail",
    name: policyHost(domain),
    type: "CNAME",
    content: policyHostedAt,
    ttlSeconds: proxied ? AUTOMATIC_TTL : ttlSeconds,
    proxied,
  };
}

/** Nobody signs for a domain without mail, under whatever selector. */
function isParked({ mx, senders, idleKeys }: MailConfig): boolean {
  return mx.length === 0 && senders.length === 0 && idleKeys.length === 0;
}
