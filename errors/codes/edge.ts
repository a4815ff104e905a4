import type { ErrorEntry } from "../entry.ts";

export const EDGE_CODES = {
  RATE_LIMIT_WITHOUT_ROUTES: {
    title: "a limit is declared and no route uses it",
    consequence: "a scarce rule slot would be spent on nothing, and whoever reads the config believes that something is limited",
    fix: "set the limit class on the routes it is for, or remove the limit",
    source: "readiness row R6",
  },
  RATE_PERIOD_NOT_ON_PLAN: {
    title: "the zone's plan does not admit the counting period",
    consequence: "Cloudflare refuses the ruleset half-way through the apply",
    fix: "take a period from the message and scale the number of requests to it",
    source: "developers.cloudflare.com/waf/rate-limiting-rules, availability and parameters (checked 2026-11-22)",
  },
  RATE_BLOCK_NOT_ON_PLAN: {
    title: "the zone's plan does not admit the block duration",
    consequence: "Cloudflare refuses the ruleset half-way through the apply",
    fix: "take a duration from the message",
    source: "developers.cloudflare.com/waf/rate-limiting-rules, availability and parameters (checked 2026-11-22)",
  },
  RATE_EXPRESSION_TOO_LONG: {
    title: "the routes of one limit do not fit in one rule",
    consequence: "Cloudflare refuses expressions over 4,096 characters",
    fix: "split the routes over two limit classes, or shorten the path patterns",
    source: "developers.cloudflare.com/ruleset-engine/rules-language/expressions (checked 2026-11-22)",
  },
  PLAN_SLOTS_EXCEEDED: {
    title: "a zone holds more rules than its plan has slots",
    consequence: "Cloudflare refuses the ruleset half-way through the apply, and every launch in the zone is stuck",
    fix: "merge or remove rules of the launches that the message names, or choose a larger plan",
    source: "developers.cloudflare.com/plans (checked 2026-11-22)",
  },
  EXPRESSION_SYNTAX: {
    title: "a rule expression cannot be read",
    consequence: "Cloudflare refuses the ruleset half-way through the apply, or reads the expression in a way that Slipway has not checked",
    fix: "correct the expression at the character that the message names; what Slipway does not know it refuses",
    source: "developers.cloudflare.com/ruleset-engine/rules-language, operators and values (checked 2026-11-22)",
  },
  EXPRESSION_MEANING: {
    title: "a rule expression compares or computes what does not go together",
    consequence: "Cloudflare refuses the ruleset half-way through the apply",
    fix: "give operators and functions values of the types they take",
    source: "developers.cloudflare.com/ruleset-engine/rules-language, fields, operators and functions (checked 2026-11-22)",
  },
  EXPRESSION_NOT_ON_PLAN: {
    title: "a rule expression uses what the zone's plan does not admit",
    consequence: "Cloudflare refuses the ruleset half-way through the apply",
    fix: "say it with the fields and operators in the message, or choose a larger plan",
    source: "developers.cloudflare.com/waf/rate-limiting-rules, availability; .../rules-language/operators (checked 2026-11-22)",
  },
  EXPRESSION_FIELD_NOT_KNOWN: {
    title: "a rule looks at something that is not known of the request",
    consequence: "a simulation cannot say what the edge would do, so it says nothing",
    fix: "give the missing value with the simulated request, or test against the live edge",
    source: "design: what cannot be told is never passed",
  },
  REDIRECT_QUERY_CONFLICT: {
    title: "a redirect preserves the visitor's query string and brings its own",
    consequence: "Cloudflare answers visitors with error 10055 instead of redirecting them",
    fix: "keep one of the two query strings",
    source: "developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-10xxx-errors/error-10055 (checked 2026-11-22)",
  },
  RULESET_NOT_OURS: {
    title: "a ruleset holds a rule of a kind that Slipway does not emit",
    consequence: "a simulation over it would say what the edge does without knowing it",
    fix: "adopt the zone first, or test against the live edge",
    source: "design: what cannot be told is never passed",
  },
} as const satisfies Record<string, ErrorEntry>;
