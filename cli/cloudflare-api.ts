import type Cloudflare from "cloudflare";
import * as z from "zod";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { Existing } from "../launch/adopt/adopt.ts";
import { type LiveRecord, recordWanted, sameContent } from "../launch/adopt/match-records.ts";
import type { JsonObject } from "../launch/json.ts";
import type { Wanted } from "../launch/recover/recover-findings.ts";
import { lookUpInLists } from "./cloudflare-lists.ts";
import type { Site } from "./site.ts";
import { type ZoneState, zoneStateSchema } from "./zone-state.ts";

const TIMEOUT_MS = 30_000;
/** One name never has so many records of one type; more than a page would have to be seen in full to be sure. */
const LOOKUP_PAGE_SIZE = 100;
/** Source: Cloudflare API, "List DNS Records", per_page (checked 2026-11-25). */
const LIST_PAGE_SIZE = 1000;
/** A hundred thousand records; whoever answers without end is no API of Cloudflare's. */
const MOST_PAGES = 100;

const recordSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string().nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
  // source: developers.cloudflare.com/api, DNS records, meta (checked 2026-11-26)
  meta: z.object({ read_only: z.boolean().optional() }).nullish(),
});
const pageSchema = z.object({ result: z.array(recordSchema), result_info: z.object({ total_count: z.int().min(0) }) });

export interface CloudflareOptions {
  readonly token: string;
  /** Cloudflare's own without it. */
  readonly baseUrl?: string;
}

/**
 * Asks Cloudflare's API, read only. A lookup that does not understand the answer has not been told: then a person has to look. AWS is not
 * asked. Source: Cloudflare API, "List DNS Records" (type, name.exact) and "Get a zone entry point ruleset"; tried against a stand-in only.
 */
export function cloudflareApi(options: CloudflareOptions): Existing & Pick<Site, "zoneState"> {
  let opened: Promise<Cloudflare> | undefined;
  const client = (): Promise<Cloudflare> => (opened ??= openCloudflare(options));
  return {
    lookup: async (wanted) => await lookUp(client, wanted).catch(() => undefined),
    records: async (zoneId) => await allRecords(await client(), zoneId),
    zoneState: async (zoneId) => await zoneStateOf(await client(), zoneId).catch(() => undefined),
  };
}

/** The vendor's client, with the token and nothing of the environment. */
export async function openCloudflare({ token, baseUrl }: CloudflareOptions): Promise<Cloudflare> {
  const { default: Client } = await import("cloudflare");
  return new Client({
    apiToken: token,
    // the token and nothing else: the client would also read keys out of the environment
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
    timeout: TIMEOUT_MS,
    logLevel: "off", // whatever CLOUDFLARE_LOG says: bodies may hold secrets
    fetch: async (url, init) => await fetch(url, { ...init, redirect: "error" }), // the token goes nowhere else
  });
}

async function lookUp(client: () => Promise<Cloudflare>, wanted: Wanted): Promise<readonly string[] | undefined> {
  const { type, key } = wanted;
  const zone = encodeURIComponent(String(key.zone_id));
  if (type === "cloudflare_dns_record") {
    const path = `/zones/${zone}/dns_records?${recordQuery(key)}`;
    const { result, result_info: info } = pageOf(await (await client()).get(path));
    const wanted = recordWanted(key);
    if (info.total_count > LOOKUP_PAGE_SIZE || wanted === undefined) return undefined;
    return result.filter((record) => sameContent(wanted, toLiveRecord(record))).map(({ id }) => id);
  }
  if (type !== "cloudflare_ruleset") return await lookUpInLists(client, wanted);
  const path = `/zones/${zone}/rulesets/phases/${encodeURIComponent(String(key.phase))}/entrypoint`;
  const answer: unknown = await (await client()).get(path).catch((error: unknown) => {
    if (statusOf(error) === 404) return undefined;
    throw error;
  });
  return answer === undefined ? [] : [z.object({ result: z.object({ id: z.string() }) }).parse(answer).result.id];
}

async function zoneStateOf(client: Cloudflare, zoneId: string): Promise<ZoneState> {
  return z.object({ result: zoneStateSchema }).parse(await client.get(`/zones/${encodeURIComponent(zoneId)}`)).result;
}

/** Page by page up to the total that the API names; never until an empty page, which may not come. */
async function allRecords(client: Cloudflare, zoneId: string): Promise<readonly LiveRecord[]> {
  const records: LiveRecord[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ page: String(page), per_page: String(LIST_PAGE_SIZE) });
    const answer: unknown = await client.get(`/zones/${encodeURIComponent(zoneId)}/dns_records?${query}`).catch((error: unknown) => {
      throw unreadable(zoneId, error instanceof Error ? error.message : String(error));
    });
    const parsed = pageSchema.safeParse(answer);
    if (!parsed.success) throw unreadable(zoneId, "an answer of another form");
    records.push(...parsed.data.result.map(toLiveRecord));
    if (records.length >= parsed.data.result_info.total_count) return records;
    if (parsed.data.result.length === 0) throw unreadable(zoneId, `${records.length} of ${parsed.data.result_info.total_count} records`);
  }
  throw unreadable(zoneId, `more than ${MOST_PAGES} pages`);
}

function toLiveRecord({ id, name, type, content, data, meta }: z.output<typeof recordSchema>): LiveRecord {
  const fields = data === undefined || data === null ? {} : { data };
  return { id, name, type, content: content ?? "", ...fields, ...(meta?.read_only === true ? { isLocked: true } : {}) };
}

function pageOf(answer: unknown): z.output<typeof pageSchema> {
  return pageSchema.parse(answer);
}

function recordQuery({ type, name }: JsonObject): string {
  return new URLSearchParams({ type: String(type), "name.exact": String(name), per_page: String(LOOKUP_PAGE_SIZE) }).toString();
}

function statusOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
}

function unreadable(zoneId: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "provider",
    code: "CLOUDFLARE_UNREADABLE",
    where: `Cloudflare zone ${zoneId}`,
    expected: "the list of its DNS records",
    got,
    fix: "check that CLOUDFLARE_API_TOKEN may read the zone's DNS, and try again",
  });
}
