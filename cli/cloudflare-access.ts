import type Cloudflare from "cloudflare";
import * as z from "zod";
import type { Wanted } from "../launch/recover-findings.ts";

/** Types whose things belong to an account, and not to a zone. */
export const ACCOUNT_THINGS = "cloudflare_zero_trust_access_";

/** More would have to be seen in full to be sure. Source: Cloudflare API, "List Access applications", per_page (checked 2026-11-25). */
const PAGE_SIZE = 100;

const destinationsSchema = z.array(z.object({ uri: z.string().optional() }));
const answerSchema = z.object({
  result: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      domain: z.string().nullish(),
      self_hosted_domains: z.array(z.string()).nullish(),
      destinations: destinationsSchema.nullish(),
    }),
  ),
});

/**
 * Applications by the hosts that they stand in front of, policies by their name; undefined where the answer may not be whole.
 * Source: Cloudflare API, "List Access applications" (domain, exact) and "List Access reusable policies"; tried against a stand-in only.
 */
export async function lookUpAccess(client: Cloudflare, { type, key }: Wanted): Promise<readonly string[] | undefined> {
  const account = `/accounts/${encodeURIComponent(String(key.account_id))}/access`;
  if (type === "cloudflare_zero_trust_access_policy") {
    const found = await list(client, `${account}/policies?per_page=${PAGE_SIZE}`);
    return found?.filter(({ name }) => name === key.name).map(({ id }) => id);
  }
  if (type !== "cloudflare_zero_trust_access_application") return undefined;
  const hosts = destinationsSchema.parse(key.destinations).flatMap(({ uri }) => uri ?? []);
  const ids = new Set<string>();
  for (const host of hosts) {
    const found = await list(
      client,
      `${account}/apps?${new URLSearchParams({ domain: host, exact: "true", per_page: String(PAGE_SIZE) })}`,
    );
    if (found === undefined) return undefined;
    for (const each of found) if (standsBefore(each, host)) ids.add(each.id);
  }
  return [...ids];
}

type Found = z.output<typeof answerSchema>["result"];

async function list(client: Cloudflare, path: string): Promise<Found | undefined> {
  const { result } = answerSchema.parse(await client.get(path));
  return result.length < PAGE_SIZE ? result : undefined;
}

function standsBefore({ domain, self_hosted_domains: domains, destinations }: Found[number], host: string): boolean {
  return [domain, ...(domains ?? []), ...(destinations ?? []).map(({ uri }) => uri)].includes(host);
}
