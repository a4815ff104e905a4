import type { EnvironmentModel } from "../config/model.ts";
import { type Check, runChecks } from "./check.ts";
import { ACCESS_CHECKS } from "./checks/access.ts";
import { CORS_CHECKS } from "./checks/cors.ts";
import { DNS_CHECKS, ZONE_DNS_CHECKS } from "./checks/dns.ts";
import { HEADER_CHECKS } from "./checks/headers.ts";
import { MAIL_CHECKS } from "./checks/mail.ts";
import { MAIL_TRANSPORT_CHECKS } from "./checks/mail-transport.ts";
import { ORIGIN_CHECKS } from "./checks/origin.ts";
import { PAGE_CHECKS } from "./checks/pages.ts";
import { PREVIEW_CHECKS } from "./checks/previews.ts";
import { REDIRECT_CHECKS } from "./checks/redirects.ts";
import { SECRET_CHECKS } from "./checks/secrets.ts";
import { SERVICE_CHECKS } from "./checks/service.ts";
import { SESSION_CHECKS } from "./checks/session.ts";
import { TLS_CHECKS } from "./checks/tls.ts";
import { ZONE_CHECKS } from "./checks/zone.ts";
import type { Finding } from "./finding.ts";
import { createNet } from "./net.ts";
import type { EnvironmentScope, ZonePromise } from "./scope.ts";
import type { ProbeWorld } from "./world.ts";

/** Every promise of an environment. Its domain's mail is among them: an onboarding without invites is none. */
export const ENVIRONMENT_CHECKS: readonly Check<EnvironmentScope>[] = [
  ...DNS_CHECKS,
  ...PREVIEW_CHECKS,
  ...MAIL_CHECKS,
  ...ORIGIN_CHECKS,
  ...TLS_CHECKS,
  ...REDIRECT_CHECKS,
  ...HEADER_CHECKS,
  ...CORS_CHECKS,
  ...ACCESS_CHECKS,
  ...SESSION_CHECKS,
  ...SECRET_CHECKS,
  ...PAGE_CHECKS,
  ...SERVICE_CHECKS,
];

export const ZONE_TARGET_CHECKS: readonly Check<{ readonly zone: ZonePromise }>[] = [
  ...ZONE_DNS_CHECKS,
  ...MAIL_CHECKS,
  ...MAIL_TRANSPORT_CHECKS,
  ...ZONE_CHECKS,
];

/** Asks the world about everything an environment promises, and judges the answers against the model, never against a plan. */
export function verifyEnvironment(environment: EnvironmentModel, zone: ZonePromise, world: ProbeWorld): Promise<readonly Finding[]> {
  return runChecks(ENVIRONMENT_CHECKS, { environment, zone }, createNet(world, zone.base.zone.domain));
}

/** Asks the world about everything a zone promises by itself. */
export function verifyZone(zone: ZonePromise, world: ProbeWorld): Promise<readonly Finding[]> {
  return runChecks(ZONE_TARGET_CHECKS, { zone }, createNet(world, zone.base.zone.domain));
}
