import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { Sender } from "../schema/senders.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { mistake, type Place, type Rule, type World } from "./world.ts";

/** One year. Source: hstspreload.org, submission requirements (checked 2026-11-22). */
const PRELOAD_MAX_AGE_SECONDS = 31_536_000;

export const tlsMode: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const { mode, hsts } = config.tls;
    const place = { file, path: ["tls", "mode"] };
    if (mode === "off" || mode === "flexible") {
      return mistake(place, [], {
        code: "TLS_MODE_INSECURE",
        expected: '"strict"',
        got: `${JSON.stringify(mode)}, which sends requests to the origin in the clear`,
        fix: "set it to strict, with a certificate at every origin",
      });
    }
    if (mode === "strict" || hsts.maxAgeSeconds === 0 || config.tls.admits.TLS_MODE_UNCHECKED !== undefined) return [];
    return mistake(place, [], {
      code: "TLS_MODE_UNCHECKED",
      expected: '"strict", because HSTS promises visitors a safe way',
      got: `${JSON.stringify(mode)}, which accepts any certificate of the origin`,
      fix: "set it to strict, with a certificate at every origin, or say why not under tls.admits: { TLS_MODE_UNCHECKED: <reason> }",
    });
  });

export const tlsModeWithoutHsts: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) =>
    config.tls.mode === "full" && (config.tls.hsts.maxAgeSeconds === 0 || config.tls.admits.TLS_MODE_UNCHECKED !== undefined)
      ? mistake({ file, path: ["tls", "mode"] }, [], {
          code: "TLS_MODE_UNCHECKED",
          expected: '"strict"',
          got: `"full", which accepts any certificate of the origin${admitted(config.tls.admits.TLS_MODE_UNCHECKED)}`,
          fix: "set it to strict, with a certificate at every origin",
        })
      : [],
  );

function admitted(reason: string | undefined): string {
  return reason === undefined ? "" : `, admitted: ${reason}`;
}

export const tlsVersions: Rule = ({ configs, environments }) =>
  configs.zones.flatMap(({ file, config }) => {
    const { minVersion, tls13 } = config.tls;
    const place = { file, path: ["tls", "minVersion"] };
    const errors: SlipwayError[] = [];
    if (minVersion === "1.0" || minVersion === "1.1") {
      errors.push(
        mistake(place, [], { code: "TLS_VERSION_OLD", expected: '"1.2" or "1.3"', got: JSON.stringify(minVersion), fix: "set it to 1.2" }),
      );
    }
    if (minVersion === "1.3" && !tls13) {
      errors.push(
        mistake(place, [], {
          code: "TLS_VERSIONS_CONTRADICT",
          expected: "a lowest version that is switched on",
          got: '"1.3" while tls13 is false',
          fix: "set tls13 to true, or minVersion to 1.2",
        }),
      );
    }
    const watched = environments.filter(
      ({ config: { zone, monitors } }) => zone === config.domain && Object.values(monitors).some(({ via }) => via === "route53"),
    );
    if (minVersion === "1.3" && watched.length > 0) {
      errors.push(
        mistake(place, [], {
          code: "TLS_HEALTH_CHECK_TOO_OLD",
          expected: '"1.2", because health checks of Route 53 speak TLS 1.0 to 1.2',
          got: `"1.3" with health checks of ${watched.map(({ launch, name }) => `${launch.name}/${name}`).join(", ")}`,
          fix: "set it to 1.2",
        }),
      );
    }
    return errors;
  });

export const hstsPreload: Rule = (world) =>
  world.configs.zones.flatMap(({ file, config }) => {
    if (!config.tls.hsts.preload) return [];
    return missingForPreload(world, config).map((got) =>
      mistake({ file, path: ["tls", "hsts", "preload"] } satisfies Place, [], {
        code: "HSTS_PRELOAD_UNREADY",
        expected: `maxAgeSeconds of at least ${PRELOAD_MAX_AGE_SECONDS}, includeSubdomains, a host at the apex, and https on the same host first`,
        got,
        fix: "meet the condition, or set preload to false",
      }),
    );
  });

