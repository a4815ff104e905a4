import { checkConfigs } from "../../../config/check.ts";
import { type Change, changed, locked } from "../change.ts";
import { testRules } from "./table.ts";

const ZONE = "opsdesk.example";
const POLICY_HOST = `mta-sts.${ZONE}`;
const sts = (more: object = {}): Change => ({
  zone: { "mail.mtaSts": { mode: "testing", policyHostedAt: "x.example.net", proxied: true, ...more } },
});
const quiet = { "settings.browserCheck": false };

const lost = { type: "CNAME", name: `status.${ZONE}`, target: "lost.example.net", https: true };
/** Not in the lock, and nothing waits for it. */
const other = { type: "CNAME", name: `shop.${ZONE}`, target: "other.example.net", https: true };

/** Rules that stood in the zone before Slipway took it over. */
function withRules(phase: string, rules: readonly object[], change: Change = sts()) {
  const resources = [{ address: `cloudflare_ruleset.${phase}`, importId: "zones/z/r", attributes: { phase, rules } }];
  const data = { version: 1, target: `zone/${ZONE}`, stack: "zone-opsdesk-example", takenAt: "2026-11-25T12:00:00.000Z", resources };
  const raw = changed({ ...change, zone: { ...quiet, ...change.zone } });
  const { errors, warnings } = checkConfigs({ ...raw, adopted: [{ file: "config/adopted/zone-opsdesk-example.json", data }] });
  const blocked = (found: typeof errors) => found.filter(({ parts }) => parts.code === "MTA_STS_BLOCKED").map(({ parts }) => parts.got);
  // one more rule than the plan has room for is another matter
  expect(errors.filter(({ parts: { code } }) => code !== "MTA_STS_BLOCKED" && code !== "PLAN_SLOTS_EXCEEDED")).toEqual([]);
  return { errors: blocked(errors), warnings: blocked(warnings) };
}

const everywhere = "true";
const elsewhere = `(http.host eq "app.${ZONE}")`;
const rule = (ref: string, action: string, more: object = {}) => ({ ref, action, expression: everywhere, enabled: true, ...more });
const redirect = rule("to-app", "redirect", {
  action_parameters: { from_value: { status_code: 301, target_url: { value: `https://app.${ZONE}/` }, preserve_query_string: false } },
});
const limit = rule("slow", "block", {
  ratelimit: { characteristics: ["ip.src", "cf.colo.id"], period: 10, requests_per_period: 5, mitigation_timeout: 10 },
});
const cache = rule("keep", "set_cache_settings", {
  action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 3600 } },
});
const headers = rule("html", "rewrite", { action_parameters: { headers: { "Content-Type": { operation: "set", value: "text/html" } } } });

describe("what a fetch of the policy meets at the edge", () => {
  it.each([
    ["a redirect", "http_request_dynamic_redirect", redirect, "the rule to-app, which answers with a redirect (301)"],
    ["a block", "http_request_firewall_custom", rule("no-bots", "block"), "the rule no-bots, which answers with a block (403)"],
    [
      "a challenge",
      "http_request_firewall_custom",
      rule("proof", "managed_challenge"),
      "the rule proof, which answers with a challenge (403)",
    ],
    ["a rate limit", "http_ratelimit", limit, "the rule slow, which counts them and stops them beyond its limit"],
    [
      "a cache",
      "http_request_cache_settings",
      cache,
      "the rule keep, which goes on to answer with an old policy after the record has announced a new one",
    ],
    ["another type", "http_response_headers_transform", headers, "the rule html, which changes the content type"],
  ])("is refused: %s", (_what, phase, found, got) => {
    expect(withRules(phase, [found])).toEqual({ errors: [got], warnings: [] });
    expect(withRules(phase, [{ ...found, expression: elsewhere }])).toEqual({ errors: [], warnings: [] });
    expect(withRules(phase, [{ ...found, enabled: false }])).toEqual({ errors: [], warnings: [] });
    expect(withRules(phase, [{ ...found, expression: `(http.request.uri.path eq "/.well-known/mta-sts.txt")` }]).errors).toEqual([got]);
    expect(withRules(phase, [found], sts({ proxied: false }))).toEqual({ errors: [], warnings: [] });
    expect(withRules(phase, [found], {})).toEqual({ errors: [], warnings: [] });
  });

  it("passes where a rule in front spares the host", () => {
    const spare = rule("spare", "skip", { expression: `(http.host eq "${POLICY_HOST}")`, action_parameters: { ruleset: "current" } });
    expect(withRules("http_request_firewall_custom", [spare, rule("no-bots", "block")])).toEqual({ errors: [], warnings: [] });
  });

  it("is told of where nobody can tell", () => {
    const scored = rule("scored", "block", { expression: "(cf.bot_management.score lt 30)" });
    expect(withRules("http_request_firewall_custom", [scored])).toEqual({
      errors: [],
      warnings: ["the rule scored, of which nobody can tell what it does to them"],
    });
  });
});

