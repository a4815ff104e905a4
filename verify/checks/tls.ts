import type { SecureVersion } from "node:tls";
import type { Check, Probe, Verdict } from "../check.ts";
import type { Net } from "../net.ts";
import type { Handshake } from "../probes/tls.ts";
import { type EnvironmentScope, namesOf, settingOf, type ZonePromise } from "../scope.ts";

/** Weakest first, under the names that Cloudflare's setting gives them. */
const VERSIONS: readonly (readonly [string, SecureVersion])[] = [
  ["1.0", "TLSv1"],
  ["1.1", "TLSv1.1"],
  ["1.2", "TLSv1.2"],
  ["1.3", "TLSv1.3"],
];

/** When the shortest-lived certificates should have been renewed. */
const LEAST_DAYS = 7;

interface TlsCheck {
  readonly id: string;
  readonly source: string;
  readonly businessRisk: string;
  readonly probe: (name: string, zone: ZonePromise) => readonly Probe[];
}

/** What holds for one name of a zone; environments ask for each of theirs, zones for their apex. */
export const TLS_PROMISES: readonly TlsCheck[] = [
  {
    id: "tls.certificate",
    source: "RFC 9525 section 6; readiness row R17",
    businessRisk: "browsers show a full-page warning, and people leave before they sign in",
    probe: (name) => [
      {
        subject: name,
        expected: "a certificate that is valid for the name",
        ask: async (net) => {
          const found = await net.tls(name);
          if (found.kind === "refused") return { outcome: "unknown", got: described(found) };
          return { outcome: found.distrust === undefined ? "pass" : "fail", got: found.distrust ?? "valid" };
        },
      },
    ],
  },
  {
    id: "tls.certificate-days",
    source:
      "Cloudflare docs, ssl/reference/certificate-validity-periods: renewal starts 30 days before the end, 7 for those of 14 days (checked 2026-11-25)",
    businessRisk: "the certificate is not being renewed: in a few days browsers show a full-page warning",
    probe: (name) => [
      {
        subject: name,
        expected: `at least ${LEAST_DAYS} days until a certificate of the chain runs out`,
        ask: async (net) => {
          const found = await net.tls(name);
          if (found.kind === "refused") return { outcome: "unknown", got: described(found) };
          // a certificate that is not to be trusted is told above
          if (found.distrust !== undefined) return { outcome: "unknown", got: found.distrust };
          return { outcome: found.daysLeft >= LEAST_DAYS ? "pass" : "fail", got: `${found.daysLeft} days` };
        },
      },
    ],
  },
  {
    id: "tls.below-floor-refused",
    source: "zone config, tls.minVersion; RFC 8996",
    businessRisk: "sessions can be read or altered on the way, and audits fail",
    probe: (name, zone) => {
      const floor = floorOf(zone) ?? 0;
      const [below, lowest] = [VERSIONS[floor - 1], VERSIONS[floor]];
      if (below === undefined || lowest === undefined) return [];
      return [{ subject: name, expected: `TLS ${below[0]} refused`, ask: (net) => refused(net, name, below[1], lowest[1]) }];
    },
  },
  {
    id: "tls.floor-accepted",
    source: "zone config, tls.minVersion",
    businessRisk: "customers with older systems, and uptime checks that need TLS 1.2, cannot connect",
    probe: (name, zone) => {
      const lowest = VERSIONS[floorOf(zone) ?? -1];
      return lowest === undefined
        ? []
        : [{ subject: name, expected: `TLS ${lowest[0]} accepted`, ask: (net) => accepted(net, name, lowest[1]) }];
    },
  },
  {
    id: "tls.version-1.3",
    source: "zone config, tls.tls13; RFC 8446",
    businessRisk: "connections are slower and weaker than promised",
    probe: (name, zone) => {
      const setting = settingOf(zone, "tls_1_3");
      if (setting === undefined) return [];
      if (setting !== "off") return [{ subject: name, expected: "TLS 1.3 accepted", ask: (net) => accepted(net, name, "TLSv1.3") }];
      return [{ subject: name, expected: "TLS 1.3 refused", ask: (net) => refused(net, name, "TLSv1.3", "TLSv1.2") }];
    },
  },
];

export const TLS_CHECKS: readonly Check<EnvironmentScope>[] = TLS_PROMISES.map(({ probe, ...about }) => ({
  ...about,
  probes: (scope) => namesOf(scope).flatMap((name) => probe(name, scope.zone)),
}));

/** Place of the lowest allowed version; undefined when the zone does not say. */
function floorOf(zone: ZonePromise): number | undefined {
  const setting = settingOf(zone, "min_tls_version");
  const place = VERSIONS.findIndex(([version]) => version === setting);
  return place === -1 ? undefined : place;
}

async function accepted(net: Net, name: string, version: SecureVersion): Promise<Verdict> {
  const found = await net.tls(name, version);
  return { outcome: found.kind === "accepted" ? "pass" : "fail", got: described(found) };
}

/** A hang-up counts as no only when the same server says yes to a version that it must accept. */
async function refused(net: Net, name: string, version: SecureVersion, control: SecureVersion): Promise<Verdict> {
  const found = await net.tls(name, version);
  if (found.kind === "accepted") return { outcome: "fail", got: described(found) };
  if (found.by === "alert") return { outcome: "pass", got: described(found) };
  const other = await net.tls(name, control);
  return { outcome: other.kind === "accepted" ? "pass" : "unknown", got: described(found) };
}

function described(found: Handshake): string {
  return found.kind === "accepted" ? `${found.protocol} accepted` : `refused (${found.reason})`;
}
