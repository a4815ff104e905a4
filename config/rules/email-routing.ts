import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { Found } from "./mail-texts.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { groupBy, isWithin, mistake, where } from "./world.ts";

/** Mail hosts of Cloudflare Email Routing. Source: route1 to route3.mx.cloudflare.net in every zone that uses it. */
const ROUTING_HOSTS = "mx.cloudflare.net";

/**
 * Email Routing makes its MX and SPF records by itself, and locks them; it takes mail for a name alone.
 * Source: developers.cloudflare.com/api, Email Routing, enable (checked 2026-11-26); github.com/cloudflare/terraform-provider-cloudflare
 * issue 6444, where it replaced an SPF record.
 */
export function emailRouting(records: readonly PlacedRecord[]): Found {
  const hosts = records.filter(({ record }) => record.type === "MX");
  const sets = [...groupBy(hosts, ({ record }) => record.name).values()];
  const routed = sets.map((set) => ({ set, own: set.filter(isRouted) })).filter(({ own }) => own.length > 0);
  return {
    errors: routed.flatMap(({ set, own }) => (own.length === set.length ? [] : own.flatMap((each) => mixed(each, set)))),
    warnings: routed.flatMap(({ set, own }) => (own.length === set.length ? own.map(declared) : [])),
  };
}

function isRouted({ record }: PlacedRecord): boolean {
  return isWithin(record.content, ROUTING_HOSTS);
}

function mixed({ place, record }: PlacedRecord, set: readonly PlacedRecord[]): SlipwayError[] {
  const other = set.find((each) => !isRouted(each));
  if (other === undefined) return [];
  return [
    mistake(place, [], {
      code: "EMAIL_ROUTING_MIXED",
      expected: `either Email Routing or mail hosts of your own at ${record.name}`,
      got: `${record.content} beside ${other.record.content} (${where(other.place)})`,
      fix: "name the hosts of one of the two; Email Routing takes mail for a name alone",
    }),
  ];
}

function declared({ place, record }: PlacedRecord): SlipwayError {
  return mistake(place, [], {
    code: "EMAIL_ROUTING_DECLARED",
    expected: "MX records that nobody else writes",
    got: `${record.content}, which Email Routing publishes and locks itself, as it does its SPF record`,
    fix: "let Email Routing do it and leave its hosts out of the configs, or switch it off and name the hosts of another mailbox",
  });
}
