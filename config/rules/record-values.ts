import { whyNoOrigin, whyNotPublic } from "../../edge/address-space.ts";
import { claimableAt, notProxiable } from "../../edge/cname-targets.ts";
import { DNS_COMMENT_LENGTH, DNS_MIN_TTL_SECONDS, limitFor } from "../../edge/plan-limits.ts";
import { AUTOMATIC_TTL } from "../resolve/records.ts";
import { mistake, type RecordPlace, type Rule } from "./world.ts";

/** Source: registry.terraform.io/providers/cloudflare/cloudflare, dns_record, ttl (checked 2026-11-22). */
const MAX_TTL_SECONDS = 86_400;

export const recordTtls: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { ttlSeconds, proxied } = place.record;
    const zone = place.zone?.config;
    if (zone === undefined || ttlSeconds === undefined || ttlSeconds === AUTOMATIC_TTL) return [];
    const least = limitFor(DNS_MIN_TTL_SECONDS, zone.plan, zone.addOns);
    if (ttlSeconds >= least && ttlSeconds <= MAX_TTL_SECONDS) return [];
    return mistake(place, ["ttlSeconds"], {
      code: "RECORD_TTL_RANGE",
      expected: `${least} to ${MAX_TTL_SECONDS} seconds on plan ${zone.plan}, or ${AUTOMATIC_TTL} for automatic`,
      got: String(ttlSeconds),
      fix: proxied === true ? "leave it out: proxied records are automatic" : "take a time in the range",
    });
  });

export const recordTtlsIgnored: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { ttlSeconds, proxied } = place.record;
    if (proxied !== true || ttlSeconds === undefined || ttlSeconds === AUTOMATIC_TTL) return [];
    return mistake(place, ["ttlSeconds"], {
      code: "RECORD_TTL_IGNORED",
      expected: "no time of its own on a proxied record",
      got: String(ttlSeconds),
      fix: "leave it out",
    });
  });

export const recordComments: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { comment } = place.record;
    const zone = place.zone?.config;
    if (comment === undefined || zone === undefined) return [];
    const longest = limitFor(DNS_COMMENT_LENGTH, zone.plan, zone.addOns);
    if (comment.length <= longest) return [];
    return mistake(place, ["comment"], {
      code: "RECORD_COMMENT_TOO_LONG",
      expected: `at most ${longest} ${DNS_COMMENT_LENGTH.title} on plan ${zone.plan}`,
      got: String(comment.length),
      fix: "shorten it",
    });
  });

export const recordOrigins: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { record } = place;
    if ((record.type !== "A" && record.type !== "AAAA") || !record.proxied) return [];
    const reason = whyNoOrigin(record.address);
    if (reason === undefined) return [];
    return mistake(place, ["address"], {
      code: "ORIGIN_UNREACHABLE",
      expected: "an address that Cloudflare can fetch from",
      got: `${record.address}, ${reason}`,
      fix: "give the server's public address; 192.0.2.1 or 100:: says that there is no server",
    });
  });

export const recordAddressesPublic: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { record } = place;
    if ((record.type !== "A" && record.type !== "AAAA") || record.proxied) return [];
    const reason = whyNotPublic(record.address);
    if (reason === undefined) return [];
    return mistake(place, ["address"], {
      code: "RECORD_ADDRESS_PRIVATE",
      expected: "a public address",
      got: `${record.address}, ${reason}`,
      fix: "publish it in an internal zone: here it tells the internet about the network, and rebinding attacks can use it",
    });
  });

export const recordsProxiable: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { record } = place;
    if (record.type !== "CNAME" || !record.proxied) return [];
    const service = notProxiable(record.target);
    if (service === undefined) return [];
    return mistake(place, ["proxied"], {
      code: "RECORD_NOT_PROXIABLE",
      expected: `false, because ${service} does not work through the proxy`,
      got: `true with target ${record.target}`,
      fix: "set it to false",
    });
  });

export const targetsClaimed: Rule = ({ records }) => records.flatMap((place) => unclaimed(place, false));
export const targetsAdmitted: Rule = ({ records }) => records.flatMap((place) => unclaimed(place, true));

function unclaimed(place: RecordPlace, isAdmitted: boolean) {
  const { record } = place;
  const service = record.type === "CNAME" ? claimableAt(record.target) : undefined;
  const reason = record.admits.RECORD_TARGET_UNCLAIMED;
  if (service === undefined || record.type !== "CNAME" || (reason !== undefined) !== isAdmitted) return [];
  return [
    mistake(place, ["target"], {
      code: "RECORD_TARGET_UNCLAIMED",
      expected: `a target that only you can hold; at ${service} anybody may claim a name that is free`,
      got: reason === undefined ? record.target : `${record.target}, admitted: ${reason}`,
      fix:
        reason === undefined
          ? "claim the name there first, then say so under admits: { RECORD_TARGET_UNCLAIMED: <who holds it> }; or remove the record"
          : "remove the record before you give the name up there",
    }),
  ];
}
