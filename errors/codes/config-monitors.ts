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
  MONITOR_MISSING: {
    title: "a part of the product that nobody watches",
    consequence: "customers find its outage first",
    fix: "add a monitor of that kind, or a waiver until the launch",
    source: "readiness row R13: the coverage matrix has no empty cell",
  },
  MONITOR_SATISFIED_BY_REDIRECT: {
    title: "a health check without a text",
    consequence: "a redirect to a login or a parking page is healthy for ever",
    fix: "add contains, with a text that only a healthy answer holds",
    source: "docs.aws.amazon.com/Route53, how health checks work (checked 2026-11-22)",
  },
  MONITORS_FAIL_WITH_PRODUCT: {
    title: "monitors that run where the product runs, and nowhere else",
    consequence: "an outage of the region takes the product and everybody who would tell of it",
    fix: "add a monitor that asks from elsewhere",
    source: "readiness row R13, row 113",
  },
  OUTAGE_UNSEEN: {
    title: "an outage that leaves every monitor green",
    consequence: "the product is down for customers, and the dashboard says that all is well",
    fix: "add the monitor that would see it",
    source: "readiness section 5, false-green search",
  },
  OUTAGE_SEEN_LATE: {
    title: "a monitor that takes more than ten minutes to tell of an outage",
    consequence: "customers call before the alarm does",
    fix: "look more often, or ask for fewer failures in a row",
    source: "readiness row T9: alerts within minutes",
  },
  WAIVER_SELF_APPROVED: {
    title: "a waiver approved by who asked for it",
    consequence: "nobody has looked at the risk twice",
    fix: "have another approver agree to it",
    source: "readiness row 123",
  },
  WAIVER_APPROVER_UNKNOWN: {
    title: "a waiver approved by somebody who approves nothing here",
    consequence: "whoever answers for the launch does not know of the risk",
    fix: "have one of the launch's approvers agree to it",
    source: "readiness row 123",
  },
  WAIVER_PAST_LAUNCH: {
    title: "a waiver that outlives the launch",
    consequence: "customers arrive before the gap is closed: we will secure it after onboarding",
    fix: "let it end by the day of the launch",
    source: "readiness row 123, red flag 000-4",
  },
  WAIVER_EXPIRED: {
    title: "a waiver whose time is over",
    consequence: "it counts no longer, and what it stood for is watched by nobody",
    fix: "remove it, and add the monitor",
    source: "readiness row 123",
  },
  WAIVER_UNUSED: {
    title: "a waiver for something that is watched, or that is not there",
    consequence: "on the day when the monitor is removed, the waiver hides it",
    fix: "remove the waiver",
    source: "readiness row 123",
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
  ALERT_THRESHOLD_LOOSE: {
    title: "an alarm that goes off later than the launch gate",
    consequence: "the product may be twice as slow as at its launch, and nobody is told",
    fix: "set it to the gate's threshold or below",
    source: "readiness rows T3 and T8",
  },
  ALERT_CHANNEL_SINGLE: {
    title: "alarms that go to one channel only",
    consequence: "when that mailbox is full, filtered or asleep, nobody learns of the outage",
    fix: "name a second channel",
    source: "readiness row R14",
  },
} as const satisfies Record<string, ErrorEntry>;
