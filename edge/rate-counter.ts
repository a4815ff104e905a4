import { SlipwayError } from "../errors/slipway-error.ts";
import type { FieldValues } from "./expression/fields.ts";
import { DATA_CENTRE } from "./plan-limits.ts";
import type { EdgeRequest } from "./request.ts";
import type { RateRule } from "./rule.ts";

/** One rule's count for one combination of characteristics. Times are in seconds of the simulation's clock. */
export interface RateCounter {
  readonly windowEndsSeconds: number;
  readonly count: number;
  /** 0 while nobody is blocked. */
  readonly blockedUntilSeconds: number;
}

export type RateCounters = ReadonlyMap<string, RateCounter>;

export interface Counted {
  readonly counter: RateCounter;
  readonly isBlocked: boolean;
}

/**
 * Counts one matching request. The request after `requestsPerPeriod` is the first one blocked, and the block holds for the mitigation
 * timeout whatever comes; a timeout of 0 blocks only what is over the rate. What is not documented is ours: a window starts with its first
 * request and ends a period later, and after a block counting starts afresh. Source: developers.cloudflare.com/waf/rate-limiting-rules/request-rate and .../parameters (checked 2026-11-22).
 */
export function count(rule: RateRule, before: RateCounter | undefined, nowSeconds: number): Counted {
  if (before !== undefined && nowSeconds < before.blockedUntilSeconds) return { counter: before, isBlocked: true };
  const isOver = before === undefined || nowSeconds >= before.windowEndsSeconds || before.blockedUntilSeconds > 0;
  const counted = isOver
    ? { windowEndsSeconds: nowSeconds + rule.periodSeconds, count: 1, blockedUntilSeconds: 0 }
    : { ...before, count: before.count + 1 };
  if (counted.count <= rule.requestsPerPeriod) return { counter: counted, isBlocked: false };
  const blockedUntilSeconds = rule.mitigationTimeoutSeconds === 0 ? 0 : nowSeconds + rule.mitigationTimeoutSeconds;
  return { counter: { ...counted, blockedUntilSeconds }, isBlocked: true };
}

/** Counters that can no longer matter are dropped, so that a long simulation does not grow. */
export function withCounter(counters: RateCounters, key: string, counter: RateCounter, nowSeconds: number): RateCounters {
  const alive = [...counters].filter(([, each]) => Math.max(each.windowEndsSeconds, each.blockedUntilSeconds) > nowSeconds);
  return new Map([...alive, [key, counter]]);
}

const HEADER = /^http\.request\.headers\["([a-z0-9-]+)"\]$/;

/** One counter per rule and combination of characteristics. A header that is missing counts apart from an empty one. */
export function counterKey(rule: RateRule, request: EdgeRequest, fields: FieldValues, dataCentre: string): string {
  const values = rule.characteristics.map((name) => {
    if (name === DATA_CENTRE) return dataCentre;
    const header = HEADER.exec(name)?.[1];
    if (header !== undefined) return request.headers?.[header] ?? null;
    if (Object.hasOwn(fields, name)) return fields[name] ?? null;
    throw new SlipwayError({
      kind: "undecided",
      code: "EXPRESSION_FIELD_NOT_KNOWN",
      where: `rule ${rule.ref}: characteristics`,
      expected: "characteristics that a simulation knows",
      got: name,
      fix: "test the limit against the live edge",
    });
  });
  return JSON.stringify([rule.ref, ...values]);
}
