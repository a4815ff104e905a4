import { type ApiAnswer, failed, pageOf } from "./api-answer.ts";

type Thing = Readonly<Record<string, unknown>>;

/** What an account has in Access, and a zone in API Shield: attributes of the Terraform resources. */
export interface ListedState {
  readonly applications: readonly Thing[];
  readonly policies: readonly Thing[];
  readonly operations: readonly Thing[];
  readonly schemas: readonly Thing[];
}

/** Source: Cloudflare API, per_page of the four lists: what all of them take (checked 2026-11-25). */
const SIZES = { usual: 20, largest: 50 };

/**
 * The lists of an account or a zone that Slipway reads; undefined for another path.
 * Source: Cloudflare API, "List Access applications" (domain, exact), "List Access reusable policies", "Retrieve information about all
 * operations on a zone" (host, method, endpoint), "List all uploaded schemas" (checked 2026-11-25).
 */
export function listAt(path: string, query: URLSearchParams, state: ListedState): ApiAnswer | undefined {
  const found = thingsAt(path, query, state);
  if (found === undefined) return undefined;
  return (found === "bad" ? undefined : pageOf(found, query, SIZES)) ?? failed(400, 10_400, "invalid request");
}

function thingsAt(path: string, query: URLSearchParams, state: ListedState): readonly Thing[] | "bad" | undefined {
  switch (path) {
    case "access/policies":
      return state.policies;
    case "access/apps": {
      const domain = query.get("domain");
      // only the exact match is played
      if (domain !== null && query.get("exact") !== "true") return "bad";
      return state.applications.filter((each) => domain === null || hostsOf(each).includes(domain));
    }
    case "api_gateway/operations":
      return state.operations.filter(
        ({ host, method, endpoint }) =>
          [host, null].includes(query.get("host")) &&
          [method, null].includes(query.get("method")) &&
          String(endpoint).includes(query.get("endpoint") ?? ""),
      );
    case "schema_validation/schemas":
      return query.get("omit_source") === "true" ? state.schemas.map(({ source: _source, ...rest }) => rest) : state.schemas;
    default:
      return undefined;
  }
}

function hostsOf({ self_hosted_domains: domains }: Thing): readonly unknown[] {
  return Array.isArray(domains) ? domains : [];
}
