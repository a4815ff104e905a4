import type Cloudflare from "cloudflare";
import * as z from "zod";
import type { JsonObject } from "../launch/json.ts";
import type { Wanted } from "../launch/recover/recover-findings.ts";

/** A full page may not be the whole: then nobody can be sure. */
const PAGE_SIZE = 50;

const destinationsSchema = z.array(z.object({ uri: z.string().optional() }));
const thingSchema = z.object({
  id: z.string().optional(),
  operation_id: z.string().optional(),
  schema_id: z.string().optional(),
  name: z.string().nullish(),
  method: z.string().optional(),
  host: z.string().optional(),
  endpoint: z.string().optional(),
  domain: z.string().nullish(),
  self_hosted_domains: z.array(z.string()).nullish(),
  destinations: destinationsSchema.nullish(),
});
const answerSchema = z.object({ result: z.array(thingSchema) });
type Thing = z.output<typeof thingSchema>;

interface Listed {
  readonly paths: (key: JsonObject) => readonly string[];
  readonly isIt: (thing: Thing, key: JsonObject) => boolean;
  readonly idOf: (thing: Thing) => string | undefined;
}

/**
 * How a thing is found in a list. Source: Cloudflare API, "List Access applications" (domain, exact), "List Access reusable policies",
 * "Retrieve information about all operations on a zone" (host, method, endpoint), "List all uploaded schemas"; tried against a stand-in only.
 */
const LISTED: Readonly<Record<string, Listed>> = {
  cloudflare_zero_trust_access_application: {
    paths: (key) => hostsIn(key.destinations).map((domain) => `${account(key)}/access/apps?${query({ domain, exact: "true" })}`),
    isIt: (thing, key) => hostsIn(key.destinations).some((host) => standsBefore(thing, host)),
    idOf: ({ id }) => id,
  },
  cloudflare_zero_trust_access_policy: {
    paths: (key) => [`${account(key)}/access/policies?${query({})}`],
    isIt: ({ name }, key) => name === key.name,
    idOf: ({ id }) => id,
  },
  cloudflare_api_shield_operation: {
    paths: (key) => [`${zone(key)}/api_gateway/operations?${query({ host: key.host, method: key.method, endpoint: key.endpoint })}`],
    isIt: ({ method, host, endpoint }, key) => method === key.method && host === key.host && endpoint === key.endpoint,
    idOf: ({ operation_id: id }) => id,
  },
  cloudflare_schema_validation_schemas: {
    paths: (key) => [`${zone(key)}/schema_validation/schemas?${query({ omit_source: "true" })}`],
    isIt: ({ name }, key) => name === key.name,
    idOf: ({ schema_id: id }) => id,
  },
};

/** Ids of what is in the lists; undefined for a type that is in none, and where an answer may not be whole. */
export async function lookUpInLists(client: () => Promise<Cloudflare>, { type, key }: Wanted): Promise<readonly string[] | undefined> {
  const listed = LISTED[type];
  if (listed === undefined) return undefined;
  const ids = new Set<string>();
  for (const path of listed.paths(key)) {
    const { result } = answerSchema.parse(await (await client()).get(path));
    if (result.length >= PAGE_SIZE) return undefined;
    for (const thing of result.filter((each) => listed.isIt(each, key))) {
      const id = listed.idOf(thing);
      if (id === undefined) return undefined;
      ids.add(id);
    }
  }
  return [...ids];
}

function account({ account_id: id }: JsonObject): string {
  return `/accounts/${encodeURIComponent(String(id))}`;
}

function zone({ zone_id: id }: JsonObject): string {
  return `/zones/${encodeURIComponent(String(id))}`;
}

function query(wanted: Readonly<Record<string, unknown>>): URLSearchParams {
  return new URLSearchParams({
    ...Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, String(value)])),
    per_page: String(PAGE_SIZE),
  });
}

function hostsIn(destinations: unknown): readonly string[] {
  return destinationsSchema.parse(destinations).flatMap(({ uri }) => uri ?? []);
}

function standsBefore({ domain, self_hosted_domains: domains, destinations }: Thing, host: string): boolean {
  return [domain, ...(domains ?? []), ...(destinations ?? []).map(({ uri }) => uri)].includes(host);
}
