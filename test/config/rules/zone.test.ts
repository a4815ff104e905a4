import { generateKeyPairSync } from "node:crypto";
import { testRules } from "./table.ts";

const dkim = (bits: number) =>
  generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "der", type: "spki" }).toString("base64");
const strong = dkim(2048);
const custom = (name: string, spfTerms: readonly string[], selector?: string) => ({
  kind: "custom",
  name,
  spfTerms,
  dkim: selector === undefined ? [] : [{ selector, publicKey: strong }],
});
const mx = (host: string) => ({ host, priority: 1 });
const counted = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, index) => text(index));
const mailboxes = (count: number) => counted(count, (index) => `dmarc-reports-${10 + index}@opsdesk.example`);
const addresses = (count: number) => counted(count, (index) => `ip4:198.51.${index}.100/31`);
const networks = (count: number) => counted(count, (index) => `198.51.${index % 256}.${64 * Math.floor(index / 256)}/26`);
const hosts = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `environments.staging.hosts.h${index}`,
      { kind: "web", name: `h${index}.opsdesk.example`, origin: `h${index}.origin.example`, headers: { "x-host": String(index) } },
    ]),
  );

testRules("errors", [
  ...["off", "flexible"].map((mode) => ({
    why: `TLS mode ${mode}`,
    bad: { zone: { "tls.mode": mode, "tls.hsts.maxAgeSeconds": 0 } },
    found: ["TLS_MODE_INSECURE tls.mode"],
    good: { zone: { "tls.mode": "full", "tls.hsts.maxAgeSeconds": 0 } },
  })),
  {
    why: "TLS mode full behind HSTS",
    bad: { zone: { "tls.mode": "full" } },
    found: ["TLS_MODE_UNCHECKED tls.mode"],
    good: { zone: { "tls.mode": "strict" } },
  },
  {
    why: "withdrawn TLS versions",
    bad: { zone: { "tls.minVersion": "1.1" } },
    found: ["TLS_VERSION_OLD tls.minVersion"],
    good: { zone: { "tls.minVersion": "1.2", "tls.tls13": false } },
  },
  {
    why: "TLS 1.3 only, under health checks and switched off",
    bad: { zone: { "tls.minVersion": "1.3", "tls.tls13": false } },
    found: ["TLS_HEALTH_CHECK_TOO_OLD tls.minVersion", "TLS_VERSIONS_CONTRADICT tls.minVersion"],
    good: { zone: { "tls.minVersion": "1.2" } },
  },
  {
    why: "HSTS preload without its conditions",
    bad: {
      zone: { "tls.hsts": { maxAgeSeconds: 31_535_999, preload: true } },
      launch: { "environments.production.hosts.apex.name": "home.opsdesk.example" },
    },
    found: ["HSTS_PRELOAD_UNREADY tls.hsts.preload", "HSTS_PRELOAD_UNREADY tls.hsts.preload", "HSTS_PRELOAD_UNREADY tls.hsts.preload"],
    good: { zone: { "tls.hsts": { maxAgeSeconds: 31_536_000, includeSubdomains: true, preload: true } } },
  },
  {
    why: "a misspelt SPF term",
    bad: { zone: { "mail.senders.2": custom("crm", ["inlcude:crm.example"]) } },
    found: ["SPF_TERM_MALFORMED mail.senders.2.spfTerms.0"],
    good: { zone: { "mail.senders.2": custom("crm", ["include:crm.example"]) } },
  },
  {
    why: "an SPF term that another sender brings already",
    bad: { zone: { "mail.senders.2": custom("crm", ["include:sendgrid.net"]) } },
    found: ["SPF_TERM_TWICE mail.senders.2.spfTerms.0"],
    good: { zone: { "mail.senders.2": custom("crm", ["include:crm.sendgrid.net"]) } },
  },
  {
    why: "more SPF lookups than receivers follow, over all senders",
    bad: {
      zone: {
        "mail.senders.2": custom(
          "crm",
          Array.from({ length: 8 }, (_, index) => `include:n${index}.example`),
        ),
      },
    },
    found: ["SPF_TOO_MANY_LOOKUPS mail.senders"],
    good: {
      zone: {
        "mail.senders.2": custom(
          "crm",
          Array.from({ length: 7 }, (_, index) => `include:n${index}.example`),
        ),
      },
    },
  },
  {
    why: "SPF for everybody, and by ptr",
    bad: { zone: { "mail.senders.2": custom("crm", ["+all", "ptr"]) } },
    found: ["SPF_ALLOWS_EVERYONE mail.senders.2.spfTerms.0", "SPF_PTR mail.senders.2.spfTerms.1"],
    good: { zone: { "mail.senders.2": custom("crm", ["ip4:192.0.2.1"]) } },
  },
  {
    why: "a DKIM key that is none",
    bad: { zone: { "mail.senders.0.dkim.publicKey": strong.slice(0, 40) } },
    found: ["DKIM_KEY_UNREADABLE mail.senders.0.dkim.publicKey"],
    good: { zone: { "mail.senders.0.dkim.publicKey": strong } },
  },
  {
    why: "a DKIM key that counts as none",
    bad: { zone: { "mail.senders.0.dkim.publicKey": dkim(768) } },
    found: ["DKIM_KEY_SHORT mail.senders.0.dkim.publicKey"],
    good: { zone: { "mail.senders.0.dkim.publicKey": strong } },
  },
  {
    why: "one selector for two senders",
    bad: { zone: { "mail.senders.2": custom("crm", [], "s1") } },
    found: ["DKIM_SELECTOR_TWICE mail.senders.2"],
    good: { zone: { "mail.senders.2": custom("crm", [], "crm1") } },
  },
  {
    why: "one return path for two senders",
    bad: {
      zone: {
        "mail.senders": [
          { kind: "sendgrid", authenticationHost: "u1.sendgrid.net", returnPathLabel: "em1" },
          { kind: "sendgrid", authenticationHost: "u2.sendgrid.net", returnPathLabel: "em1" },
        ],
      },
    },
    found: [
      "DKIM_SELECTOR_TWICE mail.senders.1",
      "DKIM_SELECTOR_TWICE mail.senders.1",
      "SPF_TERM_TWICE mail.senders.1",
      "MAIL_NAME_TWICE mail.senders.1.returnPathLabel",
    ],
    good: { zone: { "mail.senders": [{ kind: "sendgrid", authenticationHost: "u1.sendgrid.net", returnPathLabel: "em1" }] } },
  },
  {
    why: "one mail host twice",
    bad: { zone: { "mail.mx.1": { host: "smtp.google.com", priority: 5 } } },
    found: ["MAIL_NAME_TWICE mail.mx.1.host"],
    good: { zone: { "mail.mx.1": { host: "alt1.smtp.google.com", priority: 5 } } },
  },
  {
    why: "two mail hosts whose records would have one name",
    bad: { zone: { "mail.mx": [mx("mx-a.mail.example"), mx("mx.a-mail.example"), mx("mx.a.mail.example")] } },
    found: ["MAIL_NAME_TWICE mail.mx.1.host", "MAIL_NAME_TWICE mail.mx.2.host"],
    good: { zone: { "mail.mx": [mx("mx-a.mail.example"), mx("mx.b-mail.example")] } },
  },
  {
    why: "a DMARC record that is longer than Cloudflare takes",
    bad: { zone: { "mail.dmarc.reportTo": mailboxes(110) } },
    found: ["DNS_RECORD_TOO_LONG mail.dmarc"],
    good: { zone: { "mail.dmarc.reportTo": mailboxes(90) } },
  },
  {
    why: "an SPF record that is longer than Cloudflare takes",
    bad: { zone: { "mail.senders.2": custom("crm", addresses(220)) } },
    found: ["DNS_RECORD_TOO_LONG mail.senders"],
    good: { zone: { "mail.senders.2": custom("crm", ["ip4:198.51.100.0/24"]) } },
  },
  {
    why: "more networks than fit into a rule",
    bad: { launch: { "environments.production.hosts.admin.allowFrom": networks(300) } },
    found: ["RULE_EXPRESSION_TOO_LONG environments.production.hosts"],
    good: { launch: { "environments.production.hosts.admin.allowFrom": networks(200) } },
  },
  {
    why: "a mail host that is proxied",
    bad: { zone: { "mail.mx.0.host": "app.opsdesk.example" } },
    found: ["MX_NOT_REACHABLE mail.mx.0.host"],
    good: { zone: { "mail.mx": [mx("alt1.smtp.google.com")] } },
  },
  {
    why: "a host at the name of a return path",
    bad: { launch: { "environments.staging.hosts.app.name": "em4815.opsdesk.example" } },
    found: ["MAIL_NAME_TAKEN_BY_HOST mail.senders.1.returnPathLabel"],
    good: { launch: { "environments.staging.hosts.app.name": "em4816.opsdesk.example" } },
  },
  {
    why: "more rules than the plan has slots, over all environments",
    bad: { launch: hosts(45) },
    found: ["PLAN_SLOTS_EXCEEDED plan"],
    good: { launch: hosts(41) },
  },
  {
    why: "one rate rule more than the plan has",
    bad: { launch: { "environments.staging.limits.webhook": { requests: 5, periodSeconds: 60, blockSeconds: 60, per: "ip" } } },
    found: ["PLAN_SLOTS_EXCEEDED plan"],
    good: {
      launch: {
        "environments.staging.limits.webhook": { requests: 5, periodSeconds: 60, blockSeconds: 60, per: "ip" },
        "environments.staging.limits.login": undefined,
      },
    },
  },
  {
    why: "more records than the plan admits",
    bad: { zone: { plan: "enterprise" }, launch: hosts(3_487) },
    found: [
      "RULE_EXPRESSION_TOO_LONG environments.staging.hosts",
      "RULE_EXPRESSION_TOO_LONG environments.staging.hosts",
      "PLAN_RECORDS_EXCEEDED plan",
      "PLAN_SLOTS_EXCEEDED plan",
    ],
    good: { zone: { plan: "enterprise" }, launch: hosts(150) },
  },
]);

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "TLS mode full without HSTS",
      bad: { zone: { "tls.mode": "full", "tls.hsts.maxAgeSeconds": 0 } },
      found: ["TLS_MODE_UNCHECKED tls.mode"],
      good: { zone: { "tls.hsts.maxAgeSeconds": 0 } },
    },
    {
      why: "DMARC that only watches",
      bad: { zone: { "mail.dmarc.policy": "none" } },
      found: ["DMARC_NOT_ENFORCED mail.dmarc.policy"],
      good: { zone: { "mail.dmarc.policy": "reject" } },
    },
    {
      why: "DMARC that only watches subdomains",
      bad: { zone: { "mail.dmarc.subdomainPolicy": "none" } },
      found: ["DMARC_NOT_ENFORCED mail.dmarc.subdomainPolicy"],
      good: { zone: { "mail.dmarc.subdomainPolicy": "quarantine" } },
    },
    {
      why: "a long SPF record",
      bad: {
        zone: {
          "mail.senders.2": custom(
            "crm",
            Array.from({ length: 24 }, (_, index) => `ip4:198.51.100.${100 + index}`),
          ),
        },
      },
      found: ["SPF_LONG mail.senders"],
      good: { zone: { "mail.senders.2": custom("crm", ["ip4:198.51.100.0/24"]) } },
    },
  ]);
});
