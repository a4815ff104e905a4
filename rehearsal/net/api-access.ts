import { type ApiAnswer, failed, pageOf } from "./api-answer.ts";

type Thing = Readonly<Record<string, unknown>>;

/** What an account has in Access: attributes of the Terraform resources. */
export interface AccessState {
  readonly applications: readonly Thing[];
  readonly policies: readonly Thing[];
}

/** Source: Cloudflare API, "List Access applications", per_page (checked 2026-11-25). */
const SIZES = { usual: 25, largest: 1000 };

/**
 * The lists of Access that Slipway reads; undefined for another path.
 * Source: Cloudflare API, "List Access applications" (domain, exact) and "List Access reusable policies" (checked 2026-11-25).
 */
export function accessLists(path: string, query: URLSearchParams, { applications, policies }: AccessState): ApiAnswer | undefined {
  const bad = failed(400, 12_130, "access.api.error.invalid_request");
  if (path === "access/policies") return pageOf(policies, query, SIZES) ?? bad;
  if (path !== "access/apps") return undefined;
  const domain = query.get("domain");
  // only the exact match is played
  if (domain !== null && query.get("exact") !== "true") return bad;
  const found = applications.filter((each) => domain === null || hostsOf(each).includes(domain));
  return pageOf(found, query, SIZES) ?? bad;
}

function hostsOf({ self_hosted_domains: domains }: Thing): readonly unknown[] {
  return Array.isArray(domains) ? domains : [];
}