testRules("errors", [
  {
    why: "a policy at a host that only the edge answers for",
    bad: sts({ proxied: false, policyHostedAt: `app.${ZONE}` }),
    found: ["MTA_STS_BLOCKED mail.mtaSts.policyHostedAt"],
    good: sts({ proxied: false }),
  },
  {
    why: "Email Routing beside a mail host",
    bad: {
      zone: {
        "mail.mx": [
          { host: "route1.mx.cloudflare.net", priority: 1 },
          { host: "smtp.google.com", priority: 2 },
        ],
      },
      lock: routing(),
    },
    found: ["EMAIL_ROUTING_MIXED mail"],
    good: { zone: { "mail.mx": [{ host: "smtp.google.com", priority: 2 }] } },
  },
  {
    why: "Email Routing beside a mail host, below the domain",
    bad: {
      zone: {
        "records.one": { type: "MX", name: `in.${ZONE}`, host: "route1.mx.cloudflare.net", priority: 1 },
        "records.other": { type: "MX", name: `in.${ZONE}`, host: "mx.example.net", priority: 2 },
      },
      lock: routing(),
    },
    found: ["EMAIL_ROUTING_MIXED records.one"],
    good: { zone: { "records.other": { type: "MX", name: `in.${ZONE}`, host: "mx.example.net", priority: 2 } } },
  },
  {
    why: "an alias to a name that nobody holds",
    bad: { zone: { "records.one": lost, "records.two": other }, lock: [{ ...locked("lost.example.net", "A"), answer: "nxdomain" }] },
    found: ["RECORD_TARGET_GONE records.one"],
    good: { zone: { "records.one": lost, "records.two": other }, lock: [locked("lost.example.net", "A")] },
  },
  ...["192.0.2.1", "2001:db8::1", "mail.example.99"].map((host) => ({
    why: `an address where a mail host belongs: ${host}`,
    bad: { zone: { "records.one": { type: "MX", name: `in.${ZONE}`, host, priority: 1 } } },
    found: ["CONFIG_VALUE records.one.host"],
    good: { zone: { "records.one": { type: "MX", name: `in.${ZONE}`, host: "mx.example.net", priority: 1 } } },
  })),
]);

it("asks for a certificate for a policy host behind the edge", () => {
  const uncovered = ({ zone }: Change) => {
    const { errors } = checkConfigs(changed({ zone: { ...zone, "tls.universalSsl": false, addOns: ["acm"] } }));
    return errors
      .filter(({ parts }) => parts.code === "CERTIFICATE_MISSING" && parts.where.includes("mtaSts"))
      .map(({ parts }) => parts.got);
  };
  expect([uncovered(sts()), uncovered(sts({ proxied: false }))]).toEqual([[POLICY_HOST], []]);
});

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "a browser check in front of mail servers",
      bad: sts(),
      found: ["MTA_STS_BLOCKED settings.browserCheck"],
      good: { zone: { ...sts().zone, ...quiet } },
    },
    {
      why: "a version of TLS that mail servers may not speak",
      bad: { zone: { ...sts().zone, ...quiet, "tls.minVersion": "1.3" } },
      found: ["MTA_STS_BLOCKED tls.minVersion"],
      good: { zone: { ...sts({ proxied: false }).zone, "tls.minVersion": "1.3" } },
    },
    {
      why: "records that Email Routing writes itself",
      bad: { zone: { "mail.mx": [{ host: "route1.mx.cloudflare.net", priority: 1 }] }, lock: routing() },
      found: ["EMAIL_ROUTING_DECLARED mail"],
      good: { zone: { "mail.mx": [{ host: "mx.example.net", priority: 1 }] } },
    },
  ]);
});

function routing() {
  return [locked("route1.mx.cloudflare.net", "A", "192.0.2.1"), locked("route1.mx.cloudflare.net", "AAAA")];
}
