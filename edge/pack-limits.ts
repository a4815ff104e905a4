import { SlipwayError } from "../errors/slipway-error.ts";
import { routesExpression } from "./limit-expression.ts";
import {
  admits,
  DATA_CENTRE,
  limitFor,
  MAX_EXPRESSION_LENGTH,
  RATE_CHARACTERISTICS,
  RATE_FIELDS,
  RATE_MITIGATIONS_SECONDS,
  RATE_PERIODS_SECONDS,
} from "./plan-limits.ts";
import type { CloudflareAddOn, CloudflarePlan } from "./plan-tier.ts";
import type { RateRule } from "./rule.ts";

/** What a product wants limited on one host. */
export interface LimitIntent {
  readonly name: string;
  /** Config path, for messages. */
  readonly where: string;
  readonly host: string;
  /** In a path `{x}` stands for one segment. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Requests admitted per period; the next one is blocked. */
  readonly requests: number;
  readonly periodSeconds: number;
  readonly blockSeconds: number;
  readonly per: "ip" | "user";
  /** `block` when left out. */
  readonly over?: "block" | "challenge";
  /** What tells users apart, as a rate-limit characteristic, for example `http.request.headers["authorization"]`. */
  readonly userKey?: string;
}

/** A promise that the edge cannot keep, and where it has to be kept instead. */
export interface LimitResidual {
  readonly where: string;
  readonly wanted: string;
  readonly enforced: string;
  readonly remaining: string;
}

export interface PackedLimits {
  readonly rules: readonly RateRule[];
  readonly residuals: readonly LimitResidual[];
  readonly errors: readonly SlipwayError[];
}

interface PackOptions {
  /** `<launch>--<environment>`; starts every rule's reference. */
  readonly owner: string;
  readonly plan: CloudflarePlan;
  readonly addOns: readonly CloudflareAddOn[];
  readonly intents: readonly LimitIntent[];
}

/** One rule for each intent, as near as the plan admits; what is lost on the way is said. Rules that the plan would refuse are errors. */
export function packLimits(options: PackOptions): PackedLimits {
  const packed = options.intents.map((intent) => packOne(options, intent));
  return {
    rules: packed.flatMap(({ rules }) => rules),
    residuals: packed.flatMap(({ residuals }) => residuals),
    errors: packed.flatMap(({ errors }) => errors),
  };
}

function packOne({ owner, plan, addOns }: PackOptions, intent: LimitIntent): PackedLimits {
  const fields = limitFor(RATE_FIELDS, plan, addOns);
  const byHost = admits(fields, "http.host");
  const byMethod = admits(fields, "http.request.method");
  const userKey = userKeyFor(intent, limitFor(RATE_CHARACTERISTICS, plan, addOns));
  const expression = routesExpression({ ...(byHost ? { host: intent.host } : {}), byMethod, routes: intent.routes });
  const errors = checkIntent(intent, plan, addOns, expression);
  if (errors.length > 0) return { rules: [], residuals: [], errors };
  const isChallenge = intent.over === "challenge";
  const rule: RateRule = {
    phase: "http_ratelimit",
    action: isChallenge ? "managed_challenge" : "block",
    ref: `${owner}--limit-${intent.name}`,
    description: `${intent.name}: ${rate(intent)} for each ${userKey === undefined ? "address" : "user"}`,
    expression,
    enabled: true,
    characteristics: [DATA_CENTRE, userKey ?? "ip.src"],
    periodSeconds: intent.periodSeconds,
    requestsPerPeriod: intent.requests,
    // below Enterprise a challenge is asked of each request over the rate, and of no other
    mitigationTimeoutSeconds: isChallenge && plan !== "enterprise" ? 0 : intent.blockSeconds,
  };
  return { rules: [rule], residuals: residualsOf(intent, { byHost, byMethod, byUser: userKey !== undefined }), errors: [] };
}

function userKeyFor({ per, userKey }: LimitIntent, characteristics: readonly string[]): string | undefined {
  return per === "user" && userKey !== undefined && admits(characteristics, userKey) ? userKey : undefined;
}

