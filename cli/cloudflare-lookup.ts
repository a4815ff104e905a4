import * as z from "zod";
import type { JsonObject } from "../launch/json.ts";
import type { Lookup } from "../launch/recover-findings.ts";

const API = "https://api.cloudflare.com/client/v4";
const TIMEOUT_MS = 30_000;
/** One name never has so many records of one type; more than a page would have to be seen in full to be sure. */
const PAGE_SIZE = 100;

const recordsSchema = z.object({
  result: z.array(z.object({ id: z.string(), content: z.string().optional() })),
  result_info: z.object({ total_count: z.int().max(PAGE_SIZE) }),
});
const entryPointSchema = z.object({ result: z.object({ id: z.string() }) });

export interface CloudflareLookupOptions {
  readonly token: string;
  readonly api?: string;
}

/**
 * Asks Cloudflare's API, read only, for records and entry-point rulesets. What it does not understand, it has not been told: then a person
 * has to look. AWS is not asked.
 * Source: Cloudflare API, "List DNS Records" (type, name.exact) and "Get a zone entry point ruleset"; tried against a stand-in only.
 */
export function cloudflareLookup({ token, api = API }: CloudflareLookupOptions): Lookup {
  const get = async (path: string): Promise<{ readonly status: number; readonly body: unknown } | undefined> => {
    try {
      const response = await fetch(`${api}${path}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error", // the token goes nowhere else
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return undefined; // nobody answered
    }
  };
  return async ({ type, key }) => {
    const zone = encodeURIComponent(String(key.zone_id));
    if (type === "cloudflare_dns_record") return recordIds(await get(`/zones/${zone}/dns_records?${recordQuery(key)}`), key);
    if (type !== "cloudflare_ruleset") return undefined;
    const answer = await get(`/zones/${zone}/rulesets/phases/${encodeURIComponent(String(key.phase))}/entrypoint`);
    if (answer?.status === 404) return [];
    const found = entryPointSchema.safeParse(answer?.body);
    return answer?.status === 200 && found.success ? [found.data.result.id] : undefined;
  };
}

function recordQuery({ type, name }: JsonObject): string {
  return new URLSearchParams({ type: String(type), "name.exact": String(name), per_page: String(PAGE_SIZE) }).toString();
}

function recordIds(
  answer: { readonly status: number; readonly body: unknown } | undefined,
  { content }: JsonObject,
): readonly string[] | undefined {
  const found = recordsSchema.safeParse(answer?.body);
  if (answer?.status !== 200 || !found.success || typeof content !== "string") return undefined;
  return found.data.result.filter((record) => sameContent(record.content ?? "", content)).map(({ id }) => id);
}

/** Text comes back in quotes or not, names with a final dot or not. */
function sameContent(one: string, other: string): boolean {
  const plain = (text: string): string =>
    text
      .replace(/^"(.*)"$/s, "$1")
      .replace(/\.$/, "")
      .toLowerCase();
  return plain(one) === plain(other);
}