/** Names of servers that browsers open, and that the zone does not serve itself. */
const PAGES: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

export const hstsBreaksNothing: Rule = (world) =>
  openUnderHsts(world, false).map(({ place, field, name }) =>
    mistake(place, [field], {
      code: "HSTS_BREAKS_HOST",
      expected: "HTTPS at every name below the domain, because HSTS includes subdomains",
      got: `${name} without`,
      fix: "give the server a certificate, or set includeSubdomains to false",
    }),
  );

export const hstsCoversKnown: Rule = (world) =>
  openUnderHsts(world, undefined).map(({ place, field }) =>
    mistake(place, [field], {
      code: "HSTS_COVERS_UNKNOWN_HOST",
      expected: "a word on whether the server answers HTTPS, because HSTS includes subdomains",
      got: "nothing",
      fix: "set it to true once it does; a name that no browser opens can say true as well",
    }),
  );

interface OpenName {
  readonly place: Place;
  readonly field: string;
  readonly name: string;
}

/** Names that browsers open and the edge does not answer for: records, and hosts that count clicks in mail, sign-in links among them. */
function openUnderHsts({ configs, records }: World, https: boolean | undefined): OpenName[] {
  const written = records.filter(({ record, zone }) => {
    if (zone === undefined || !coversNames(zone.config)) return false;
    // no browser opens a name with an underscore
    if (!PAGES.has(record.type) || record.name.includes("_")) return false;
    return "https" in record ? record.https === https && record.proxied !== true : https === undefined && record.proxied !== true;
  });
  const tracking = configs.zones.flatMap(({ file, config }) =>
    config.mail.senders.flatMap((sender, index) => {
      const host = coversNames(config) ? linkHostOf(sender) : undefined;
      if (host === undefined || host.https !== https) return [];
      const { path, field, label } = host;
      return [{ place: { file, path: ["mail", "senders", String(index), ...path] }, field, name: `${label}.${config.domain}` }];
    }),
  );
  return [...written.map((place) => ({ place, field: "https", name: place.record.name })), ...tracking];
}

interface LinkHost {
  /** From the sender to what says whether the host answers HTTPS. */
  readonly path: readonly string[];
  readonly field: string;
  readonly label: string;
  readonly https: boolean | undefined;
}

function linkHostOf(sender: Sender): LinkHost | undefined {
  if (sender.kind === "mailgun") {
    const { trackingHttps: https, trackingLabel, label } = sender;
    return { path: [], field: "trackingHttps", label: `${trackingLabel}.${label}`, https };
  }
  const { links } = sender;
  return links === undefined ? undefined : { path: ["links"], field: "https", label: links.label, https: links.https };
}

function coversNames({ tls: { hsts } }: ZoneConfig): boolean {
  return hsts.includeSubdomains && hsts.maxAgeSeconds > 0;
}

function missingForPreload({ hostsByName }: World, { domain, tls, redirects }: ZoneConfig): string[] {
  const missing: string[] = [];
  if (tls.hsts.maxAgeSeconds < PRELOAD_MAX_AGE_SECONDS) missing.push(`maxAgeSeconds ${tls.hsts.maxAgeSeconds}`);
  if (!tls.hsts.includeSubdomains) missing.push("includeSubdomains false");
  // an api host blocks plain HTTP, and the list wants the apex to redirect it
  const apex = hostsByName.get(domain)?.[0]?.host;
  if (apex === undefined || apex.kind === "api")
    missing.push(apex === undefined ? "no host at the apex" : "an api host at the apex, which blocks plain HTTP");
  if (redirects.http === "single-hop") missing.push("redirects.http single-hop, which leaves the first host without HSTS");
  return missing;
}
