import type { SlipwayError } from "../../errors/slipway-error.ts";
import { environmentTarget } from "../names.ts";
import type { Authority } from "../schema/tls.ts";
import { bringsCertificates } from "./targets.ts";
import { type EnvironmentPlace, mistake, type RecordPlace, type Rule, where } from "./world.ts";

/** What each authority answers to in CAA. Source: developers.cloudflare.com/ssl/edge-certificates/caa-records (checked 2026-11-25). */
const CAA_DOMAINS: Readonly<Record<Authority, string>> = {
  google: "pki.goog",
  lets_encrypt: "letsencrypt.org",
  ssl_com: "ssl.com",
};

/** Cloudflare takes any of them for Universal SSL, and changes from one to another without notice. */
const UNIVERSAL: readonly Authority[] = ["google", "lets_encrypt", "ssl_com"];

interface CaaPlace extends RecordPlace {
  readonly record: Extract<RecordPlace["record"], { type: "CAA" }>;
}

/** Certificates that a zone orders, against the CAA records that the authority will find. Source: RFC 8659 section 3. */
export const caaAdmitsCertificates: Rule = ({ configs, records, environments }) =>
  configs.zones.flatMap(({ config }) => {
    const caa = records.filter((place): place is CaaPlace => place.domain === config.domain && place.record.type === "CAA");
    if (caa.length === 0) return [];
    const { universalSsl, certificates, totalTls } = config.tls;
    const orders = [
      ...(universalSsl ? [{ what: "Universal SSL", names: [config.domain, `*.${config.domain}`], authorities: UNIVERSAL }] : []),
      ...Object.entries(certificates).map(([key, { hosts, authority }]) => ({
        what: `the certificate ${key}`,
        names: hosts,
        authorities: [authority],
      })),
      ...(totalTls === undefined ? [] : [{ what: "Total TLS", names: [config.domain], authorities: [totalTls] }]),
    ];
    const targets = environments.flatMap((environment) => (environment.config.zone === config.domain ? targetOrders(environment) : []));
    return [
      ...orders.flatMap(({ what, names, authorities }) =>
        forbidden(
          config.domain,
          caa,
          what,
          names,
          authorities.map((authority) => CAA_DOMAINS[authority]),
        ),
      ),
      ...targets.flatMap(({ what, names }) => forbidden(config.domain, caa, what, names, [AMAZON])),
    ];
  });

/** Any one of Amazon's names admits its authority; this is the one to write. Source: AWS Certificate Manager user guide, CAA (checked 2026-11-26). */
const AMAZON = "amazon.com";
const AMAZON_ALIASES: ReadonlySet<string> = new Set([AMAZON, "amazontrust.com", "awstrust.com", "amazonaws.com"]);

/** Certificates that a target orders for the hosts that it serves. */
function targetOrders({ config, launch, name }: EnvironmentPlace): { readonly what: string; readonly names: readonly string[] }[] {
  if (!bringsCertificates(config.target)) return [];
  const served = Object.values(config.hosts).filter((host) => host.kind !== "redirect" && host.origin === undefined);
  return [{ what: `the target of ${environmentTarget(launch.name, name)}`, names: served.map((host) => host.name) }];
}

function forbidden(
  domain: string,
  caa: readonly CaaPlace[],
  what: string,
  names: readonly string[],
  authorities: readonly string[],
): SlipwayError[] {
  const found = new Map<CaaPlace, Set<string>>();
  for (const name of names) {
    const set = relevant(domain, caa, name);
    const [first] = set;
    if (first === undefined) continue;
    const allowed = new Set(
      set.map(({ record }) => issuerOf(record.value)).map((issuer) => (AMAZON_ALIASES.has(issuer) ? AMAZON : issuer)),
    );
    for (const authority of authorities) {
      if (!allowed.has(authority)) found.set(first, (found.get(first) ?? new Set()).add(authority));
    }
  }
  return [...found].map(([place, missing]) =>
    mistake(place, ["value"], {
      code: "CAA_FORBIDS_CERTIFICATE",
      expected: `${[...missing].sort().join(", ")} among the ${place.record.tag} records of ${place.record.name}, for ${what}`,
      got: place.record.value,
      fix: `add a CAA record with tag ${place.record.tag} for each of them, or order the certificate elsewhere`,
    }),
  );
}

/** The records that decide about a name: those of the nearest name above it that has any; wildcards look at issuewild first. */
function relevant(domain: string, caa: readonly CaaPlace[], name: string): readonly CaaPlace[] {
  const isWildcard = name.startsWith("*.");
  for (let here = isWildcard ? name.slice(2) : name; ; here = here.slice(here.indexOf(".") + 1)) {
    const own = caa.filter(({ record }) => record.name === here);
    const wild = own.filter(({ record }) => record.tag === "issuewild");
    const plain = own.filter(({ record }) => record.tag === "issue");
    if (own.length > 0) return isWildcard && wild.length > 0 ? wild : plain;
    if (here === domain || !here.includes(".")) return [];
  }
}

function issuerOf(value: string): string {
  return value.split(";", 1)[0]?.trim() ?? "";
}

/** Cloudflare answers with CAA records of its own while Universal SSL is on, and those carry no parameters. Source: CVE-2026-14440. */
export const caaParametersServed: Rule = ({ configs, records }) =>
  records.flatMap((place) => {
    const { record, domain, zone } = place;
    if (record.type !== "CAA" || zone?.config.tls.universalSsl !== true) return [];
    const parameters = record.tag === "iodef" ? "" : record.value.slice(record.value.indexOf(";") + 1).trim();
    if (!record.value.includes(";") || parameters === "") return [];
    const file = configs.zones.find(({ config }) => config.domain === domain)?.file ?? place.file;
    return mistake(place, ["value"], {
      code: "CAA_PARAMETERS_NOT_SERVED",
      expected: `an authority without parameters while Universal SSL is on (${where({ file, path: ["tls", "universalSsl"] })})`,
      got: record.value,
      fix: "remove the parameters, or set universalSsl to false and order certificates under tls.certificates",
    });
  });
