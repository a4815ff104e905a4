import type { EdgeRequest } from "../../edge/request.ts";
import { bare, type EdgeState } from "./edge-state.ts";

/** Where people of the rehearsal's account log in, unless its configs name a team. */
const NO_TEAM = "rehearsal";

/**
 * The login that a stranger is sent to; undefined where no application stands in front of the host. Nobody has a token in a rehearsal, so
 * that everybody is a stranger. An application with a path is not played: Slipway declares whole hosts.
 * Source: developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie (checked 2026-11-25).
 */
export function accessLogin({ method, url }: EdgeRequest, { applications = [] }: EdgeState, team = NO_TEAM): string | undefined {
  const { hostname, pathname, search } = new URL(url);
  const application = applications.find((each) => hostsOf(each).includes(bare(hostname)));
  if (application === undefined) return undefined;
  if (method === "OPTIONS" && application.options_preflight_bypass === true) return undefined;
  const query = new URLSearchParams({ kid: String(application.aud), redirect_url: `${pathname}${search}` });
  return `https://${team}.cloudflareaccess.com/cdn-cgi/access/login/${bare(hostname)}?${query}`;
}

function hostsOf({ self_hosted_domains: domains }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(domains) ? domains.map((domain) => bare(String(domain))) : [];
}
