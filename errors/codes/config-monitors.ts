import type { ErrorEntry } from "../entry.ts";

/** Codes of the rules about who notices an outage, and who is told. */
export const CONFIG_MONITOR_CODES = {
  MONITOR_HOST_UNKNOWN: {
    title: "a monitor of a host that the environment does not have",
    consequence: "nothing would be watched",
    fix: "name a host of the environment",
    source: "readiness row R13",
  },
  MONITOR_HOST_UNREACHABLE: {
    title: "a monitor that cannot reach its host",
    consequence: "checkers are outside the allow list or follow no redirect: the check is red, or green for the wrong page",
    fix: "watch a web or api host",
    source: "docs.aws.amazon.com/Route53, how health checks work (checked 2026-11-22)",
  },
  MONITOR_ROUTE_UNDECLARED: {
    title: "a monitor of a path that is not a public GET route",
    consequence: "the check would be answered 401 or 404, or watch something that the inventory does not know",
    fix: "declare the path as a public GET route, or watch one that is",
    source: "readiness rows R1 and R13",
  },
  MONITOR_TOO_SLOW: {
    title: "a monitor that looks less often than every 5 minutes",
    consequence: "an outage at the start of a working hour is found when customers have already called",
    fix: "let it look every 5 minutes or more often",
    source: "readiness row T5: at least one synthetic check every 5 minutes",
  },
  MONITOR_NOT_ON_PLAN: {
    title: "more health checks by Cloudflare than the zone's plan has",
    consequence: "the apply fails half way, and what is over the limit is watched by nobody",
    fix: "use canaries or health checks of Route 53, or a larger plan",
    source: "developers.cloudflare.com/plans, health checks (checked 2026-11-22)",
  },
  MONITOR_LOCKED_OUT: {
    title: "a health check by Cloudflare of an origin that only the edge may reach",
    consequence:
      "the check cannot show the certificate or header that the origin asks for: it is red for ever, and nobody listens to it any more",
    fix: "watch the host through the edge, with a canary or a health check of Route 53",
    source: "Cloudflare Health Checks docs, limitations (checked 2026-11-26)",
  },
  CANARY_BODY_IN_GET: {
    title: "a canary's GET with a body",
    consequence: "the runtime refuses to send it, and the canary fails for ever",
    fix: "use a method that takes a body",
    source: "RFC 9110 section 9.3.1; Fetch standard, new Request(): GET and HEAD have no body",
  },
  ALERT_CHANNEL_UNKNOWN: {
    title: "an alarm for a channel that the account does not have",
    consequence: "nobody would be told",
    fix: "name a channel of config/account.ts, or add it there",
    source: "readiness row R14",
  },
  ALERT_CHANNEL_ON_OWN_DOMAIN: {
    title: "alarms about a domain go to a mailbox of that domain",
    consequence: "when the domain breaks, the alarm about it is not delivered",
    fix: "use a mailbox of another domain",
    source: "Google SRE Book, practical alerting; readiness row R14",
  },
  ALERT_CHANNEL_SINGLE: {
    title: "alarms that go to one channel only",
    consequence: "when that mailbox is full, filtered or asleep, nobody learns of the outage",
    fix: "name a second channel",
    source: "readiness row R14",
  },
} as const satisfies Record<string, ErrorEntry>;
