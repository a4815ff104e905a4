import { type EdgeRequest, fieldsOf } from "./request.ts";
import type { CacheRule } from "./rule.ts";
import { matches, type PhaseRules, rulesOf } from "./rule-match.ts";

export interface CacheDecision {
  /** Undefined: no rule says anything, and Cloudflare goes by the file's extension and the origin's headers. */
  readonly keeps?: boolean;
  readonly edgeTtlSeconds?: number;
  readonly browserTtlSeconds?: number;
  readonly deceptionArmor?: true;
}

/**
 * What the cache rules say about the answer to a request: all that match are applied, and for each setting the last one wins.
 * Source: developers.cloudflare.com/cache/how-to/cache-rules/order (checked 2026-11-25).
 */
export function cacheDecision(request: EdgeRequest, rulesets: readonly PhaseRules[]): CacheDecision {
  const fields = fieldsOf(request);
  const said = rulesOf(rulesets, "http_request_cache_settings").filter((rule) => matches(rule, fields));
  const last = said.at(-1);
  if (last === undefined) return {};
  const lastOf = <T>(read: (rule: CacheRule) => T | undefined): T | undefined => said.map(read).findLast((value) => value !== undefined);
  const edgeTtlSeconds = lastOf((rule) => rule.edgeTtlSeconds);
  const browserTtlSeconds = lastOf((rule) => rule.browserTtlSeconds);
  const deceptionArmor = lastOf((rule) => rule.deceptionArmor);
  return {
    keeps: last.cache,
    ...(edgeTtlSeconds === undefined ? {} : { edgeTtlSeconds }),
    ...(browserTtlSeconds === undefined ? {} : { browserTtlSeconds }),
    ...(deceptionArmor === undefined ? {} : { deceptionArmor }),
  };
}
