import { getPublicSuffix } from "tldts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { AccessConfig } from "../schema/access.ts";
import { type HostPlace, mistake, type Rule, type World } from "./world.ts";

export const internalHostsGuarded: Rule = ({ hosts }) =>
  hosts.flatMap((place) => {
    if (place.host.kind !== "internal" || place.host.allowFrom !== undefined || place.host.access !== undefined) return [];
    return mistake(place, [], {
      code: "INTERNAL_HOST_OPEN",
      expected: "access, allowFrom or both",
      got: "neither",
      fix: "say who may reach the host, or make it a web or api host",
    });
  });

/** Whom a policy has to include at least; Cloudflare takes none that is for nobody. */
export const accessForSomebody: Rule = (world) =>
  eachAccess(world, (place, { emailDomains, emails, groups }) => {
    if (emailDomains.length + emails.length + groups.length > 0) return [];
    return [
      mistake(place, ["access"], {
        code: "ACCESS_FOR_NOBODY",
        expected: "at least one of emailDomains, emails and groups",
        got: "none",
        fix: "name who may log in; identityProviders only narrows how",
      }),
    ];
  });

/** Anybody can have a mailbox there within a minute. */
const OPEN_TO_ANYBODY =
  /^((gmail|googlemail|outlook|hotmail|live|msn|icloud|me|mac|aol|proton|protonmail|pm|yandex|zoho|fastmail|hey|tuta|tutanota|mailinator|qq|163|126|naver|rediffmail|web|t-online|freenet|laposte|orange|libero|wp|o2|seznam|mail)\.[a-z]+(\.[a-z]+)?|(yahoo|ymail|rocketmail|gmx|hotmail|outlook|live)\.[a-z.]+)$/;

/** A domain in which everybody has a mailbox is everyone by another name, and so is one under which everybody has a domain. */
export const accessClosed: Rule = (world) =>
  eachAccess(world, (place, { emailDomains }) =>
    emailDomains.flatMap((domain, index) => {
      const why = OPEN_TO_ANYBODY.test(domain)
        ? "where anybody opens a mailbox"
        : getPublicSuffix(domain, { allowPrivateDomains: true }) === domain
          ? "under which anybody registers a domain"
          : undefined;
      if (why === undefined) return [];
      return [
        mistake(place, ["access", "emailDomains", String(index)], {
          code: "ACCESS_OPEN",
          expected: "a domain whose mailboxes one organisation hands out",
          got: `${domain}, ${why}`,
          fix: "list these people under emails, one by one",
        }),
      ];
    }),
  );

/** Bounds of a login, in minutes: with less, people are thrown out of their work; with more, a lost laptop stays logged in overnight. */
const ACCESS_SESSION_MINUTES = { least: 30, most: 24 * 60 };

export const accessSessions: Rule = (world) =>
  eachAccess(world, (place, { sessionMinutes }) => {
    const { least, most } = ACCESS_SESSION_MINUTES;
    if (sessionMinutes >= least && sessionMinutes <= most) return [];
    return [
      mistake(place, ["access", "sessionMinutes"], {
        code: "SESSION_OUT_OF_BOUNDS",
        expected: `${least} to ${most} minutes`,
        got: String(sessionMinutes),
        fix: "choose a working day, 480 minutes, unless there is a reason for less",
      }),
    ];
  });

export const accessTeam: Rule = (world) =>
  eachAccess(world, (place) => {
    if (world.configs.account.config.cloudflare.team !== undefined) return [];
    return [
      mistake(place, ["access"], {
        code: "ACCESS_TEAM_MISSING",
        expected: "cloudflare.team in config/account.ts, because people log in there",
        got: "none",
        fix: "add the team name that the Zero Trust dashboard shows under settings",
      }),
    ];
  });

/** A preflight carries no cookie, so that Access would answer it with a redirect, which browsers take for a refusal. */
export const accessPreflights: Rule = (world) =>
  eachAccess(world, (place, { preflight }) => {
    const { host } = place;
    const isShared =
      host.kind !== "redirect" && (host.cors !== undefined || Object.keys(host.headers).some((name) => name.startsWith("access-control-")));
    if (!isShared || preflight !== undefined) return [];
    return [
      mistake(place, ["access", "preflight"], {
        code: "ACCESS_REFUSES_PREFLIGHT",
        expected: '"to-origin", because applications on other origins call this host',
        got: "nothing, with which Access answers OPTIONS with a redirect to its login",
        fix: 'set it to "to-origin" and answer preflights there, or remove cors and access-control headers',
      }),
    ];
  });

function eachAccess({ hosts }: World, judge: (place: HostPlace, access: AccessConfig) => SlipwayError[]): SlipwayError[] {
  return hosts.flatMap((place) =>
    place.host.kind === "internal" && place.host.access !== undefined ? judge(place, place.host.access) : [],
  );
}
