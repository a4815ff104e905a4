import type { TargetConfig } from "../schema/target.ts";
import { mistake, type Rule } from "./world.ts";

/** A target that Slipway makes is there for the hosts that leave their origin out. */
export const targetsServe: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target, hosts } = environment.config;
    if (target.kind === "existing-origin") return [];
    if (Object.values(hosts).some((host) => host.kind !== "redirect" && host.origin === undefined)) return [];
    return mistake(environment, ["target"], {
      code: "TARGET_SERVES_NOTHING",
      expected: "at least one host without an origin, which the target then serves",
      got: `${target.kind}, and an origin at every host`,
      fix: "leave origin out where the target serves the host, or set the target to existing-origin",
    });
  });

/** Whether the target answers with certificates of its own, and not at all without. */
export function bringsCertificates(target: TargetConfig): boolean {
  return target.kind === "container" || target.kind === "function" || (target.kind === "static" && target.host.kind === "cloudfront");
}

/**
 * A listener shows one certificate by default and 25 besides, and while a launch is prepared each host has two: of its own name and of its
 * preview's. Source: Application Load Balancer user guide, quotas (checked 2026-11-26).
 */
const MOST_HOSTS = Math.floor((1 + 25) / 2);

export const targetsHoldHosts: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target, hosts } = environment.config;
    const served = Object.values(hosts).filter((host) => host.kind !== "redirect" && host.origin === undefined).length;
    if (target.kind !== "container" || served <= MOST_HOSTS) return [];
    return mistake(environment, ["hosts"], {
      code: "TARGET_HOSTS_MANY",
      expected: `at most ${MOST_HOSTS} hosts behind one load balancer, which holds so many certificates and those of their previews`,
      got: String(served),
      fix: "spread the hosts over two launches",
    });
  });

/** Load balancers and gateways listen on 443 alone. Source: developers.cloudflare.com/ssl/origin-configuration/ssl-modes (checked 2026-11-26). */
export const targetsReachedByTls: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target } = environment.config;
    const mode = environment.zone?.config.tls.mode;
    if (!bringsCertificates(target) || mode === undefined || mode === "full" || mode === "strict") return [];
    return mistake(environment, ["target"], {
      code: "TARGET_NEEDS_TLS",
      expected: "a zone whose tls.mode is strict, because the target answers over TLS only",
      got: mode,
      fix: "set tls.mode to strict; the target brings the certificates",
    });
  });

/** Files answer GET and know nobody. */
export const staticHostsAreWeb: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target, hosts } = environment.config;
    if (target.kind !== "static") return [];
    return Object.entries(hosts).flatMap(([key, host]) => {
      if (host.kind !== "api" || host.origin !== undefined) return [];
      return mistake(environment, ["hosts", key, "origin"], {
        code: "STATIC_HOST_NOT_WEB",
        expected: "an origin for an api host, because the target serves files alone",
        got: "nothing",
        fix: "name the API's origin, or give the launch a target that runs code",
      });
    });
  });

export const originPullsPresented: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target } = environment.config;
    const pulls = environment.zone?.config.tls.originPulls.kind;
    const asks = target.kind === "container" ? target : target.kind === "function" ? target.front : undefined;
    if (asks?.clientCertificates === undefined || pulls !== "off") return [];
    return mistake(environment, ["target", ...(target.kind === "function" ? ["front"] : []), "clientCertificates"], {
      code: "ORIGIN_PULLS_MISSING",
      expected: "a zone that presents a certificate to its origins (tls.originPulls)",
      got: "off, so that the target would refuse every request",
      fix: "set tls.originPulls of the zone and apply it first, or remove clientCertificates",
    });
  });

export const originPullsChecked: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target } = environment.config;
    const pulls = environment.zone?.config.tls.originPulls.kind;
    if (target.kind !== "container" || target.clientCertificates !== undefined || pulls === undefined || pulls === "off") return [];
    return mistake(environment, ["target", "clientCertificates"], {
      code: "ORIGIN_PULLS_UNCHECKED",
      expected: "the authority of the certificate that the zone presents to its origins",
      got: `nothing, with tls.originPulls ${pulls}`,
      fix: "put the authority's PEM file into a bucket and name it, so that the load balancer refuses whoever has no such certificate",
    });
  });