interface Enforced {
  readonly byHost: boolean;
  readonly byMethod: boolean;
  readonly byUser: boolean;
}

function residualsOf(intent: LimitIntent, { byHost, byMethod, byUser }: Enforced): LimitResidual[] {
  const residuals: LimitResidual[] = [];
  if (intent.per === "user" && !byUser) {
    residuals.push({
      where: intent.where,
      wanted: `${rate(intent)} for each user`,
      enforced: `${rate(intent)} for each IP address, counted in each data centre`,
      remaining: "the application counts per user: one user with many addresses passes the edge, users behind one address share its limit",
    });
  }
  if (!byHost) {
    residuals.push({
      where: intent.where,
      wanted: `only requests to ${intent.host}`,
      enforced: "requests for these paths to any host of the zone share one counter",
      remaining: "choose paths that no other host serves, or a plan whose rate-limit rules may name the host (pro)",
    });
  }
  if (!byMethod) {
    residuals.push({
      where: intent.where,
      wanted: `only ${[...new Set(intent.routes.map(({ method }) => method))].sort().join(", ")}`,
      enforced: "every method on these paths is counted, CORS preflights too",
      remaining: "allow for the extra requests in the limit, or choose a plan whose rate-limit rules may name the method (business)",
    });
  }
  return residuals;
}

function checkIntent(intent: LimitIntent, plan: CloudflarePlan, addOns: readonly CloudflareAddOn[], expression: string): SlipwayError[] {
  const errors: SlipwayError[] = [];
  if (intent.routes.length === 0) {
    errors.push(
      new SlipwayError({
        kind: "config",
        code: "RATE_LIMIT_WITHOUT_ROUTES",
        where: intent.where,
        expected: "at least one route with this limit",
        got: "none",
        fix: `give a route the limit ${intent.name}, or remove the limit`,
      }),
    );
  }
  const periods = limitFor(RATE_PERIODS_SECONDS, plan, addOns);
  if (!periods.includes(intent.periodSeconds)) {
    errors.push(
      new SlipwayError({
        kind: "config",
        code: "RATE_PERIOD_NOT_ON_PLAN",
        where: `${intent.where}.periodSeconds`,
        expected: `a period that plan ${plan} admits (${periods.join(", ")} seconds)`,
        got: String(intent.periodSeconds),
        fix: `use ${nearest(periods, intent.periodSeconds)}, with the number of requests scaled to it`,
      }),
    );
  }
  const durations = limitFor(RATE_MITIGATIONS_SECONDS, plan, addOns);
  const isTimed = intent.over !== "challenge" || plan === "enterprise";
  if (isTimed && !durations.includes(intent.blockSeconds)) {
    errors.push(
      new SlipwayError({
        kind: "config",
        code: "RATE_BLOCK_NOT_ON_PLAN",
        where: `${intent.where}.blockSeconds`,
        expected: `a block duration that plan ${plan} admits (${durations.join(", ")} seconds)`,
        got: String(intent.blockSeconds),
        fix: `use ${nearest(durations, intent.blockSeconds)}`,
      }),
    );
  }
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    errors.push(
      new SlipwayError({
        kind: "config",
        code: "RATE_EXPRESSION_TOO_LONG",
        where: intent.where,
        expected: `an expression of at most ${MAX_EXPRESSION_LENGTH} characters`,
        got: `${expression.length} characters from ${intent.routes.length} routes`,
        fix: "split the routes over two limits",
      }),
    );
  }
  return errors;
}

/** The legal values around a wish: "10 or 60", or the one at the end of the list. */
function nearest(legal: readonly number[], wish: number): string {
  const below = legal.filter((value) => value < wish).at(-1);
  const above = legal.find((value) => value > wish);
  return [below, above].filter((value) => value !== undefined).join(" or ");
}

function rate({ requests, periodSeconds }: LimitIntent): string {
  return `${requests} requests in ${periodSeconds} s`;
}
