import type { SlipwayError } from "../../errors/slipway-error.ts";
import { policyHost } from "../../mail/mta-sts/policy.ts";
import { prefixIn } from "../dns/name.ts";
import { previewNames } from "../preview-name.ts";
import type { Authority } from "../schema/tls.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { isWithin, mistake, type Place, type Rule, type World } from "./world.ts";

/** Days that each authority signs for. Source: developers.cloudflare.com/ssl/reference/certificate-authorities (checked 2026-11-25). */
const VALIDITY_DAYS: Readonly<Record<Authority, readonly number[]>> = {
  google: [14, 30, 90],
  lets_encrypt: [90],
  ssl_com: [14, 30, 90, 365],
};

export const certificatesOrderable: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const { certificates, totalTls } = config.tls;
    const missing = (path: readonly string[], what: string): SlipwayError =>
      mistake({ file, path: ["tls", ...path] }, [], {
        code: "CERTIFICATE_ADD_ON_MISSING",
        expected: "the add-on acm, Advanced Certificate Manager",
        got: what,
        fix: "add acm to addOns once it is bought, or remove it here",
      });
    const hasAcm = config.addOns.includes("acm");
    return [
      ...(totalTls === undefined || hasAcm ? [] : [missing(["totalTls"], totalTls)]),
      ...Object.entries(certificates).flatMap(([key, certificate]) => [
        ...(hasAcm ? [] : [missing(["certificates", key], "an advanced certificate")]),
        ...wrongHosts({ file, path: ["tls", "certificates", key] }, config.domain, certificate),
        ...wrongValidity({ file, path: ["tls", "certificates", key] }, certificate),
      ]),
    ];
  });

type Certificate = ZoneConfig["tls"]["certificates"][string];

/** Source: registry.terraform.io/providers/cloudflare/cloudflare 5.22.0, certificate_pack, hosts. */
function wrongHosts(place: Place, domain: string, { hosts, validation }: Certificate): SlipwayError[] {
  const wrong = (got: string, fix: string): SlipwayError =>
    mistake(place, ["hosts"], { code: "CERTIFICATE_HOSTS", expected: `${domain} itself and names below it`, got, fix });
  return [
    ...(hosts.includes(domain) ? [] : [wrong(hosts.join(", "), `add ${domain}: every advanced certificate holds it`)]),
    ...hosts.filter((host) => !isWithin(host, domain)).map((host) => wrong(host, "order it in the config of its own zone")),
    ...(validation === "http" && hosts.some((host) => host.startsWith("*."))
      ? [wrong("a wildcard with validation http", "set validation to txt")]
      : []),
  ];
}

function wrongValidity(place: Place, { authority, validityDays }: Certificate): SlipwayError[] {
  const admitted = VALIDITY_DAYS[authority];
  if (admitted.includes(validityDays)) return [];
  return [
    mistake(place, ["validityDays"], {
      code: "CERTIFICATE_VALIDITY",
      expected: `${admitted.join(", ")} days, which ${authority} signs for`,
      got: String(validityDays),
      fix: "take one of those, or another authority",
    }),
  ];
}

/** Every name that visitors reach through the edge: hosts, and proxied records. */
export const proxiedNamesCovered: Rule = (world) =>
  proxiedNames(world).flatMap(({ place, field = ["name"], name, domain, zone }) => {
    const prefix = zone === undefined ? undefined : prefixIn(domain, name);
    if (zone === undefined || prefix === undefined || isCovered(zone, name, prefix)) return [];
    const levels = prefix === "" ? 0 : prefix.split(".").length;
    const flat = prefix.replaceAll(".", "-").replace("*-", "");
    if (levels > 1) {
      return mistake(place, field, {
        code: "HOST_TOO_DEEP",
        expected: `a name one level below ${domain}, which Universal SSL covers`,
        got: `${name}, ${levels} levels`,
        fix: `rename it to ${flat}.${domain}, or add the add-on acm and a certificate for it under tls.certificates`,
      });
    }
    return mistake(place, field, {
      code: "CERTIFICATE_MISSING",
      expected: "a certificate that covers the name, while Universal SSL is off",
      got: name,
      fix: "add the name to a certificate under tls.certificates, or set universalSsl to true",
    });
  });

/** Source: developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations (checked 2026-11-22). */
function isCovered({ tls, addOns }: ZoneConfig, name: string, prefix: string): boolean {
  if (tls.universalSsl && !prefix.includes(".")) return true;
  if (!addOns.includes("acm")) return false;
  if (tls.totalTls !== undefined) return true;
  const wildcard = `*.${name.slice(name.indexOf(".") + 1)}`;
  return Object.values(tls.certificates).some(({ hosts }) => hosts.includes(name) || hosts.includes(wildcard));
}

interface ProxiedName {
  readonly place: Place;
  /** Where the name is written, or could be; `name` without it. */
  readonly field?: readonly string[];
  readonly name: string;
  readonly domain: string;
  readonly zone: ZoneConfig | undefined;
}

function proxiedNames({ configs, environments, hosts, records }: World): ProxiedName[] {
  return [
    ...configs.zones
      .filter(({ config }) => config.mail.mtaSts?.proxied === true)
      .map(({ file, config }) => ({
        place: { file, path: ["mail", "mtaSts"] },
        field: ["proxied"],
        name: policyHost(config.domain),
        domain: config.domain,
        zone: config,
      })),
    ...environments.flatMap((environment) =>
      [...previewNames(environment.config)].map(([key, name]) => ({
        place: environment,
        field: ["stages", "previews", key],
        name,
        domain: environment.config.zone,
        zone: environment.zone?.config,
      })),
    ),
    ...hosts.map(({ file, path, host, environment }) => ({
      place: { file, path },
      name: host.name,
      domain: environment.config.zone,
      zone: environment.zone?.config,
    })),
    ...records
      .filter(({ record }) => record.proxied === true)
      .map(({ file, path, record, domain, zone }) => ({ place: { file, path }, name: record.name, domain, zone: zone?.config })),
  ];
}
