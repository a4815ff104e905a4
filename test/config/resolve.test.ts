import { parseZoneBase } from "../../config/contribution.ts";
import type { EnvironmentModel, Model } from "../../config/model.ts";
import { parseConfigs } from "../../config/parse.ts";
import { resolve } from "../../config/resolve.ts";
import { type Change, changed } from "./change.ts";

function modelOf(change: Change = {}): Model {
  const parsed = parseConfigs(changed(change));
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
  return resolve(parsed.configs);
}

function environment(name: string, change: Change = {}): EnvironmentModel {
  const found = modelOf(change).environments.get(`chatbot/${name}`);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const rulesByRef = ({ contribution }: EnvironmentModel) => Object.fromEntries(contribution.rules.map((rule) => [rule.ref, rule]));
const O = "chatbot--production";

describe("account", () => {
  it("has a topic for each channel, in the region of Route 53's metrics", () => {
    expect(modelOf().account.topics).toEqual([
      { key: "oncall", name: "opsdesk-alerts-oncall", address: "oncall@opsdesk-alerts.example" },
      { key: "manager", name: "opsdesk-alerts-manager", address: "manager@opsdesk-office.example" },
    ]);
    expect(environment("production").alerts).toEqual({
      topicArns: ["arn:aws:sns:us-east-1:111122223333:opsdesk-alerts-oncall", "arn:aws:sns:us-east-1:111122223333:opsdesk-alerts-manager"],
      homeTopicArns: [
        "arn:aws:sns:eu-west-1:111122223333:opsdesk-alerts-oncall",
        "arn:aws:sns:eu-west-1:111122223333:opsdesk-alerts-manager",
      ],
      addresses: ["oncall@opsdesk-alerts.example", "manager@opsdesk-office.example"],
    });
  });
});

describe("zone", () => {
  const zone = () => modelOf().zones.get("zone/opsdesk.example");

  it("carries the add-ons, on which limits and certificates depend", () => {
    expect(zone()?.base.zone).toEqual({ domain: "opsdesk.example", zoneId: "9a7806061c88ada191ed06f989cc3dac", plan: "business" });
    const withAddOn = modelOf({ zone: { addOns: ["acm"] } }).zones.get("zone/opsdesk.example");
    expect(withAddOn?.base.zone.addOns).toEqual(["acm"]);
    expect(parseZoneBase("stored", withAddOn?.base)).toEqual(withAddOn?.base);
  });

  it("writes every setting with its value", () => {
    expect(zone()?.base.settings).toEqual([
      { settingId: "ssl", value: "strict" },
      { settingId: "min_tls_version", value: "1.2" },
      { settingId: "tls_1_3", value: "on" },
      { settingId: "always_use_https", value: "off" },
      { settingId: "automatic_https_rewrites", value: "on" },
      { settingId: "opportunistic_encryption", value: "on" },
      { settingId: "0rtt", value: "off" },
      { settingId: "tls_client_auth", value: "off" },
      {
        settingId: "security_header",
        value: {
          strict_transport_security: { enabled: true, max_age: 31_536_000, include_subdomains: true, nosniff: true, preload: false },
        },
      },
      { settingId: "http3", value: "on" },
      { settingId: "ipv6", value: "on" },
      { settingId: "websockets", value: "on" },
      { settingId: "browser_check", value: "on" },
      { settingId: "email_obfuscation", value: "on" },
      { settingId: "security_level", value: "medium" },
      { settingId: "challenge_ttl", value: 1800 },
      { settingId: "http2", value: "on" },
      { settingId: "polish", value: "off" },
      { settingId: "webp", value: "off" },
    ]);
    expect([zone()?.target, zone()?.stack]).toEqual(["zone/opsdesk.example", "zone-opsdesk-example"]);
  });

  it("sends redirect hosts straight to their target when a zone asks for it", () => {
    const rules = modelOf({ zone: { "redirects.http": "single-hop" } }).environments.get("chatbot/production")?.contribution.rules ?? [];
    const expressions = Object.fromEntries(rules.map(({ ref, expression }) => [ref, expression]));
    expect(expressions["chatbot--production--to-apex-301"]).toBe('(http.host eq "www.opsdesk.example")');
    expect(expressions["chatbot--production--https"]).not.toContain("www.opsdesk.example");
  });

  it("publishes the mail records of all senders, with one SPF", () => {
    const key = "MIIBIjANBgkqhkiG9w0BAQ";
    const records = zone()?.base.records ?? [];
    expect(records.map(({ key: id, name, type, content, priority }) => [id, name, type, content.slice(0, 66), priority])).toEqual([
      ["mail-mx-smtp-google-com", "opsdesk.example", "MX", "smtp.google.com", 1],
      ["mail-spf", "opsdesk.example", "TXT", '"v=spf1 include:_spf.google.com include:sendgrid.net ~all"', undefined],
      ["mail-dmarc", "_dmarc.opsdesk.example", "TXT", '"v=DMARC1; p=quarantine; rua=mailto:dmarc@opsdesk.example"', undefined],
      ["mail-dkim-google", "google._domainkey.opsdesk.example", "TXT", expect.stringContaining(`"v=DKIM1; k=rsa; p=${key}`), undefined],
      ["mail-dkim-s1", "s1._domainkey.opsdesk.example", "CNAME", "s1.domainkey.u4815162.wl123.sendgrid.net", undefined],
      ["mail-dkim-s2", "s2._domainkey.opsdesk.example", "CNAME", "s2.domainkey.u4815162.wl123.sendgrid.net", undefined],
      ["mail-return-path-em4815", "em4815.opsdesk.example", "CNAME", "u4815162.wl123.sendgrid.net", undefined],
    ]);
    expect(records.every(({ proxied, ttlSeconds, concern }) => !proxied && ttlSeconds === 300 && concern === "mail")).toBe(true);
  });

  it("says that nobody takes mail where nobody does", () => {
    const mail = modelOf({ zone: { "mail.mx": [], "mail.senders": [], "mail.spfAll": "fail" } }).zones.get("zone/opsdesk.example");
    expect(mail?.mail).toEqual({
      domain: "opsdesk.example",
      spf: "v=spf1 -all",
      dmarc: "v=DMARC1; p=quarantine; rua=mailto:dmarc@opsdesk.example",
      dkim: [],
      mx: [{ host: ".", priority: 0 }],
    });
    expect(mail?.base.records.find(({ type }) => type === "MX")).toMatchObject({ key: "mail-mx-none", content: ".", priority: 0 });
  });
});

describe("environment", () => {
  it("has a proxied record for each host", () => {
    const shared = { ttlSeconds: 1, proxied: true, comment: "slipway chatbot/production" };
    expect(environment("production").records).toEqual([
      { key: "host-apex", concern: "hosts", name: "opsdesk.example", type: "CNAME", content: "site.opsdesk-origin.example", ...shared },
      { key: "host-app", concern: "hosts", name: "app.opsdesk.example", type: "CNAME", content: "app.opsdesk-origin.example", ...shared },
      { key: "host-api", concern: "hosts", name: "api.opsdesk.example", type: "CNAME", content: "api.opsdesk-origin.example", ...shared },
      {
        key: "host-admin",
        concern: "hosts",
        name: "admin.opsdesk.example",
        type: "CNAME",
        content: "admin.opsdesk-origin.example",
        ...shared,
      },
      { key: "host-www", concern: "redirects", name: "www.opsdesk.example", type: "AAAA", content: "100::", ...shared },
    ]);
  });

  it("sends web visitors to https on the same host first, then on", () => {
    const rules = rulesByRef(environment("production"));
    expect(rules[`${O}--https`]).toEqual({
      phase: "http_request_dynamic_redirect",
      action: "redirect",
      ref: `${O}--https`,
      description: "plain HTTP goes to HTTPS on the same host",
      expression: '(http.host in {"admin.opsdesk.example" "app.opsdesk.example" "opsdesk.example" "www.opsdesk.example"} and not ssl)',
      enabled: true,
      target: { expression: 'concat("https://", http.host, http.request.uri.path)' },
      statusCode: 301,
      preserveQueryString: true,
    });
    expect(rules[`${O}--to-apex-301`]).toMatchObject({
      expression: '(http.host eq "www.opsdesk.example" and ssl)',
      target: { expression: 'concat("https://opsdesk.example", http.request.uri.path)' },
      statusCode: 301,
      preserveQueryString: true,
    });
  });

  it("keeps temporary redirects apart from permanent ones and folds equal ones", () => {
    const redirect = (label: string, permanent: boolean) => ({ kind: "redirect", name: `${label}.opsdesk.example`, to: "apex", permanent });
    const rules = rulesByRef(
      environment("production", {
        launch: {
          "environments.production.hosts.old": redirect("old", true),
          "environments.production.hosts.promo": redirect("promo", false),
        },
      }),
    );
    expect(rules[`${O}--to-apex-301`]?.expression).toBe('(http.host in {"old.opsdesk.example" "www.opsdesk.example"} and ssl)');
    expect(rules[`${O}--to-apex-302`]?.expression).toBe('(http.host eq "promo.opsdesk.example" and ssl)');
  });

  it("blocks plain HTTP on API hosts and strangers on internal ones", () => {
    const byAddress = { access: undefined, allowFrom: ["203.0.113.0/24", "2001:db8:0f1c::/48"] };
    const rules = rulesByRef(
      environment("production", {
        launch: Object.fromEntries(
          Object.entries(byAddress).map(([field, value]) => [`environments.production.hosts.admin.${field}`, value]),
        ),
      }),
    );
    expect([rules[`${O}--https-only`], rules[`${O}--allow-admin`]]).toEqual([
      {
        phase: "http_request_firewall_custom",
        action: "block",
        ref: `${O}--https-only`,
        description: "API hosts refuse plain HTTP",
        expression: '(http.host eq "api.opsdesk.example" and not ssl)',
        enabled: true,
      },
      {
        phase: "http_request_firewall_custom",
        action: "block",
        ref: `${O}--allow-admin`,
        description: "only the listed networks reach admin.opsdesk.example",
        expression: '(http.host eq "admin.opsdesk.example" and not ip.src in {2001:db8:f1c::/48 203.0.113.0/24})',
        enabled: true,
      },
    ]);
  });

  it("spells out who logs in, and blocks nobody by address where nobody said so", () => {
    const emails = ["zoe@crm.example", "ana@crm.example", "zoe@crm.example"];
    const production = environment("production", {
      launch: {
        "environments.production.hosts.admin.access.emails": emails,
        "environments.production.hosts.admin.access.sessionMinutes": 90,
      },
    });
    expect(production.hosts.find(({ key }) => key === "admin")).toMatchObject({
      allowFrom: [],
      access: {
        name: "chatbot-production-admin",
        loginHost: "opsdesk.cloudflareaccess.com",
        sessionDuration: "90m",
        sameSite: "strict",
        preflightToOrigin: false,
        emailDomains: ["opsdesk.example"],
        emails: ["ana@crm.example", "zoe@crm.example"],
        groups: [],
        identityProviders: [],
      },
    });
    expect(Object.keys(rulesByRef(production)).filter((ref) => ref.includes("--allow-"))).toEqual([]);
  });

  it("gives the same rule for the same networks in another order and spelling", () => {
    const spelled = (allowFrom: string[]) =>
      rulesByRef(environment("production", { launch: { "environments.production.hosts.admin.allowFrom": allowFrom } }))[
        `${O}--allow-admin`
      ];
    expect(spelled(["203.0.113.77/24", "2001:0db8:0F1C:0::/48"])).toEqual(
      spelled(["2001:db8:f1c::1/48", "203.0.113.0/24", "203.0.113.0/24"]),
    );
  });

  it("sets safe headers by kind of host, and the config's on top", () => {
    const headers = Object.fromEntries(environment("production").hosts.map(({ key, headers: each }) => [key, each]));
    expect(headers.api).toEqual({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-site",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    expect(headers.apex).toEqual({
      "content-security-policy": "object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-site",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
      "referrer-policy": "strict-origin-when-cross-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    expect(headers.app).toEqual({ ...headers.apex, "content-security-policy": expect.stringContaining("frame-ancestors 'none'") });
    expect(headers.admin).toEqual({ ...headers.apex, "cache-control": "no-store" });
  });

  it("folds hosts of equal headers into one rule", () => {
    const { contribution } = environment("production", { launch: { "environments.production.hosts.app.headers": {} } });
    const headerRules = contribution.rules.filter(({ phase }) => phase === "http_response_headers_transform");
    expect(headerRules.map(({ ref, expression }) => [ref, expression])).toEqual([
      [`${O}--headers-apex`, '(http.host in {"app.opsdesk.example" "opsdesk.example"})'],
      [`${O}--headers-api`, '(http.host eq "api.opsdesk.example")'],
      [`${O}--headers-admin`, '(http.host eq "admin.opsdesk.example")'],
      [`${O}--cors-api`, expect.stringContaining('http.host eq "api.opsdesk.example" and ')],
    ]);
  });

  it("lets the origin speak where a route may be cached, and says so", () => {
    const { hosts, residuals } = environment("production", { launch: { "routes.health.cacheable": true } });
    expect(hosts.find(({ key }) => key === "api")?.headers["cache-control"]).toBeUndefined();
    expect(residuals.map(({ where }) => where)).toContain("config/launches/chatbot.ts: environments.production.hosts.api");
  });

  it("limits by class and host, and owns up to what the edge cannot keep", () => {
    const { rateLimits, residuals } = environment("production");
    const host = "api.opsdesk.example";
    expect(rateLimits).toEqual([
      { limitClass: "chat", ref: `${O}--limit-chat-api`, host, requests: 60, periodSeconds: 60 },
      { limitClass: "login", ref: `${O}--limit-login-api`, host, requests: 10, periodSeconds: 60 },
      { limitClass: "reset", ref: `${O}--limit-reset-api`, host, requests: 5, periodSeconds: 600 },
      { limitClass: "webhook", ref: `${O}--limit-webhook-api`, host, requests: 300, periodSeconds: 60 },
    ]);
    expect(residuals.map(({ wanted, enforced }) => [wanted, enforced])).toEqual([
      ["60 requests in 60 s for each user", "60 requests in 60 s for each IP address, counted in each data centre"],
      ["20 requests in 60 s for each user on upload", "nothing at the edge"],
      ["600 requests in 60 s for each user on health, conversations, users", "nothing at the edge"],
      ["browsers let pages of https://app.opsdesk.example call api.opsdesk.example", "the CORS headers of every answer"],
      [
        "no page of a stranger changes anything on api.opsdesk.example with a visitor's session",
        "403 for requests whose Origin is none of the host's own",
      ],
      ["an alarm at 1 % of 5xx", "the monitors' alarms"],
      ["an alarm at p95 over 500 ms", "the monitors' alarms"],
      ["an alarm on login failures above what is usual", "the monitors' alarms"],
      ["an alarm on bounces and complaints", "the monitors' alarms"],
    ]);
  });

  it("counts bearer tokens where the plan can", () => {
    const change = {
      zone: { plan: "enterprise", addOns: ["advanced-rate-limiting"] },
      launch: { "routes.chat.auth": "token" },
    };
    const rule = rulesByRef(environment("production", change))[`${O}--limit-chat-api`];
    expect(rule).toMatchObject({ characteristics: ["cf.colo.id", 'http.request.headers["authorization"]'] });
  });

  it("takes only the secrets that this environment uses", () => {
    const { secretSlots } = environment("staging", {
      launch: { "environments.staging.target.environment": { LLM: { secret: "llm-key" } } },
    });
    expect(secretSlots).toEqual([
      {
        key: "llm-key",
        name: "chatbot/staging/llm-key",
        arnPrefix: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:chatbot/staging/llm-key-",
        description: "calls to the language model provider",
        recoveryWindowDays: 30,
        rotation: { everyDays: 90, whenOverdue: "warn" },
        variables: ["LLM"],
      },
    ]);
  });

  it("spells out who keeps, reads and rotates a secret", () => {
    const [reader, other] = ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"];
    const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate";
    const { secretSlots, residuals } = environment("staging", {
      launch: {
        "environments.staging.target.environment": { LLM: { secret: "llm-key" }, MODEL: { secret: "llm-key" } },
        "environments.staging.secretReaders": { "llm-key": [reader, other, reader], "mail-key": [other] },
        "secrets.llm-key": {
          purpose: "x",
          kms: { key: "alias/chatbot" },
          onlyReaders: true,
          rotation: { by: "function", everyDays: 30, function: functionArn, whenOverdue: "refuse", onRotation: "redeploy" },
        },
        "secrets.mail-key.rotation": { by: "nobody", reason: "one key for each contract" },
      },
    });
    expect(secretSlots).toMatchObject([
      {
        kmsKey: "arn:aws:kms:eu-west-1:111122223333:alias/chatbot",
        readers: [other, reader],
        onlyReaders: true,
        rotation: { everyDays: 30, functionArn, whenOverdue: "refuse", onRotation: "redeploy" },
        variables: ["LLM", "MODEL"],
      },
      { key: "mail-key", readers: [other] },
    ]);
    expect(secretSlots[1]).not.toHaveProperty("rotation");
    expect(residuals).toContainEqual(expect.objectContaining({ remaining: "one key for each contract" }));
  });

  it("publishes plain values as they are and secrets as their names", () => {
    expect(environment("staging").environmentValues.slice(1, 3)).toEqual([
      { variable: "LOG_LEVEL", parameterName: "/chatbot/staging/LOG_LEVEL", value: "debug", isSecretReference: false },
      { variable: "LLM_API_KEY", parameterName: "/chatbot/staging/LLM_API_KEY", value: "chatbot/staging/llm-key", isSecretReference: true },
    ]);
  });

  it("serves the routes whose host it has", () => {
    const { routes } = environment("staging", { launch: { "environments.staging.hosts.admin": undefined } });
    expect(routes.map(({ key, hostName }) => [key, hostName])).not.toContainEqual(["users", expect.anything()]);
    expect(routes).toHaveLength(7);
  });
});

it("gives the same model twice", () => {
  const text = (model: Model) => JSON.stringify([model.account, ...model.zones, ...model.environments]);
  expect(text(modelOf())).toBe(text(modelOf()));
});

it("throws what a zone's plan does not admit", () => {
  expect(() => modelOf({ launch: { "environments.production.limits.chat.periodSeconds": 45 } })).toThrow(/\[RATE_PERIOD_NOT_ON_PLAN\]/);
});
